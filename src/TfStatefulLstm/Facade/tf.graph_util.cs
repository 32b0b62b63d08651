using TfStatefulLstm.Checkpoints.Freezing;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Facade;

public sealed partial class tensorflow
{
    /// <summary>Graphs as data (<c>tf.graph_util</c>).</summary>
    public tensorflow_graph_util graph_util { get; } = new();
}

/// <summary>Graphs as data (<c>tf.graph_util</c>).</summary>
public sealed class tensorflow_graph_util
{
    internal tensorflow_graph_util() { }

    /// <inheritdoc cref="GraphFreezer.Freeze(ISession, GraphDef, IReadOnlyList{string}, IReadOnlyCollection{string}?, IReadOnlyCollection{string}?)"/>
    /// <param name="sess">The session that holds the values.</param>
    /// <param name="input_graph_def">The graph.</param>
    /// <param name="output_node_names">The names of the nodes to keep.</param>
    /// <param name="variable_names_whitelist">The variables to make constant; all if null.</param>
    /// <param name="variable_names_blacklist">Variables to leave as they are.</param>
    public GraphDef convert_variables_to_constants(ISession sess, GraphDef input_graph_def, IReadOnlyList<string> output_node_names,
        IReadOnlyCollection<string>? variable_names_whitelist = null, IReadOnlyCollection<string>? variable_names_blacklist = null) =>
        GraphFreezer.Freeze(sess, input_graph_def, output_node_names, variable_names_whitelist, variable_names_blacklist);

    /// <summary>The part of a graph that some nodes need.</summary>
    /// <param name="graph_def">The graph.</param>
    /// <param name="dest_nodes">The names of the nodes.</param>
    /// <exception cref="AssertionError">A node is not in the graph.</exception>
    public GraphDef extract_sub_graph(GraphDef graph_def, IEnumerable<string> dest_nodes) => SubGraph.Of(graph_def, dest_nodes);

    /// <summary>The graph without checks of numbers, and without identities that order nothing.</summary>
    /// <param name="input_graph">The graph.</param>
    /// <param name="protected_nodes">Nodes that stay whatever they are.</param>
    public GraphDef remove_training_nodes(GraphDef input_graph, IReadOnlyCollection<string>? protected_nodes = null) =>
        TrainingNodes.Remove(input_graph, protected_nodes ?? []);
}

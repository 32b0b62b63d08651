using Google.Protobuf;
using TensorFlow = Tensorflow;

namespace TfStatefulLstm.TensorFlowNet;

/// <summary>Graphs from this library to TensorFlow.NET and back, as GraphDefs: nodes with their names, attributes and devices. Collections do not go with them; export a MetaGraph for those.</summary>
public static class Interop
{
    /// <summary>A graph of TensorFlow.NET with the same nodes.</summary>
    /// <param name="graph">The graph.</param>
    public static TensorFlow.Graph ToTensorFlowNet(this Framework.Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var result = new TensorFlow.Graph();
        result.Import(graph.ToGraphDef().ToByteArray());
        return result;
    }

    /// <summary>Adds the nodes of a graph of TensorFlow.NET to a graph.</summary>
    /// <param name="graph">The graph to add to.</param>
    /// <param name="source">The graph of TensorFlow.NET.</param>
    /// <param name="name">The name scope to add them in; empty for none.</param>
    /// <exception cref="Framework.ValueError">The nodes do not make a graph.</exception>
    /// <exception cref="Framework.NotFoundError">Some nodes are of ops that this library does not know; the message lists them all.</exception>
    public static void ImportTensorFlowNet(this Framework.Graph graph, TensorFlow.Graph source, string name = "")
    {
        ArgumentNullException.ThrowIfNull(graph);
        using var current = graph.AsDefault();
        Binding.tf.import_graph_def(Nodes(source), name: name);
    }

    /// <summary>The nodes of a graph of TensorFlow.NET.</summary>
    internal static Protos.GraphDef Nodes(TensorFlow.Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return Protos.GraphDef.Parser.ParseFrom(graph.as_graph_def().ToByteArray());
    }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Checkpoints.Freezing;

/// <summary>Parts of graphs (<c>tf.graph_util.extract_sub_graph</c>).</summary>
internal static class SubGraph
{
    /// <summary>The nodes that some nodes need: over data and control inputs, and what they are placed with.</summary>
    /// <exception cref="AssertionError">A node is not in the graph.</exception>
    public static GraphDef Of(GraphDef graph, IEnumerable<string> destinations)
    {
        var nodes = new Dictionary<string, NodeDef>(StringComparer.Ordinal);
        foreach (var node in graph.Node) nodes[node.Name] = node;
        var open = new Stack<string>();
        foreach (var name in destinations) open.Push(nodes.ContainsKey(name) ? name : throw new AssertionError($"{name} is not in graph"));
        var kept = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out var name))
        {
            if (!nodes.TryGetValue(name, out var node)) throw new ValueError($"The graph names the node {name}, which it does not have");
            if (!kept.Add(name)) continue;
            foreach (var input in node.Input) open.Push(NodeOf(input));
            if (!node.Attr.TryGetValue("_class", out var groups)) continue;
            foreach (var group in groups.List?.S.Select(s => s.ToStringUtf8()).Where(s => s.StartsWith("loc:@", StringComparison.Ordinal)) ?? [])
                if (nodes.ContainsKey(group[5..])) open.Push(group[5..]);
        }
        var part = new GraphDef { Versions = graph.Versions?.Clone(), Library = graph.Library?.Clone() };
        part.Node.Add(graph.Node.Where(n => kept.Contains(n.Name)).Select(n => n.Clone()));
        return part;
    }

    /// <summary>The node of an input: without the mark of a control input and the number of an output.</summary>
    public static string NodeOf(string input) => input.StartsWith('^') ? input[1..] : input.LastIndexOf(':') is > 0 and var colon ? input[..colon] : input;
}

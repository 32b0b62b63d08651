using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Checkpoints.Freezing;

/// <summary>Nodes that only training has a use for.</summary>
internal static class TrainingNodes
{
    /// <summary>The graph without checks of numbers, and without identities that order nothing (<c>remove_training_nodes</c>).</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="kept">Nodes that stay whatever they are.</param>
    public static GraphDef Remove(GraphDef graph, IReadOnlyCollection<string> kept)
    {
        var removed = graph.Node.Where(n => n.Op == "CheckNumerics" && !kept.Contains(n.Name)).Select(n => n.Name).ToHashSet();
        var rest = graph.Node.Where(n => !removed.Contains(n.Name)).Select(n => WithInputs(n, n.Input.Where(i => !removed.Contains(i.TrimStart('^'))))).ToArray();
        var awaited = rest.SelectMany(n => n.Input).Where(i => i.StartsWith('^')).Select(i => i[1..]).ToHashSet();
        var spliced = rest.Where(n => n.Op == "Identity" && !kept.Contains(n.Name) && !awaited.Contains(n.Name) && !n.Input.Any(i => i.StartsWith('^')))
            .ToDictionary(n => n.Name, n => n.Input[0]);
        var result = new GraphDef();
        result.Node.Add(rest.Where(n => !spliced.ContainsKey(n.Name)).Select(n => WithInputs(n, n.Input.Select(Source))));
        return result;

        string Source(string input)
        {
            while (spliced.TryGetValue(input.TrimStart('^'), out var before)) input = before;
            return input;
        }
    }

    private static NodeDef WithInputs(NodeDef node, IEnumerable<string> inputs)
    {
        var result = node.Clone();
        result.Input.Clear();
        result.Input.Add(inputs);
        return result;
    }
}

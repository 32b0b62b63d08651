using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Passes;

/// <summary>Puts every node after what it needs, and in the order of the graph where nothing orders nodes. The order decides which of two unordered
/// writes of a variable comes first, and which of two random draws.</summary>
internal static class Order
{
    /// <exception cref="InvalidArgumentError">The graph has a cycle that is no loop.</exception>
    public static void Run(PlanGraph graph)
    {
        var consumers = new Dictionary<PlanNode, List<PlanNode>>(graph.Nodes.Count);
        var pending = new Dictionary<PlanNode, int>(graph.Nodes.Count);
        var ready = new PriorityQueue<PlanNode, (int, int)>();
        foreach (var node in graph.Nodes)
        {
            var count = 0;
            foreach (var source in Sources(node))
            {
                if (!consumers.TryGetValue(source, out var list)) consumers.Add(source, list = []);
                list.Add(node);
                count++;
            }
            pending.Add(node, count);
            if (count == 0) ready.Enqueue(node, Rank(node));
        }
        var ordered = new List<PlanNode>(graph.Nodes.Count);
        while (ready.TryDequeue(out var node, out _))
        {
            ordered.Add(node);
            if (!consumers.TryGetValue(node, out var list)) continue;
            foreach (var consumer in list)
                if (--pending[consumer] == 0) ready.Enqueue(consumer, Rank(consumer));
        }
        if (ordered.Count < graph.Nodes.Count)
        {
            var rest = graph.Nodes.Where(n => pending[n] > 0).ToList();
            throw new InvalidArgumentError($"Graph is invalid, contains a cycle with {rest.Count} nodes, including: {string.Join(", ", rest.Take(3).Select(n => n.Name))}", rest[0].Name);
        }
        graph.Nodes = ordered;
    }

    // A fed tensor stands in the place of the node that gives it in the graph, before that node itself, of which other outputs may be in use.
    private static (int, int) Rank(PlanNode node) => (node.Index, node.Kind == NodeKind.Feed ? 0 : 1);

    private static IEnumerable<PlanNode> Sources(PlanNode node)
    {
        foreach (var input in node.Inputs)
            if (node.Kind != NodeKind.Merge || input.Node.Kind != NodeKind.NextIteration) yield return input.Node;
        foreach (var control in node.Controls) yield return control;
    }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Passes;

/// <summary>Computes once what depends on constants alone. A folded node keeps all control inputs, its own and those of the constants it came from, so that
/// it stays in its frame and dies with its branch.</summary>
internal static class FoldConstants
{
    /// <summary>A larger result is computed in every run rather than kept (TensorFlow's own limit).</summary>
    private const long MaximumBytes = 10 << 20;

    /// <summary>Needs nodes in order.</summary>
    public static void Run(PlanGraph graph)
    {
        var outputs = new Dictionary<PlanInput, PlanInput>();
        var nodes = new Dictionary<PlanNode, PlanNode>();
        var result = new List<PlanNode>(graph.Nodes.Count);
        foreach (var node in graph.Nodes)
        {
            // Nodes come in order, so what this node's inputs were folded to is known already.
            for (var i = 0; i < node.Inputs.Length; i++)
                if (outputs.TryGetValue(node.Inputs[i], out var to)) node.Inputs[i] = to;
            if (Fold(node) is not { } values)
            {
                result.Add(node);
                continue;
            }
            PlanNode[] controls = [.. node.Controls.Concat(node.Inputs.SelectMany(i => i.Node.Controls)).Distinct()];
            for (var i = 0; i < values.Length; i++)
            {
                var constant = new PlanNode(values.Length == 1 ? node.Name : $"{node.Name}:{i}", NodeKind.Constant, node.Index) { Constant = values[i], Controls = controls };
                outputs[new PlanInput(node, i)] = new PlanInput(constant, 0);
                nodes.TryAdd(node, constant);
                result.Add(constant);
            }
        }
        graph.Nodes = result;
        graph.Redirect(outputs, nodes);
        DropUnused.Run(graph);
    }

    private static NDArray[]? Fold(PlanNode node)
    {
        if (node.Inputs.Length == 0 || !Array.TrueForAll(node.Inputs, i => i.Node.Kind == NodeKind.Constant)) return null;
        if (node.Kind == NodeKind.Alias && node.OpName != "LoopCond") return [node.Inputs[0].Node.Constant!];
        if (!NodeKinds.IsPure(node) || node.OutputCount == 0) return null;
        try
        {
            var values = EagerKernel.Run(node.Op!, node.Attrs, Array.ConvertAll(node.Inputs, i => i.Node.Constant!));
            return values.Sum(v => v.ByteLength) <= MaximumBytes ? values : null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The run itself is to raise it, if it comes there at all.
            return null;
        }
    }
}

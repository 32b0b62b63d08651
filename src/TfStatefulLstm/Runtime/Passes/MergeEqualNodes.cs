using System.Text;
using Google.Protobuf;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Passes;

/// <summary>Makes one of nodes that compute the same from the same inputs (common subexpressions), equal constants too. Control inputs count as inputs:
/// they decide which value of a variable a node sees, and in which frame it runs.</summary>
internal static class MergeEqualNodes
{
    /// <summary>Needs nodes in order.</summary>
    public static void Run(PlanGraph graph)
    {
        var ids = new Dictionary<PlanNode, int>();
        var kept = new Dictionary<string, PlanNode>();
        var outputs = new Dictionary<PlanInput, PlanInput>();
        var nodes = new Dictionary<PlanNode, PlanNode>();
        foreach (var node in graph.Nodes)
        {
            for (var i = 0; i < node.Inputs.Length; i++)
                if (outputs.TryGetValue(node.Inputs[i], out var to)) node.Inputs[i] = to;
            node.Controls = [.. node.Controls.Select(c => nodes.GetValueOrDefault(c, c)).Distinct()];
            ids.Add(node, ids.Count);
            if (Key(node, ids) is not { } key || kept.TryAdd(key, node)) continue;
            var same = kept[key];
            nodes.Add(node, same);
            for (var i = 0; i < node.OutputCount; i++) outputs.Add(new PlanInput(node, i), new PlanInput(same, i));
        }
        graph.Redirect(outputs, nodes);
        DropUnused.Run(graph);
    }

    private static string? Key(PlanNode node, Dictionary<PlanNode, int> ids)
    {
        var key = new StringBuilder(node.OpName);
        if (node.Kind == NodeKind.Constant)
        {
            // Large constants are rarely equal, and long keys are dear.
            if (node.Constant is not { ByteLength: > 0 and <= 1024 } value) return null;
            key.Append('|').Append((int)value.DType).Append(value.Shape.ToDebugString()).Append(Convert.ToBase64String(value.Bytes));
        }
        else if (node.Kind == NodeKind.Alias || NodeKinds.IsPure(node))
        {
            foreach (var attr in node.Source!.Def.Attr.OrderBy(a => a.Key, StringComparer.Ordinal))
            {
                if (attr.Key.StartsWith('_')) continue;
                key.Append('|').Append(attr.Key).Append('=').Append(attr.Value.ToByteString().ToBase64());
            }
        }
        else return null;
        foreach (var input in node.Inputs)
        {
            // A loop's back edge comes from a node that has no number yet; such nodes are Merges and never get here.
            key.Append('|').Append(ids[input.Node]).Append(':').Append(input.Output);
        }
        foreach (var control in node.Controls.Select(c => ids[c]).Order()) key.Append('^').Append(control);
        return key.ToString();
    }
}

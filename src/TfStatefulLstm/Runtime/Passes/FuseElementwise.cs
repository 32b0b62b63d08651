using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Fused;

namespace TfStatefulLstm.Runtime.Passes;

/// <summary>Makes one node of element-wise nodes of floats that hang together, with the BiasAdds, Splits and Concats between them that only say where in a row an
/// element stands: the gates of a cell, forward or backward. The bits are those of the single nodes.</summary>
internal static class FuseElementwise
{
    /// <summary>Rewrites a list of nodes in order, which leaves it in order.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="outside">The values that something besides the nodes uses.</param>
    /// <returns>What became of the outputs of fused nodes; the nodes' own inputs are redirected already.</returns>
    public static Dictionary<PlanInput, PlanInput> Run(List<PlanNode> nodes, IEnumerable<PlanInput> outside)
    {
        var moved = new Dictionary<PlanInput, PlanInput>();
        var used = outside.ToHashSet();
        var groups = new FusionGroups(nodes);
        var uses = nodes.SelectMany(n => n.Inputs.Select(i => (Input: i, User: n))).ToLookup(u => u.Input, u => u.User);
        var fused = new Dictionary<PlanNode, PlanNode>();
        foreach (var members in groups.All)
        {
            var set = members.ToHashSet();
            PlanInput[] outputs = [.. members.SelectMany(m => Enumerable.Range(0, m.OutputCount).Select(i => new PlanInput(m, i)))
                .Where(o => used.Contains(o) || uses[o].Any(u => !set.Contains(u)))];
            if (FusedProgramBuilder.Build(members, groups.Functions, outputs) is not { } program) continue;
            var last = members[^1];
            var node = new PlanNode($"{last.Name} with {members.Count - 1} before", NodeKind.Kernel, last.Index)
            {
                Fused = new FusedPlan(members, program),
                Inputs = [.. program.Inputs],
                OutputCount = outputs.Length,
            };
            for (var i = 0; i < outputs.Length; i++) moved.Add(outputs[i], new PlanInput(node, i));
            foreach (var member in members) fused.Add(member, node);
        }
        if (fused.Count == 0) return moved;
        var result = nodes.Select(n => fused.GetValueOrDefault(n, n)).Distinct().ToList();
        foreach (var node in result) node.Inputs = Array.ConvertAll(node.Inputs, i => moved.GetValueOrDefault(i, i));
        var order = Sorted(result, nodes);
        nodes.Clear();
        nodes.AddRange(order);
        return moved;
    }

    /// <summary>As near to the old order as the new nodes allow: what is not pure keeps its order, all else comes when its inputs are there.</summary>
    private static List<PlanNode> Sorted(List<PlanNode> nodes, List<PlanNode> before)
    {
        var place = new Dictionary<PlanNode, int>();
        for (var i = 0; i < before.Count; i++) place[before[i]] = i;
        var waiting = nodes.ToDictionary(n => n, _ => 0);
        var next = nodes.ToDictionary(n => n, _ => new List<PlanNode>());
        PlanNode? effect = null;
        foreach (var node in nodes)
        {
            IEnumerable<PlanNode> sources = node.Inputs.Select(i => i.Node);
            if (!FusionGroups.IsFree(node))
            {
                if (effect is not null) sources = sources.Append(effect);
                effect = node;
            }
            foreach (var source in sources.Where(waiting.ContainsKey).Distinct())
            {
                waiting[node]++;
                next[source].Add(node);
            }
        }
        // A fused node stands where the last of its nodes stood.
        int Key(PlanNode node) => node.Fused is { } plan && !place.ContainsKey(node) ? place[plan.Steps[^1].Node] : place[node];
        var ready = new PriorityQueue<PlanNode, int>(nodes.Where(n => waiting[n] == 0).Select(n => (n, Key(n))));
        var result = new List<PlanNode>(nodes.Count);
        while (ready.TryDequeue(out var node, out _))
        {
            result.Add(node);
            foreach (var user in next[node])
                if (--waiting[user] == 0) ready.Enqueue(user, Key(user));
        }
        return result.Count == nodes.Count ? result : throw new InternalError("Fused nodes depend on each other.");
    }
}

namespace TfStatefulLstm.Runtime.Passes;

/// <summary>The parts of a frame that has the form of a structured loop.</summary>
internal sealed class LoopShape
{
    /// <summary>One Merge for each loop variable.</summary>
    public List<PlanNode> Merges { get; } = [];

    /// <summary>For each the Enter that brings its first value.</summary>
    public List<PlanNode> FirstValues { get; } = [];

    /// <summary>For each the NextIteration that brings the others.</summary>
    public List<PlanNode> Back { get; } = [];

    public required PlanNode Condition { get; init; }

    /// <summary>The nodes that run only if the loop goes on.</summary>
    public HashSet<PlanNode> Body { get; } = [];

    /// <summary>Takes a frame apart; null if it is of another form.</summary>
    /// <param name="graph">The graph around.</param>
    /// <param name="members">The nodes of the frame in order, with its Enters and Exits.</param>
    public static LoopShape? Of(PlanGraph graph, List<PlanNode> members)
    {
        var conditions = members.Where(n => n is { Kind: NodeKind.Alias, OpName: "LoopCond" }).ToList();
        if (conditions.Count != 1) return null;
        var shape = new LoopShape { Condition = conditions[0] };
        var set = members.ToHashSet();
        foreach (var merge in members.Where(n => n.Kind == NodeKind.Merge))
            if (!shape.AddVariable(merge, set)) return null;
        if (!members.TrueForAll(n => shape.Fits(n, set)) || graph.Fetches.Any(f => set.Contains(f.Node) && f.Node.Kind != NodeKind.Exit)) return null;
        // A Switch outside is that of a branch around the loop.
        foreach (var node in members)
            if (Sources(node).Any(s => s.Kind == NodeKind.Switch && set.Contains(s) || shape.Body.Contains(s))) shape.Body.Add(node);
        // A trigger fires in the last iteration too; it may only hold up what is dead then anyway.
        var triggers = members.Where(n => n.Kind == NodeKind.ControlTrigger).ToHashSet();
        if (members.Exists(n => n.Controls.Any(triggers.Contains) && !Sources(n).Any(s => !triggers.Contains(s) && (s.Kind == NodeKind.Switch || shape.Body.Contains(s))))) return null;
        return IsClosed(members, set) ? shape : null;
    }

    private bool AddVariable(PlanNode merge, HashSet<PlanNode> members)
    {
        if (merge.Inputs.Length != 2 || merge.Controls.Length > 0) return false;
        var (enter, back) = (merge.Inputs[0].Node, merge.Inputs[1].Node);
        if (enter.Kind != NodeKind.Enter) (enter, back) = (back, enter);
        if (enter.Kind != NodeKind.Enter || back.Kind != NodeKind.NextIteration || enter.Attrs.Bool("is_constant") || FirstValues.Contains(enter)) return false;
        Merges.Add(merge);
        FirstValues.Add(enter);
        Back.Add(back);
        return members.Contains(enter) && members.Contains(back);
    }

    private bool Fits(PlanNode node, HashSet<PlanNode> members)
    {
        if (node.Controls.Any(c => members.Contains(c) && c.Kind is NodeKind.Switch or NodeKind.NextIteration or NodeKind.Exit)) return false;
        // What comes out of a Merge is its value; out of a Switch that ends the loop, only an Exit takes it. A first value is the Merge's alone.
        if (node.Kind is not (NodeKind.Enter or NodeKind.Exit)
            && node.Inputs.Any(i => i is { Node.Kind: NodeKind.Merge, Output: 1 } or { Node.Kind: NodeKind.Switch, Output: 0 })) return false;
        if (node.Kind is not (NodeKind.Enter or NodeKind.Merge) && node.Inputs.Any(i => FirstValues.Contains(i.Node))) return false;
        if (node.Controls.Any(FirstValues.Contains) && node.Kind != NodeKind.Enter) return false;
        return node.Kind switch
        {
            NodeKind.Enter => FirstValues.Contains(node) || node.Attrs.Bool("is_constant"),
            NodeKind.Merge => true,
            NodeKind.Switch => Merges.Contains(node.Inputs[0].Node) && node.Inputs[0].Output == 0 && node.Inputs[1].Node == Condition && node.Controls.Length == 0,
            NodeKind.NextIteration => Back.Contains(node),
            NodeKind.Exit => node.Inputs[0] is { Node.Kind: NodeKind.Switch, Output: 0 } && node.Controls.Length == 0,
            NodeKind.Kernel => node.Writes is null,
            NodeKind.Alias or NodeKind.Constant or NodeKind.Nothing or NodeKind.ControlTrigger => true,
            _ => false,
        };
    }

    /// <summary>Whether nothing that comes in depends on what comes out, or on a write of a variable: as one node the loop would have to come after it as a whole.</summary>
    private static bool IsClosed(List<PlanNode> members, HashSet<PlanNode> set)
    {
        var seen = new HashSet<PlanNode>();
        var todo = new Stack<PlanNode>(members.Where(n => n.Kind == NodeKind.Enter));
        while (todo.TryPop(out var node))
        {
            foreach (var source in Sources(node))
            {
                // What a surrounding loop computed in its last iteration has come before.
                if (node.Kind == NodeKind.Merge && source.Kind == NodeKind.NextIteration) continue;
                if (source.Writes is not null || set.Contains(source)) return false;
                if (seen.Add(source)) todo.Push(source);
            }
        }
        return true;
    }

    private static IEnumerable<PlanNode> Sources(PlanNode node) => node.Inputs.Select(i => i.Node).Concat(node.Controls);
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Passes;

namespace TfStatefulLstm.Runtime;

/// <summary>A plan without control flow: a flat list of kernel calls on numbered slots, with the last use of every slot known beforehand.</summary>
internal sealed class StraightPlan : Plan
{
    /// <param name="session">The session's state.</param>
    /// <param name="graph">Nodes in order, variables bound (<see cref="BindVariables"/>).</param>
    public StraightPlan(SessionState session, PlanGraph graph) : base(session, graph)
    {
        var builder = new StepBuilder();
        Fetches = graph.Fetches;
        var variables = graph.Nodes.Where(n => n.Kind == NodeKind.Variable).ToList();
        Variables = [.. variables.Select(session.Variables.Of)];
        VariableSlots = [.. variables.Select(v => builder.Slot(new PlanInput(v, 0)))];
        FeedSlots = new int[graph.FeedTypes.Length];
        Array.Fill(FeedSlots, -1);
        foreach (var node in graph.Nodes.Where(n => n.Kind == NodeKind.Feed)) FeedSlots[node.Slot] = builder.Slot(new PlanInput(node, 0));
        builder.AddConstants(graph.Nodes);
        Constants = builder.Constants;
        Steps = [.. graph.Nodes.Where(n => n.Kind == NodeKind.Kernel).Select(builder.MakeStep)];
        FetchSlots = Array.ConvertAll(Fetches, builder.Slot);

        // The last write of each variable is what the run commits.
        CommitSlots = new int[Variables.Length];
        Array.Fill(CommitSlots, -1);
        foreach (var node in graph.Nodes.Where(n => n.Writes is not null))
            for (var k = 0; k < node.Inputs.Length; k++)
                if (node.Writes![k]) CommitSlots[variables.IndexOf(VariableOf(node.Inputs[k])!)] = builder.Slot(new PlanInput(node, BindVariables.Version(k)));
        SlotCount = builder.SlotCount;
        builder.FindLastUses(Steps, [.. VariableSlots, .. FeedSlots, .. FetchSlots, .. CommitSlots, .. Constants.Select(c => c.Slot)]);
    }

    public Step[] Steps { get; }

    public int SlotCount { get; }

    public List<(int Slot, NDArray Value)> Constants { get; }

    /// <summary>Where the snapshot of each variable goes.</summary>
    public int[] VariableSlots { get; }

    /// <summary>Where each feed goes, -1 if nothing uses it.</summary>
    public int[] FeedSlots { get; }

    public PlanInput[] Fetches { get; }

    public int[] FetchSlots { get; }

    /// <summary>Where the final value of each variable is, -1 if the run does not write it.</summary>
    public int[] CommitSlots { get; }

    protected override Lane NewLane() => new StraightLane(this);

    /// <summary>The variable whose value an input is: at the beginning of a chain of writes; null for any other value.</summary>
    public static PlanNode? VariableOf(PlanInput input)
    {
        while (input.Output < 0) input = input.Node.Inputs[-1 - input.Output];
        return input.Node.Kind == NodeKind.Variable ? input.Node : null;
    }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Passes;

namespace TfStatefulLstm.Runtime;

/// <summary>A plan without control flow: a flat list of kernel calls on numbered slots, with the last use of every slot known beforehand.</summary>
internal sealed class StraightPlan : Plan
{
    private readonly Dictionary<PlanInput, int> _slots = [];

    /// <param name="session">The session's state.</param>
    /// <param name="graph">Nodes in order, variables bound (<see cref="BindVariables"/>).</param>
    public StraightPlan(SessionState session, PlanGraph graph) : base(session, graph)
    {
        Fetches = graph.Fetches;
        var variables = graph.Nodes.Where(n => n.Kind == NodeKind.Variable).ToList();
        Variables = [.. variables.Select(session.Variables.Of)];
        VariableSlots = [.. variables.Select(v => Slot(new PlanInput(v, 0)))];
        FeedSlots = new int[graph.FeedTypes.Length];
        Array.Fill(FeedSlots, -1);
        foreach (var node in graph.Nodes)
        {
            if (node.Kind == NodeKind.Feed) FeedSlots[node.Slot] = Slot(new PlanInput(node, 0));
            if (node.Kind == NodeKind.Constant) Constants.Add((Slot(new PlanInput(node, 0)), node.Constant!));
        }
        var preset = _slots.Count;
        Steps = [.. graph.Nodes.Where(n => n.Kind == NodeKind.Kernel).Select(MakeStep)];
        FetchSlots = Array.ConvertAll(Fetches, Slot);

        // The last write of each variable is what the run commits.
        CommitSlots = new int[Variables.Length];
        Array.Fill(CommitSlots, -1);
        foreach (var node in graph.Nodes.Where(n => n.Writes is not null))
            for (var k = 0; k < node.Inputs.Length; k++)
                if (node.Writes![k]) CommitSlots[variables.IndexOf(VariableOf(node.Inputs[k])!)] = Slot(new PlanInput(node, BindVariables.Version(k)));
        SlotCount = _slots.Count;
        FindLastUses(preset);
    }

    public Step[] Steps { get; }

    public int SlotCount { get; }

    public List<(int Slot, NDArray Value)> Constants { get; } = [];

    /// <summary>Where the snapshot of each variable goes.</summary>
    public int[] VariableSlots { get; }

    /// <summary>Where each feed goes, -1 if nothing uses it.</summary>
    public int[] FeedSlots { get; }

    public PlanInput[] Fetches { get; }

    public int[] FetchSlots { get; }

    /// <summary>Where the final value of each variable is, -1 if the run does not write it.</summary>
    public int[] CommitSlots { get; }

    protected override Lane NewLane() => new StraightLane(this);

    private int Slot(PlanInput tensor)
    {
        if (!_slots.TryGetValue(tensor, out var slot)) _slots.Add(tensor, slot = _slots.Count);
        return slot;
    }

    /// <summary>The variable whose value an input is: at the beginning of a chain of writes; null for any other value.</summary>
    public static PlanNode? VariableOf(PlanInput input)
    {
        while (input.Output < 0) input = input.Node.Inputs[-1 - input.Output];
        return input.Node.Kind == NodeKind.Variable ? input.Node : null;
    }

    private Step MakeStep(PlanNode node)
    {
        var types = node.Attrs.InputTypes();
        return new Step
        {
            Node = node,
            Inputs = Array.ConvertAll(node.Inputs, Slot),
            Outputs = [.. Enumerable.Range(0, node.OutputCount).Select(i => Slot(new PlanInput(node, i)))],
            Written = node.Writes is null ? null : [.. node.Writes.Select((w, k) => w ? Slot(new PlanInput(node, BindVariables.Version(k))) : -1)],
            MustBeInitialized = !node.Op!.Schema.TakesUninitializedInput && Array.Exists(types, t => t.IsRef()),
            KeepsInputs = NodeKinds.KeepsInputs(node, types),
        };
    }

    private void FindLastUses(int preset)
    {
        var lastUse = new int[SlotCount];
        for (var i = 0; i < Steps.Length; i++)
        {
            foreach (var slot in Steps[i].Inputs) lastUse[slot] = i;
            foreach (var slot in Steps[i].Outputs) lastUse[slot] = i;
            foreach (var slot in Steps[i].Written ?? []) if (slot >= 0) lastUse[slot] = i;
        }
        // What was there before the run, is fetched or is committed stays to the end.
        for (var slot = 0; slot < preset; slot++) lastUse[slot] = int.MaxValue;
        foreach (var slot in FetchSlots) lastUse[slot] = int.MaxValue;
        foreach (var slot in CommitSlots) if (slot >= 0) lastUse[slot] = int.MaxValue;
        var release = Array.ConvertAll(Steps, _ => new List<int>());
        for (var slot = 0; slot < SlotCount; slot++)
            if (lastUse[slot] != int.MaxValue) release[lastUse[slot]].Add(slot);
        for (var i = 0; i < Steps.Length; i++)
        {
            var step = Steps[i];
            step.Release = [.. release[i]];
            step.MayForward = Array.ConvertAll(step.Inputs, s => lastUse[s] == i && step.Inputs.Count(other => other == s) == 1);
        }
    }
}

/// <summary>One kernel call of a straight plan.</summary>
internal sealed class Step
{
    public required PlanNode Node { get; init; }

    public required int[] Inputs { get; init; }

    public required int[] Outputs { get; init; }

    /// <summary>For each input that is a written variable, where its new value goes; else -1.</summary>
    public required int[]? Written { get; init; }

    public required bool MustBeInitialized { get; init; }

    public required bool KeepsInputs { get; init; }

    /// <summary>Whether an input's memory is free for the output once the kernel has read it.</summary>
    public bool[] MayForward { get; set; } = [];

    /// <summary>The slots that nothing uses after this step.</summary>
    public int[] Release { get; set; } = [];
}

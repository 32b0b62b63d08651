using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime;

/// <summary>Runs a straight plan.</summary>
internal sealed class StraightLane : StepLane
{
    private readonly StraightPlan _plan;
    private readonly Kernel[] _kernels;

    public StraightLane(StraightPlan plan) : base(plan.Session, plan.Variables.Length, plan.SlotCount, new BufferPool())
    {
        _plan = plan;
        _kernels = Array.ConvertAll(plan.Steps, s => plan.Session.KernelOf(s.Node));
        foreach (var (slot, value) in plan.Constants) Slots[slot] = value;
    }

    protected override NDArray[] Execute(ReadOnlySpan<NDArray> feeds)
    {
        for (var i = 0; i < feeds.Length; i++)
            if (_plan.FeedSlots[i] >= 0) Slots[_plan.FeedSlots[i]] = feeds[i];
        for (var i = 0; i < Snapshot.Length; i++) Slots[_plan.VariableSlots[i]] = Snapshot[i];
        RunSteps(_plan.Steps, _kernels);
        for (var i = 0; i < Assigned.Length; i++)
            if (_plan.CommitSlots[i] >= 0) Assigned[i] = Slots[_plan.CommitSlots[i]];
        return Fetch();
    }

    private NDArray[] Fetch()
    {
        if (_plan.FetchSlots.Length == 0) return [];
        var fetched = new NDArray[_plan.FetchSlots.Length];
        for (var i = 0; i < fetched.Length; i++) fetched[i] = HandOut(Slots[_plan.FetchSlots[i]], _plan.Fetches[i]);
        return fetched;
    }

    public override void Reset()
    {
        // What is left was handed out, committed or fed: the next run puts its own values there.
        foreach (var slot in _plan.FetchSlots) Forget(slot);
        foreach (var slot in _plan.CommitSlots) Forget(slot);
        foreach (var slot in _plan.FeedSlots) Forget(slot);
        foreach (var slot in _plan.VariableSlots) Forget(slot);
        foreach (var (slot, value) in _plan.Constants) Slots[slot] = value;
        base.Reset();
    }

    private void Forget(int slot)
    {
        if (slot >= 0) Slots[slot] = null;
    }
}

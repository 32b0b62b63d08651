using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime;

/// <summary>Runs a straight plan: kernel after kernel. A slot holds one reference of its value's memory.</summary>
internal sealed class StraightLane : Lane
{
    private readonly StraightPlan _plan;
    private readonly Kernel[] _kernels;
    private readonly NDArray?[] _slots;
    private Step _step;

    public StraightLane(StraightPlan plan) : base(plan)
    {
        _plan = plan;
        _kernels = Array.ConvertAll(plan.Steps, s => plan.Session.KernelOf(s.Node));
        _slots = new NDArray?[plan.SlotCount];
        foreach (var (slot, value) in plan.Constants) _slots[slot] = value;
        _step = NoStep;
    }

    private static readonly Step NoStep = new() { Node = new PlanNode("", NodeKind.Nothing, 0), Inputs = [], Outputs = [], Written = null, MustBeInitialized = false, KeepsInputs = false };

    protected override string Current => _step.Node.Name;

    public override int InputCount => _step.Inputs.Length;

    public override int OutputCount => _step.Outputs.Length;

    protected override NDArray[] Execute(ReadOnlySpan<NDArray> feeds)
    {
        for (var i = 0; i < feeds.Length; i++)
            if (_plan.FeedSlots[i] >= 0) _slots[_plan.FeedSlots[i]] = feeds[i];
        for (var i = 0; i < Snapshot.Length; i++) _slots[_plan.VariableSlots[i]] = Snapshot[i];
        for (var i = 0; i < _kernels.Length; i++)
        {
            Cancellation.ThrowIfCancellationRequested();
            _step = _plan.Steps[i];
            if (_step.MustBeInitialized) RequireInitialized();
            if (_step.KeepsInputs) foreach (var slot in _step.Inputs) LetGo(_slots[slot]);
            _kernels[i].Compute(this);
            if (_step.Written is not null) CarryOver();
            foreach (var slot in _step.Release) Put(slot, null);
            ReleaseScratch();
        }
        _step = NoStep;
        for (var i = 0; i < Assigned.Length; i++)
            if (_plan.CommitSlots[i] >= 0) Assigned[i] = _slots[_plan.CommitSlots[i]];
        return Fetch();
    }

    private NDArray[] Fetch()
    {
        if (_plan.FetchSlots.Length == 0) return [];
        var fetched = new NDArray[_plan.FetchSlots.Length];
        for (var i = 0; i < fetched.Length; i++) fetched[i] = HandOut(_slots[_plan.FetchSlots[i]], _plan.Fetches[i]);
        return fetched;
    }

    public override void Reset()
    {
        // What is left was handed out, committed or fed: the next run puts its own values there.
        foreach (var slot in _plan.FetchSlots) Forget(slot);
        foreach (var slot in _plan.CommitSlots) Forget(slot);
        foreach (var slot in _plan.FeedSlots) Forget(slot);
        foreach (var slot in _plan.VariableSlots) Forget(slot);
        foreach (var (slot, value) in _plan.Constants) _slots[slot] = value;
        base.Reset();
    }

    private void Forget(int slot)
    {
        if (slot >= 0) _slots[slot] = null;
    }

    private void Put(int slot, NDArray? value)
    {
        if (value is not null) BufferPool.Hold(value);
        if (_slots[slot] is { } old) Pool.Release(old);
        _slots[slot] = value;
    }

    private void RequireInitialized()
    {
        var types = _step.Node.Inputs;
        for (var k = 0; k < types.Length; k++)
            if (_slots[_step.Inputs[k]] is null) throw Uninitialized(types[k].Node, Current);
    }

    /// <summary>A write that wrote nothing, an empty scatter, leaves the value as it found it.</summary>
    private void CarryOver()
    {
        for (var k = 0; k < _step.Written!.Length; k++)
            if (_step.Written[k] is >= 0 and var slot && _slots[slot] is null) Put(slot, _slots[_step.Inputs[k]]);
    }

    public override NDArray Input(int index) => _slots[_step.Inputs[index]] ?? throw Uninitialized(_step.Node.Inputs[index].Node, Current);

    public override NDArray Allocate(int output, DType dtype, params ReadOnlySpan<long> dims)
    {
        var array = Pool.Rent(dtype, dims);
        Put(_step.Outputs[output], array);
        return array;
    }

    public override NDArray ForwardOrAllocate(int input, int output, DType dtype, params ReadOnlySpan<long> dims)
    {
        if (!_step.MayForward[input] || _slots[_step.Inputs[input]] is not { Buffer.References: 1 } array
            || array.DType != dtype || array.Length != NDArray.ElementCount(dims)) return Allocate(output, dtype, dims);
        var result = array.Dims.SequenceEqual(dims) ? array : new NDArray(dtype, dims, array.Buffer);
        Put(_step.Outputs[output], result);
        return result;
    }

    public override void SetOutput(int output, NDArray value) => Put(_step.Outputs[output], value);

    public override string VariableName(int input) => StraightPlan.VariableOf(_step.Node.Inputs[input])?.Name ?? "";

    public override NDArray? ReadVariable(int input) => _slots[_step.Inputs[input]];

    public override void AssignVariable(int input, NDArray value)
    {
        if (_step.Written is null || _step.Written[input] < 0) throw new InternalError($"Input {input} is no variable that this op writes.");
        Put(_step.Written[input], value);
    }
}

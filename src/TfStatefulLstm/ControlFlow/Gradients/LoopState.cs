using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.ControlFlow.Gradients;

/// <summary>A loop and the loop that its gradient runs in (<c>_GradLoopState</c>): counters that make both run equally often, and stacks that bring values of
/// the forward iterations to the backward ones in reverse.</summary>
internal sealed class LoopState : LoopGradient
{
    private readonly Graph _graph;
    private readonly LoopState? _outer;
    private Operation? _forwardSync;
    private Operation? _gradientSync;

    public LoopState(Graph graph, WhileContext forward, LoopState? outer)
    {
        (_graph, ForwardContext, _outer) = (graph, forward, outer);
        ForwardExits = [.. forward.LoopExits];
        PendingExits = ForwardExits.Count;
        var around = (FlowContext?)outer?.ForwardContext ?? forward.Outer as FlowContext;
        Tensor count;
        using (around?.Inside()) (count, ForwardIndex) = forward.AddForwardLoopCounter(outer);
        if (outer is not null)
        {
            // How often an inner loop ran is remembered for each of its executions.
            outer.ForwardContext.AddName(count.Name);
            var history = outer.AddForwardAccumulator(count);
            using var inside = outer.GradientContext.Inside();
            GradientContext = Backward();
            GradientIndex = GradientContext.AddBackpropLoopCounter(outer.AddBackpropAccumulatedValue(history, count), outer);
            return;
        }
        using var beside = around?.Inside();
        GradientContext = Backward();
        GradientIndex = GradientContext.AddBackpropLoopCounter(count, null);
    }

    public override WhileContext ForwardContext { get; }

    /// <summary>The loop that the gradient runs in.</summary>
    public WhileContext GradientContext { get; }

    /// <summary>The state of the loop around, if the gradient goes back through that too.</summary>
    public LoopState? Outer => _outer;

    /// <summary>The forward loop's count at the end of an iteration.</summary>
    public Tensor ForwardIndex { get; }

    /// <summary>The backward loop's count at the end of an iteration.</summary>
    public Tensor GradientIndex { get; }

    /// <summary>The exits of the forward loop before counters were added.</summary>
    public IReadOnlyList<Tensor> ForwardExits { get; }

    /// <summary>How many exits were not yet due.</summary>
    public int PendingExits { get; set; }

    /// <summary>The exits that are due and wait for the others.</summary>
    public List<Tensor> DeferredExits { get; } = [];

    /// <summary>The exits that no gradient comes to.</summary>
    public List<Tensor> UnusedExits { get; } = [];

    /// <summary>For the name of a forward tensor, its value in the backward loop.</summary>
    public Dictionary<string, Tensor> History { get; } = new(StringComparer.Ordinal);

    /// <summary>For each Switch of the forward loop, the Merge of its gradient.</summary>
    public Dictionary<Operation, Tensor> Switches { get; } = [];

    /// <summary>What keeps the pushes of one iteration before those of the next.</summary>
    public Operation ForwardSync => _forwardSync ??= Sync("f_sync", ForwardContext, ForwardIndex);

    /// <summary>What keeps the pops of one iteration before those of the next.</summary>
    public Operation GradientSync => _gradientSync ??= Sync("b_sync", GradientContext, GradientIndex);

    /// <summary>Pushes a forward tensor onto a stack in every iteration; returns the stack. Called in the context of the call of <c>tf.gradients</c>.</summary>
    /// <param name="value">The tensor.</param>
    /// <param name="deadBranch">Whether it stands on the branch of a cond that was not taken.</param>
    public Tensor AddForwardAccumulator(Tensor value, bool deadBranch = false)
    {
        var current = _graph.ControlFlowContext as FlowContext;
        using var alone = _graph.ControlDependencies(null);
        Tensor stack;
        using (current?.Inside())
        using (_graph.ColocateWith(value.Op))
        {
            var size = Constants.Make(_graph, NDArray.Scalar(-1), "Const");
            stack = Nodes.Make("StackV2", "f_acc", [size], ("elem_type", AttrValues.Of(value.DType.Base())));
        }
        var inside = ForwardContext.AddValue(stack);
        var context = (FlowContext?)FlowNodes.OutputContext(value.Op);
        Tensor Push() => Nodes.Make("StackPushV2", null, [inside, value], ("swap_memory", AttrValues.Of(ForwardContext.SwapMemory)));
        Tensor push;
        if (context == ForwardContext)
        {
            using (ForwardContext.Inside()) push = Push();
            ForwardIndex.Op.AddControlInputs([push.Op]);
        }
        else
        {
            if (context is not CondContext) throw new TypeError($"value_ctxt is not a CondContext: {context}");
            using ((deadBranch ? (FlowContext)context.Outer! : context).Inside()) push = Push();
            if (deadBranch) push.Op.ControlFlowContext = context;
            ForwardSync.AddControlInputs([push.Op]);
        }
        push.Op.AddControlInputs([ForwardIndex.Op.Inputs[0].Op]);
        return stack;
    }

    /// <summary>In the backward loop, pops what an iteration of the forward loop pushed.</summary>
    public Tensor AddBackpropAccumulatedValue(Tensor history, Tensor value, bool deadBranch = false)
    {
        var branch = BranchOf(value, history.Op.ControlFlowContext);
        Tensor pop;
        using (_graph.ControlDependencies(null))
        using (GradientContext.Inside())
        {
            if (branch is not null)
            {
                // A pop answers a push, which happened only on that branch.
                Tensor? pred = null;
                for (var state = this; state is not null && pred is null; state = state._outer) pred = state.History.GetValueOrDefault(branch.Pred.Name);
                var (whenFalse, whenTrue) = FlowNodes.SwitchBeside(history, pred ?? branch.Pred);
                history = (deadBranch ? 1 - branch.Branch : branch.Branch) == 1 ? whenTrue : whenFalse;
            }
            pop = Nodes.Make("StackPopV2", null, [history], ("elem_type", AttrValues.Of(value.DType.Base())));
            pop.SetShape(value.Shape);
        }
        if (GradientContext.ParallelIterations > 1) GradientSync.AddControlInputs([pop.Op]);
        return pop;
    }

    public override Tensor RealValue(Tensor value)
    {
        if (History.TryGetValue(value.Name, out var known)) return known;
        return History[value.Name] = Bring(value);
    }

    private Tensor Bring(Tensor value)
    {
        var state = this;
        while (FlowNodes.ConstantEnterOf(value) is { } enter)
        {
            value = enter.Inputs[0];
            // Outside all loops it is an invariant and needs no history.
            if (state._outer is null) return GradientContext.AddValue(value);
            state = state._outer;
        }
        if (value.Op.Type == "Const") return ConstantFunctions.Constant(value.Op.Attrs.Tensor("value"), value.DType.Base());
        GradientContext.Exit();
        var history = state.AddForwardAccumulator(value);
        GradientContext.Enter();
        var real = state.AddBackpropAccumulatedValue(history, value);
        return state == this ? real : GradientContext.AddValue(real);
    }

    private WhileContext Backward() => new(_graph, ForwardContext.MaximumIterations, ForwardContext.ParallelIterations, ForwardContext.BackProp, ForwardContext.SwapMemory,
        ForwardContext.Name, this);

    private Operation Sync(string name, WhileContext context, Tensor index)
    {
        Operation sync;
        using (_graph.ControlDependencies(null)) sync = Nodes.Op("ControlTrigger", name, []);
        sync.ControlFlowContext = context;
        index.Op.AddControlInputs([sync]);
        return sync;
    }

    private static CondContext? BranchOf(Tensor value, ControlFlowContext? until)
    {
        for (var context = value.Op.ControlFlowContext; context is not null && context != until; context = context.Outer)
            if (context is CondContext branch) return branch;
        return null;
    }
}

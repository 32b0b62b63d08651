using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.ControlFlow.Gradients;

/// <summary>The loops that one call of <c>tf.gradients</c> goes back through (<c>_ControlFlowState</c>).</summary>
internal sealed class LoopStates
{
    private readonly Graph _graph;
    private readonly List<LoopState> _states = [];
    private readonly Dictionary<WhileContext, LoopState> _byLoop = [];

    private LoopStates(Graph graph) => _graph = graph;

    /// <summary>The states of all loops that an exit leads into, or null if there is no loop. Exits that the ys do not need are added to what is between:
    /// a loop goes back as a whole.</summary>
    public static LoopStates? Create(Graph graph, List<Operation> between, HashSet<Operation> betweenSet, bool colocate)
    {
        LoopStates? states = null;
        // The list grows while it is read.
        for (var i = 0; i < between.Count; i++)
        {
            if (!FlowNodes.IsExit(between[i])) continue;
            states ??= new LoopStates(graph);
            using var beside = colocate ? graph.ColocateWith(between[i]) : null;
            states.AddLoop(between[i], between, betweenSet);
        }
        return states;
    }

    /// <summary>The state of the loop that an operation belongs to; of an exit before it is visited, that of the loop around.</summary>
    public LoopState? StateOf(Operation op, bool before)
    {
        var loop = before && FlowNodes.IsExit(op) ? op.ControlFlowContext?.Outer?.ContainingWhile as WhileContext : FlowNodes.WhileOf(op);
        return loop is null ? null : _byLoop.GetValueOrDefault(loop);
    }

    public void Enter(Operation op, bool before) => StateOf(op, before)?.GradientContext.Enter();

    public void Leave(Operation op, bool before) => StateOf(op, before)?.GradientContext.Exit();

    /// <summary>The exits that nothing needs, of loops whose exits are all like that and so must be started from here.</summary>
    public List<Tensor> UnusedExits(Dictionary<Operation, int> pending, HashSet<Operation> started)
    {
        var result = new List<Tensor>();
        foreach (var state in _states)
        {
            foreach (var exit in state.ForwardExits)
            {
                if (pending.GetValueOrDefault(exit.Op) != 0) continue;
                state.PendingExits--;
                if (!started.Contains(exit.Op)) state.UnusedExits.Add(exit);
                if (state.PendingExits == 0) result.AddRange(state.UnusedExits);
            }
            foreach (var enter in state.ForwardContext.LoopEnters)
                if (pending.GetValueOrDefault(enter.Op) == 0) pending[enter.Op] = 1;
        }
        return result;
    }

    /// <summary>Zeros for the exit of a loop variable that nothing needs but that others were computed from (<c>ZerosLikeForExit</c>).</summary>
    public Tensor ZerosForExit(Tensor exit)
    {
        var loop = FlowNodes.WhileOf(exit.Op)!;
        var outer = loop.Outer?.ContainingWhile is WhileContext outerLoop ? _byLoop.GetValueOrDefault(outerLoop) : null;
        if (outer is null)
            return exit.Shape.IsFullyDefined ? ConstantFunctions.Zeros(exit.Shape, exit.DType.Base()) : ConstantFunctions.ZerosLike(exit, optimize: false);
        if (exit.Shape.IsFullyDefined)
        {
            using var inside = outer.GradientContext.Inside();
            return ConstantFunctions.Zeros(exit.Shape, exit.DType.Base());
        }
        Tensor shape;
        using (((FlowContext)loop.Outer!).Inside()) shape = DynamicShape(exit);
        return ZerosOfHistory(outer, outer.AddForwardAccumulator(shape), shape, exit.DType);
    }

    /// <summary>Zeros for an output that no gradient came to (<c>ZerosLike</c>); nothing for the Switch of a loop, which waits for its other side.</summary>
    public Tensor? Zeros(Operation op, int index)
    {
        if (FlowNodes.IsLoopSwitch(op)) return null;
        if (FlowNodes.WhileOf(op) is not { } loop || !_byLoop.TryGetValue(loop, out var state)) return ZerosOutside(op, index);
        var value = op.Outputs[index];
        // Of a Switch in the loop it is the branch that was not taken.
        var branch = FlowNodes.IsSwitch(op) ? (CondContext)op.ControlFlowContext! : null;
        if (value.Shape.IsFullyDefined)
        {
            var zeros = ConstantFunctions.Constant(0, value.DType.Base(), value.Shape);
            if (branch is null) return zeros;
            var (whenFalse, whenTrue) = FlowNodes.SwitchBeside(zeros, state.History[branch.Pred.Name]);
            return branch.Branch == 1 ? whenFalse : whenTrue;
        }
        Tensor shape;
        if (branch is null)
        {
            using var inside = ((FlowContext)op.ControlFlowContext!).Inside();
            shape = DynamicShape(value);
        }
        else shape = ShapeOnOtherBranch(op, branch);
        state.GradientContext.Exit();
        var history = state.AddForwardAccumulator(shape, branch is not null);
        state.GradientContext.Enter();
        return ConstantFunctions.Zeros(state.AddBackpropAccumulatedValue(history, shape, branch is not null), value.DType.Base());
    }

    /// <summary>Zeros for an output of an operation outside all loops (<c>ZerosLikeOutsideLoop</c>).</summary>
    public static Tensor ZerosOutside(Operation op, int index)
    {
        var value = op.Outputs[index];
        if (!FlowNodes.IsSwitch(op) || op.ControlFlowContext is not CondContext branch)
            return value.DType == DType.Resource ? ZerosOfVariable(value) : ConstantFunctions.ZerosLike(value, optimize: false);
        // On the other branch, so that they are made only when they are needed.
        var (whenFalse, whenTrue) = FlowNodes.Switch(op.Inputs[0], branch.Pred);
        var other = branch.Branch == 1 ? whenFalse : whenTrue;
        var pivot = ArrayFunctions.Identity(other);
        if (value.DType == DType.Resource)
        {
            using var guarded = op.Graph.ControlDependencies([pivot.Op]);
            return ConstantFunctions.Zeros(Nodes.Make("VariableShape", null, [other]), value.Handle?.DType ?? DType.Float32);
        }
        var shape = DynamicShape(other);
        using var after = op.Graph.ControlDependencies([pivot.Op]);
        return ConstantFunctions.Zeros(shape, value.DType.Base());
    }

    /// <summary>Zeros in the shape of the variable behind a handle.</summary>
    public static Tensor ZerosOfVariable(Tensor handle) => ConstantFunctions.Zeros(Nodes.Make("VariableShape", null, [handle]), handle.Handle?.DType ?? DType.Float32);

    /// <summary>Where a loop variable does not depend on its value before, its gradient is zero from the second iteration on.</summary>
    public void Finish()
    {
        foreach (var state in _states)
        {
            foreach (var merge in state.Switches.Values)
            {
                if (merge.Op.Inputs[0] != merge.Op.Inputs[1]) continue;
                var first = merge.Op.Inputs[0];
                Tensor zeros;
                if (first.Shape.IsFullyDefined)
                {
                    using var inside = state.GradientContext.Inside();
                    zeros = FlowNodes.NextIteration(ConstantFunctions.Constant(0, first.DType.Base(), first.Shape));
                }
                else
                {
                    using (state.GradientContext.OuterInside()) zeros = ConstantFunctions.Zeros(DynamicShape(first.Op.Inputs[0]));
                    using var inside = state.GradientContext.Inside();
                    zeros = FlowNodes.NextIteration(zeros);
                }
                merge.Op.UpdateInput(1, zeros);
            }
        }
    }

    /// <summary>The shape as a run finds it, even where the graph knows it.</summary>
    internal static Tensor DynamicShape(Tensor tensor) => ArrayFunctions.Shape(tensor, null, DType.Int32, optimize: false);

    /// <summary>Zeros in a shape that the forward loop around keeps the history of.</summary>
    internal static Tensor ZerosOfHistory(LoopState outer, Tensor history, Tensor shape, DType type)
    {
        using var inside = outer.GradientContext.Inside();
        return ConstantFunctions.Zeros(outer.AddBackpropAccumulatedValue(history, shape), type.Base());
    }

    private static Tensor ShapeOnOtherBranch(Operation op, CondContext branch)
    {
        Tensor value, shape;
        using (((FlowContext)branch.Outer!).Inside())
        {
            var (whenFalse, whenTrue) = FlowNodes.SwitchBeside(op.Inputs[0], branch.Pred);
            value = branch.Branch == 1 ? whenFalse : whenTrue;
            shape = DynamicShape(value);
        }
        value.Op.ControlFlowContext = branch;
        shape.Op.ControlFlowContext = branch;
        return shape;
    }

    private void AddLoop(Operation exit, List<Operation> between, HashSet<Operation> betweenSet)
    {
        if (FlowNodes.WhileOf(exit) is not { } loop)
            throw new ValueError("Failed to call gradients on a while loop without properly serializing graph via MetaGraphDef");
        if (_byLoop.ContainsKey(loop)) return;
        var outer = loop.Outer?.ContainingWhile is WhileContext outerLoop ? _byLoop.GetValueOrDefault(outerLoop) : null;
        var state = new LoopState(_graph, loop, outer);
        _states.Add(state);
        _byLoop.Add(loop, state);
        foreach (var other in state.ForwardExits)
            if (betweenSet.Add(other.Op)) between.Add(other.Op);
    }
}

using TfStatefulLstm.ControlFlow.Gradients;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.ControlFlow;

// What a gradient adds to loops: counters, and sums over the iterations.
internal sealed partial class WhileContext
{
    /// <summary>Counts the iterations of the forward loop. Called in the context around it; returns the count at the end and the count of the next iteration.</summary>
    public (Tensor Total, Tensor Next) AddForwardLoopCounter(LoopState? outer)
    {
        var zero = Constants.Make(Graph, NDArray.Scalar(0), "f_count");
        // The pushes of one execution of an inner loop come before those of its next.
        if (outer is not null) zero.Op.AddControlInputs([outer.ForwardIndex.Op.Inputs[0].Op]);
        using var inside = Inside();
        var (merge, atEnd, goesOn) = AddVariable(zero, "f_count", null);
        var next = FlowNodes.NextIteration(MathFunctions.Add(goesOn, 1));
        merge.Op.UpdateInput(1, next);
        return (AddExit(atEnd, "f_count"), next);
    }

    /// <summary>Makes this, the loop of a gradient, run as often as the forward loop did. Called in the context around it; returns the count of the next iteration.</summary>
    public Tensor AddBackpropLoopCounter(Tensor count, LoopState? outer)
    {
        var one = Constants.Make(Graph, NDArray.Scalar(1), "b_count");
        using var inside = Inside();
        AddName(count.Name);
        var enter = AddEnter(count, "b_count");
        var merge = FlowNodes.Merge(enter, enter);
        _pivotForPred = merge;
        var pred = MathFunctions.GreaterEqual(merge, one);
        Pivot = Nodes.Make("LoopCond", "b_count", [pred]);
        var (atEnd, goesOn) = FlowNodes.Switch(merge, Pivot);
        var index = MathFunctions.Subtract(goesOn, one);
        _pivotForBody = index;
        var next = FlowNodes.NextIteration(index);
        merge.Op.UpdateInput(1, next);
        var exit = FlowNodes.Exit(atEnd, "b_count");
        LoopExits.Add(exit);
        // The pops of one execution of an inner loop come before those of its next.
        outer?.GradientSync.AddControlInputs([exit.Op]);
        ExitResult([exit]);
        return next;
    }

    /// <summary>Adds up the gradient of a loop constant over the iterations. Called inside this loop.</summary>
    public Tensor AddBackpropAccumulator(Operation enter, Tensor gradient)
    {
        Exit();
        var zeros = ZerosFor(enter, gradient);
        Enter();
        var (merge, atEnd, goesOn) = AddVariable(zeros, "b_acc", "b_acc");
        merge.Op.UpdateInput(1, FlowNodes.NextIteration(MathFunctions.Add(goesOn, gradient)));
        return AddExit(atEnd, "b_acc");
    }

    /// <summary>Gathers the rows of the gradient of a loop constant over the iterations. Called inside this loop.</summary>
    public IndexedSlices AddBackpropIndexedSlicesAccumulator(Operation enter, IndexedSlices gradient)
    {
        var (values, indices, shape) = (gradient.Values, gradient.Indices, gradient.DenseShape);
        Exit();
        Tensor valuesStart, indicesStart;
        Tensor? shapeStart = null;
        using (OuterInside())
        {
            valuesStart = values.Shape.IsFullyDefined
                ? ConstantFunctions.Constant(0, values.DType.Base(), new Shape(1).Concatenate(values.Shape[1..]), "b_acc")
                : ConstantFunctions.Zeros(ArrayFunctions.Concat([new[] { 1 }, LoopStates.DynamicShape(enter.Inputs[0])[new Slice(1)]], 0), values.DType.Base());
            indicesStart = ConstantFunctions.Constant(new[] { 0 }, indices.DType.Base());
            if (shape is not null)
            {
                shapeStart = shape.Shape.IsFullyDefined
                    ? ConstantFunctions.Constant(0, shape.DType.Base(), shape.Shape)
                    : ConstantFunctions.ZerosLike(ArrayFunctions.Shape(enter.Inputs[0], null, shape.DType.Base(), optimize: false), optimize: false);
            }
        }
        Enter();
        Tensor[] starts = shapeStart is null ? [indicesStart, valuesStart] : [indicesStart, valuesStart, shapeStart];
        foreach (var start in starts) AddName(start.Name);
        // The rows grow in number from one iteration to the next.
        var enters = System.Array.ConvertAll(starts, s => FlowNodes.Enter(s, Name, isConstant: false, ParallelIterations, useInputShape: false, name: "b_acc"));
        enters[0].SetShape(new Shape(-1));
        if (valuesStart.Shape.HasRank) enters[1].SetShape(new Shape(-1).Concatenate(valuesStart.Shape[1..]));
        LoopEnters.AddRange(enters);
        var merges = System.Array.ConvertAll(enters, e => FlowNodes.Merge(e, e, "b_acc"));
        var switches = System.Array.ConvertAll(merges, m => FlowNodes.Switch(m, Pivot!));
        List<Tensor> next = [ArrayFunctions.Concat([switches[0].True, indices], 0), ArrayFunctions.Concat([switches[1].True, values], 0)];
        if (shape is not null) next.Add(MathFunctions.Maximum(shape, switches[2].True));
        var iterations = next.ConvertAll(n => FlowNodes.NextIteration(n));
        for (var i = 0; i < merges.Length; i++) merges[i].Op.UpdateInput(1, iterations[i]);
        var exits = System.Array.ConvertAll(switches, s => FlowNodes.Exit(s.False, "b_acc"));
        LoopExits.AddRange(exits);
        ExitResult(exits);
        return new IndexedSlices(exits[1], exits[0], shape is null ? null : exits[2]);
    }

    /// <summary>New ops belong to the context around this one, if there is one, until the result is disposed.</summary>
    public IDisposable? OuterInside() => OuterFlow?.Inside();

    // Only a loop that does not run at all gives these zeros; they must have the shape of the constant.
    private Tensor ZerosFor(Operation enter, Tensor gradient)
    {
        if (gradient.Shape.IsFullyDefined)
        {
            using var outside = OuterInside();
            return ConstantFunctions.Constant(0, gradient.DType.Base(), gradient.Shape, "b_acc");
        }
        var value = enter.Inputs[0];
        if (Outer is WhileContext { Gradient: not null })
        {
            var state = (LoopState)Gradient!;
            Tensor shape;
            using (state.ForwardContext.OuterInside()) shape = LoopStates.DynamicShape(value);
            return LoopStates.ZerosOfHistory(state.Outer!, state.Outer!.AddForwardAccumulator(shape), shape, gradient.DType);
        }
        using var around = OuterInside();
        return ConstantFunctions.Zeros(LoopStates.DynamicShape(value), gradient.DType.Base());
    }

    private (Tensor Merge, Tensor AtEnd, Tensor GoesOn) AddVariable(Tensor start, string name, string? mergeName)
    {
        AddName(start.Name);
        var enter = AddEnter(start, name);
        var merge = FlowNodes.Merge(enter, enter, mergeName);
        var (atEnd, goesOn) = FlowNodes.Switch(merge, Pivot!);
        return (merge, atEnd, goesOn);
    }

    private Tensor AddEnter(Tensor start, string name)
    {
        var enter = FlowNodes.Enter(start, Name, isConstant: false, ParallelIterations, name: name);
        LoopEnters.Add(enter);
        return enter;
    }

    private Tensor AddExit(Tensor atEnd, string name)
    {
        var exit = FlowNodes.Exit(atEnd, name);
        LoopExits.Add(exit);
        ExitResult([exit]);
        return exit;
    }
}

using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>What happens between two steps of <c>tf.nn.raw_rnn</c>: decides which rows are over, and makes the next step's input and state.</summary>
/// <param name="time">The number of steps done, a scalar.</param>
/// <param name="cellOutput">The cell's output of the step before; null before the first step.</param>
/// <param name="cellState">The cell's state after that step; null before the first.</param>
/// <param name="loopState">What the function returned last as its own state; null before the first step.</param>
/// <returns>Which rows are over, truth values of shape [batch]; the next input; the next state, before the first step the one to begin with; what to
/// emit, before the first step what a row without its batch looks like that is over (null for the cell's output); the function's own state, or null to keep it.</returns>
public delegate (TensorLike ElementsFinished, Nested NextInput, Nested NextState, Nested? EmitOutput, Nested? LoopState) RawLoopFunction(
    Tensor time, Nested? cellOutput, Nested? cellState, Nested? loopState);

/// <summary>A cell in a while loop whose inputs, states and outputs a function decides on (<c>tf.nn.raw_rnn</c>).</summary>
internal static class RawRnn
{
    /// <summary>What was emitted, the state of each row after its last step, and the function's own state, if it has one.</summary>
    /// <exception cref="ValueError">Structures or batches do not fit.</exception>
    public static (Nest<TensorArray> Emitted, Nested State, Nested? LoopState) Build(RNNCell cell, RawLoopFunction loopFn, LoopOptions options)
    {
        using var scope = RecurrentLoops.OpenScope(options.Scope);
        var time = ConstantFunctions.Constant(0, DType.Int32);
        var (finished, input, initialState, emit, ownState) = loopFn(time, null, null, null);
        var loopState = ownState ?? (TensorConvertible)ConstantFunctions.Constant(0, DType.Int32);
        var flatInput = input.Flatten();
        var rows = KnownRows(flatInput);
        var batch = rows >= 0 ? (TensorLike)(int)rows : ArrayFunctions.Shape(flatInput[0])[0];
        initialState.AssertSameStructure(cell.StateSize);
        var state = initialState.Map(s => (TensorConvertible)Nodes.Convert(s));

        var emissions = emit?.Map(Emission.Like) ?? cell.OutputSize.Map(size => new Emission(size, null, RecurrentLoops.TypeOf(state.Flatten()[0])));
        var index = 0;
        var arrays = emissions.Map(e => (TensorConvertible)new TensorArray(e.Type, 0, dynamic_size: true,
            element_shape: new Shape(rows).Concatenate(e.Known ?? Shape.Unknown), name: $"rnn_output_{index++}"));
        var zeroEmit = emissions.Map(e => (TensorConvertible)ConstantFunctions.Zeros(
            e.Known is { } known ? StateShapes.Concat(batch, known) : StateShapes.Concat(batch, e.InRun!), e.Type));

        Nest<FlowValue> Step(Nest<FlowValue> vars)
        {
            var (now, over) = (vars[0].Value.Tensor, vars[1].Value.Tensor);
            Nested Var(int i) => vars[i].Map(v => v.Convertible);
            var (input, arrays, state, loopState) = (Var(2), Var(3), Var(4), Var(5));
            var (output, cellState) = cell.Apply(input, state);
            state.AssertSameStructure(cellState);
            cell.OutputSize.AssertSameStructure(output);
            var next = now + 1;
            var (nextFinished, nextInput, nextState, emitOutput, nextLoopState) = loopFn(next, output, cellState, loopState);
            state.AssertSameStructure(nextState);
            input.AssertSameStructure(nextInput);
            if (emitOutput is null) throw new TypeError("The two structures don't have the same nested structure: loop_fn returned None as emit_output.");
            arrays.AssertSameStructure(emitOutput);
            emitOutput = zeroEmit.Map(emitOutput, (before, after) => RecurrentLoops.CopyThrough(over, before, after));
            nextState = state.Map(nextState, (before, after) => RecurrentLoops.CopyThrough(over, before, after));
            arrays = arrays.Map(emitOutput, (array, value) => (TensorConvertible)((TensorArray)array).write(now, value));
            return Vars(next, MathFunctions.LogicalOr(over, nextFinished), nextInput, arrays, nextState, nextLoopState ?? loopState);
        }

        var result = WhileLoop.Build(vars => MathFunctions.LogicalNot(MathFunctions.ReduceAll(vars[1].Value.Tensor)), Step,
            Vars(time, finished, input, arrays, state, loopState), parallelIterations: options.ParallelIterations, swapMemory: options.SwapMemory);
        return (result[3].Map(v => v.TensorArray!), result[4].Map(v => v.Convertible), ownState is null ? null : result[5].Map(v => v.Convertible));
    }

    private static Nest<FlowValue> Vars(Tensor time, TensorLike finished, Nested input, Nested arrays, Nested state, Nested loopState) =>
        Nest<FlowValue>.List((FlowValue)time, (FlowValue)finished, Flow(input), Flow(arrays), Flow(state), Flow(loopState));

    private static Nest<FlowValue> Flow(Nested values) => values.Map(v => (FlowValue)v);

    // The batch is that of the first input: the others must not contradict it, and TensorFlow does not learn from them.
    private static long KnownRows(List<TensorConvertible> inputs)
    {
        var sizes = inputs.ConvertAll(i => RecurrentLoops.ShapeOf(i) is { HasRank: true } shape ? shape[0] : -1);
        foreach (var size in sizes)
            if (size >= 0 && sizes[0] >= 0 && size != sizes[0]) throw new ValueError($"Dimensions {sizes[0]} and {size} are not compatible");
        return sizes[0];
    }

    /// <summary>What one part of the output looks like, without the batch.</summary>
    /// <param name="Known">Its shape, where all of it is known.</param>
    /// <param name="InRun">Its shape in the run, where it is not.</param>
    /// <param name="Type">Its element type.</param>
    private sealed record Emission(Shape? Known, Tensor? InRun, DType Type)
    {
        public static Emission Like(TensorConvertible value)
        {
            var shape = RecurrentLoops.ShapeOf(value);
            return shape.IsFullyDefined ? new(shape, null, value.ElementType) : new(null, ArrayFunctions.Shape(value), value.ElementType);
        }
    }
}

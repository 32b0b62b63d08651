using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using static TfStatefulLstm.Rnn.State.StateForms;
using static TfStatefulLstm.Rnn.State.StatePattern;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn.State;

/// <summary>A cell over an input with its state in variables, and what programs do with it, ready to be run: <c>session.run(rnn.Advance, (x, batch))</c>.</summary>
public sealed class StatefulRnn
{
    /// <summary>Builds the loop and its ops.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="inputs">The inputs, [batch, time, depth].</param>
    /// <param name="maxBatch">The number of rows of the state; needed where the inputs' batch is not known, and then the most rows that a run may have.</param>
    /// <param name="dtype">The element type of the state.</param>
    /// <param name="collections">The collections of the state variables; the global variables where nothing is said.</param>
    /// <param name="sequenceLength">How many steps each row has, [batch]; all where nothing is said.</param>
    /// <param name="scope">The variable scope of the loop.</param>
    /// <param name="resets">The steps before which rows begin anew within a run, truth values [batch, time].</param>
    /// <param name="learned">Whether the state that rows begin with is trained. A run then begins the rows that <see cref="Starts"/> is fed true for with it, and gradients
    /// reach it from there and from <see cref="Fresh"/>; after a reset rows have its value of that moment.</param>
    /// <param name="resizable">Whether <see cref="Resize"/> can change the number of rows.</param>
    /// <param name="name">What the names of the state variables begin with; they are numbered by the graph where nothing is said, as Python's are.</param>
    /// <exception cref="ValueError">The number of rows is not known, or the inputs have more.</exception>
    public StatefulRnn(RNNCell cell, Tensor inputs, long? maxBatch = null, DType dtype = DType.Float32, IReadOnlyList<object>? collections = null,
        TensorLike? sequenceLength = null, ScopeLike? scope = null, Tensor? resets = null, bool learned = false, bool resizable = false, string? name = null)
    {
        Inputs = inputs;
        var known = inputs.Shape[0];
        Rows = maxBatch ?? (known >= 0 ? known : throw new ValueError($"The batch of the inputs is not known ({inputs.Shape}): give maxBatch, the most rows that a run has."));
        if (known > Rows) throw new ValueError($"The inputs have {known} rows ({inputs.Shape}), but the state has only {Rows}.");
        States = get_state_variables(Rows, cell, dtype, collections, name, resizable);
        var whole = known == Rows && !resizable;
        var first = learned ? get_learned_state(cell, dtype) : null;
        var batch = whole || (known >= 0 && !resizable) ? (TensorLike)(int)known : Checked(inputs);
        var initial = first is null ? null : repeat_rows(first, batch);
        var state = whole ? States : read_state(States, batch);
        if (initial is not null)
        {
            Starts = ConstantFunctions.PlaceholderWithDefault(ConstantFunctions.Fill(ArrayFunctions.Stack(new[] { batch }), false), new Shape(known), "starts");
            state = begin_rows(Starts, initial, state);
        }
        var options = new LoopOptions { SequenceLength = sequenceLength, Scope = scope };
        var (looped, input) = resets is null ? (cell, (Nested)inputs) : (new ResetWrapper(cell, initial), ((TensorConvertible)inputs, (TensorConvertible)ArrayFunctions.ExpandDims(resets, -1)));
        var (outputs, next) = DynamicRnn.Build(looped, input, options with { InitialState = state });
        (Peek, NewStates) = ((Tensor)outputs.Value, next);
        Update = whole ? get_state_update_op(States, next) : get_state_update_op(States, next, batch);
        Advance = ControlFunctions.WithDependencies(Update.Select(u => u.Op), Peek, "advance");
        var (fresh, _) = DynamicRnn.Build(looped, input, options with { InitialState = initial ?? cell.ZeroState(batch, dtype) });
        Fresh = (Tensor)fresh.Value;
        ResetMask = ConstantFunctions.Placeholder(DType.Bool, new Shape(resizable ? -1 : Rows), "reset_mask");
        if (first is null && !resizable)
        {
            Reset = get_state_reset_op(States, cell, Rows);
            ResetRows = get_state_reset_op(States, ResetMask);
        }
        else
        {
            var rows = ArrayFunctions.Shape(States.Flatten()[0])[0];
            var begun = first is null ? cell.ZeroState(rows, dtype) : repeat_rows(first, rows);
            Reset = get_state_update_op(States, begun);
            ResetRows = get_state_update_op(States, begin_rows(ResetMask, begun, States));
        }
        if (!resizable) return;
        ResizeTo = ConstantFunctions.Placeholder(DType.Int32, Shape.Scalar, "resize_to");
        Resize = get_state_resize_op(States, ResizeTo);
    }

    /// <summary>The inputs, [batch, time, depth].</summary>
    public Tensor Inputs { get; }

    /// <summary>The number of rows of the state, before it is resized.</summary>
    public long Rows { get; }

    /// <summary>The variables that hold the state, structured as the cell's.</summary>
    public Nested States { get; }

    /// <summary>The state after the inputs, whether it is written back or not.</summary>
    public Nested NewStates { get; }

    /// <summary>The outputs, the state going on: the next run begins where this one ends.</summary>
    public Tensor Advance { get; }

    /// <summary>The outputs from the present state, which stays as it is.</summary>
    public Tensor Peek { get; }

    /// <summary>The outputs from a state of zeros, or the learned one; the present state is neither read nor written.</summary>
    public Tensor Fresh { get; }

    /// <summary>Writes the new state back; <see cref="Advance"/> does it by itself.</summary>
    public IReadOnlyList<Tensor> Update { get; }

    /// <summary>Sets the state to zero, or to the learned one.</summary>
    public IReadOnlyList<Tensor> Reset { get; }

    /// <summary>Resets the rows that <see cref="ResetMask"/> is fed true for; the others stay, bit for bit.</summary>
    public IReadOnlyList<Tensor> ResetRows { get; }

    /// <summary>The placeholder of the rows to reset, truth values of shape [<see cref="Rows"/>].</summary>
    public Tensor ResetMask { get; }

    /// <summary>The placeholder of the rows that begin in this run, truth values [batch], none unless it is fed; only where the initial state is learned.</summary>
    public Tensor? Starts { get; }

    /// <summary>Gives the state the number of rows that <see cref="ResizeTo"/> is fed; new rows are zero. Only where the state is resizable.</summary>
    public IReadOnlyList<Tensor>? Resize { get; }

    /// <summary>The placeholder of the number of rows, a scalar of int32.</summary>
    public Tensor? ResizeTo { get; }

    // The batch of the run, which fails where it is larger than the state, and says so in words.
    private TensorLike Checked(Tensor inputs)
    {
        var (batch, rows) = (ArrayFunctions.Shape(inputs)[0], ArrayFunctions.Shape(States.Flatten()[0])[0]);
        var fits = Asserts.Assert(MathFunctions.LessEqual(batch, rows), new TensorLike[] { "The rows of the inputs and of the state, which must have no fewer: ", batch, rows });
        return ControlFunctions.WithDependencies([fits], batch, "batch");
    }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
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
    /// <exception cref="ValueError">The number of rows is not known, or the inputs have more.</exception>
    public StatefulRnn(RNNCell cell, Tensor inputs, long? maxBatch = null, DType dtype = DType.Float32, IReadOnlyList<object>? collections = null,
        TensorLike? sequenceLength = null, ScopeLike? scope = null)
    {
        var known = inputs.Shape[0];
        Rows = maxBatch ?? (known >= 0 ? known : throw new ValueError($"The batch of the inputs is not known ({inputs.Shape}): give maxBatch, the most rows that a run has."));
        if (known > Rows) throw new ValueError($"The inputs have {known} rows ({inputs.Shape}), but the state has only {Rows}.");
        States = get_state_variables(Rows, cell, dtype, collections);
        var whole = known == Rows;
        var batch = known >= 0 ? (TensorLike)(int)known : ArrayFunctions.Shape(inputs)[0];
        var options = new LoopOptions { SequenceLength = sequenceLength, Scope = scope };
        var (outputs, next) = DynamicRnn.Build(cell, (TensorConvertible)inputs, options with { InitialState = whole ? States : read_state(States, batch) });
        (Peek, NewStates) = ((Tensor)outputs.Value, next);
        Update = whole ? get_state_update_op(States, next) : get_state_update_op(States, next, batch);
        Advance = ControlFunctions.WithDependencies(Update.Select(u => u.Op), Peek, "advance");
        var (fresh, _) = DynamicRnn.Build(cell, (TensorConvertible)inputs, options with { InitialState = cell.ZeroState(batch, dtype) });
        Fresh = (Tensor)fresh.Value;
        Reset = get_state_reset_op(States, cell, Rows);
        ResetMask = ConstantFunctions.Placeholder(DType.Bool, new Shape(Rows), "reset_mask");
        ResetRows = get_state_reset_op(States, ResetMask);
    }

    /// <summary>The number of rows of the state.</summary>
    public long Rows { get; }

    /// <summary>The variables that hold the state, structured as the cell's.</summary>
    public Nested States { get; }

    /// <summary>The state after the inputs, whether it is written back or not.</summary>
    public Nested NewStates { get; }

    /// <summary>The outputs, the state going on: the next run begins where this one ends.</summary>
    public Tensor Advance { get; }

    /// <summary>The outputs from the present state, which stays as it is.</summary>
    public Tensor Peek { get; }

    /// <summary>The outputs from a state of zeros; the present state is neither read nor written.</summary>
    public Tensor Fresh { get; }

    /// <summary>Writes the new state back; <see cref="Advance"/> does it by itself.</summary>
    public IReadOnlyList<Tensor> Update { get; }

    /// <summary>Sets the state to zero.</summary>
    public IReadOnlyList<Tensor> Reset { get; }

    /// <summary>Sets the rows to zero that <see cref="ResetMask"/> is fed true for.</summary>
    public IReadOnlyList<Tensor> ResetRows { get; }

    /// <summary>The placeholder of the rows to reset, truth values of shape [<see cref="Rows"/>].</summary>
    public Tensor ResetMask { get; }
}

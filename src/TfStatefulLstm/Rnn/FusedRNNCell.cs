using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>A cell that is given all steps at once, [time, batch, depth] or a list of [batch, depth] (<c>tf.contrib.rnn.FusedRNNCell</c>).</summary>
public interface IFusedRNNCell
{
    /// <summary>The outputs, [time, batch, units], and the state after each row's last step.</summary>
    /// <param name="inputs">The inputs, [time, batch, depth].</param>
    /// <param name="initial_state">The state to begin with.</param>
    /// <param name="dtype">The type of the zeros to begin with where there is no state.</param>
    /// <param name="sequence_length">How many steps each row has, [batch]; all where nothing is said.</param>
    /// <param name="scope">The variable scope.</param>
    (Tensor Outputs, Nested State) __call__(Tensor inputs, Nested? initial_state = null, DType? dtype = null, TensorLike? sequence_length = null, ScopeLike? scope = null);

    /// <summary>The output of each step of a list, and the state after each row's last step.</summary>
    /// <param name="inputs">The input of each step, [batch, depth].</param>
    /// <param name="initial_state">The state to begin with.</param>
    /// <param name="dtype">The type of the zeros to begin with where there is no state.</param>
    /// <param name="sequence_length">How many steps each row has, [batch]; all where nothing is said.</param>
    /// <param name="scope">The variable scope.</param>
    (List<Tensor> Outputs, Nested State) __call__(IReadOnlyList<Tensor> inputs, Nested? initial_state = null, DType? dtype = null, TensorLike? sequence_length = null,
        ScopeLike? scope = null);
}

/// <summary>Any cell as one that is given all steps at once (<c>tf.contrib.rnn.FusedRNNCellAdaptor</c>).</summary>
/// <param name="cell">The cell.</param>
/// <param name="useDynamicRnn">Whether it runs in a loop, or is unrolled.</param>
public sealed class FusedRNNCellAdaptor(RNNCell cell, bool useDynamicRnn = false) : IFusedRNNCell
{
    /// <inheritdoc/>
    public (Tensor Outputs, Nested State) __call__(Tensor inputs, Nested? initial_state = null, DType? dtype = null, TensorLike? sequence_length = null,
        ScopeLike? scope = null)
    {
        var options = Options(initial_state, dtype, sequence_length, scope);
        if (useDynamicRnn) return Dynamic(inputs, options);
        var (outputs, state) = Static(ArrayFunctions.Unstack(inputs), options);
        return (ArrayFunctions.Stack(outputs.Select(o => (TensorLike)o).ToArray()), state);
    }

    /// <inheritdoc/>
    public (List<Tensor> Outputs, Nested State) __call__(IReadOnlyList<Tensor> inputs, Nested? initial_state = null, DType? dtype = null,
        TensorLike? sequence_length = null, ScopeLike? scope = null)
    {
        var options = Options(initial_state, dtype, sequence_length, scope);
        if (!useDynamicRnn) return Static(inputs, options);
        var (outputs, state) = Dynamic(ArrayFunctions.Stack(inputs.Select(i => (TensorLike)i).ToArray()), options);
        return ([.. ArrayFunctions.Unstack(outputs)], state);
    }

    private static LoopOptions Options(Nested? initialState, DType? dtype, TensorLike? lengths, ScopeLike? scope) =>
        new() { InitialState = initialState, DType = dtype, SequenceLength = lengths, TimeMajor = true, Scope = scope };

    private (Tensor, Nested) Dynamic(Tensor inputs, LoopOptions options)
    {
        var (outputs, state) = DynamicRnn.Build(cell, (TensorConvertible)inputs, options);
        return ((Tensor)outputs.Value, state);
    }

    private (List<Tensor>, Nested) Static(IReadOnlyList<Tensor> inputs, LoopOptions options)
    {
        var (outputs, state) = StaticRnn.Build(cell, [.. inputs.Select(i => (Nested)(TensorConvertible)i)], options);
        return ([.. outputs.Select(o => (Tensor)o.Value)], state);
    }
}

/// <summary>A cell that goes backward in time; its outputs stand at the steps that they are of (<c>tf.contrib.rnn.TimeReversedFusedRNN</c>).</summary>
/// <param name="cell">The cell.</param>
public sealed class TimeReversedFusedRNN(IFusedRNNCell cell) : IFusedRNNCell
{
    /// <inheritdoc/>
    public (Tensor Outputs, Nested State) __call__(Tensor inputs, Nested? initial_state = null, DType? dtype = null, TensorLike? sequence_length = null,
        ScopeLike? scope = null)
    {
        Tensor Reversed(Tensor steps) => sequence_length is null
            ? ArrayFunctions.Reverse(steps, new[] { 0 })
            : ArrayFunctions.ReverseSequence(steps, sequence_length, 0, 1);
        var (outputs, state) = cell.__call__(Reversed(inputs), initial_state, dtype, sequence_length, scope);
        return (Reversed(outputs), state);
    }

    /// <inheritdoc/>
    /// <remarks>A list is turned as a whole, whatever the lengths, as TensorFlow does.</remarks>
    public (List<Tensor> Outputs, Nested State) __call__(IReadOnlyList<Tensor> inputs, Nested? initial_state = null, DType? dtype = null,
        TensorLike? sequence_length = null, ScopeLike? scope = null)
    {
        var (outputs, state) = cell.__call__([.. inputs.Reverse()], initial_state, dtype, sequence_length, scope);
        outputs.Reverse();
        return (outputs, state);
    }
}

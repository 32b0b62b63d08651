using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Facade;

public sealed partial class tensorflow_contrib
{
    /// <summary>Sequences to sequences, unrolled (<c>tf.contrib.legacy_seq2seq</c>).</summary>
    public tensorflow_contrib_legacy_seq2seq legacy_seq2seq { get; } = new();
}

/// <summary>Sequences to sequences, unrolled (<c>tf.contrib.legacy_seq2seq</c>).</summary>
public sealed partial class tensorflow_contrib_legacy_seq2seq
{
    internal tensorflow_contrib_legacy_seq2seq() { }

    /// <summary>An unrolled cell: the output of each step, and the state after the last.</summary>
    /// <param name="decoder_inputs">The input of each step, [batch, depth].</param>
    /// <param name="initial_state">The state to begin with, structured as the cell's.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="loop_function">Makes an input from the output of the step before and the step's number; all inputs but the first are then not looked at.</param>
    /// <param name="scope">The variable scope; <c>rnn_decoder</c> where nothing is said.</param>
    public (List<Tensor>, Nest<TensorConvertible>) rnn_decoder(IEnumerable<Tensor> decoder_inputs, Nest<TensorConvertible> initial_state, RNNCell cell,
        Func<Tensor, int, Tensor>? loop_function = null, ScopeLike? scope = null) =>
        RnnDecoder.Build([.. decoder_inputs], initial_state, cell, loop_function, scope);
}

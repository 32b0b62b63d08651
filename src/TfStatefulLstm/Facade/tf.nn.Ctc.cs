using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Labels of sequences whose places in time are not known.
public sealed partial class tensorflow_nn
{
    /// <summary>How improbable label sequences are under the logits of every time step, over all ways to spell them with blanks (<c>tf.nn.ctc_loss</c>).</summary>
    /// <param name="labels">The labels, int32, a row for each sequence; the last class is the blank.</param>
    /// <param name="inputs">The logits, [time, batch, classes].</param>
    /// <param name="sequence_length">How many time steps each sequence has, [batch].</param>
    /// <param name="preprocess_collapse_repeated">Whether repeated labels are made one first.</param>
    /// <param name="ctc_merge_repeated">Whether a label that is repeated without a blank between is one label.</param>
    /// <param name="ignore_longer_outputs_than_inputs">Whether sequences too short for their labels are left out instead of refused.</param>
    /// <param name="time_major">Whether time comes first in the logits; else the batch does.</param>
    /// <param name="logits">The new name of <paramref name="inputs"/>.</param>
    /// <returns>The negative log-probabilities, [batch].</returns>
    /// <exception cref="ValueError">The logits have both names.</exception>
    public Tensor ctc_loss(SparseTensor labels, TensorLike? inputs = null, TensorLike? sequence_length = null, bool preprocess_collapse_repeated = false,
        bool ctc_merge_repeated = true, bool ignore_longer_outputs_than_inputs = false, bool time_major = true, TensorLike? logits = null) =>
        CtcFunctions.Loss(labels, inputs, sequence_length, preprocess_collapse_repeated, ctc_merge_repeated, ignore_longer_outputs_than_inputs, time_major, logits);

    /// <summary>The most probable class of every time step, without blanks (<c>tf.nn.ctc_greedy_decoder</c>).</summary>
    /// <param name="inputs">The logits, [time, batch, classes].</param>
    /// <param name="sequence_length">How many time steps each sequence has, [batch].</param>
    /// <param name="merge_repeated">Whether a class that is repeated without a blank between is one label.</param>
    /// <returns>One sparse matrix of labels, and the negative sum of the largest logits, [batch, 1].</returns>
    public (SparseTensor[] decoded, Tensor neg_sum_logits) ctc_greedy_decoder(TensorLike inputs, TensorLike sequence_length, bool merge_repeated = true) =>
        CtcFunctions.Greedy(inputs, sequence_length, merge_repeated);

    /// <summary>The most probable label sequences, found by keeping the best beginnings (<c>tf.nn.ctc_beam_search_decoder</c>).</summary>
    /// <param name="inputs">The logits, [time, batch, classes].</param>
    /// <param name="sequence_length">How many time steps each sequence has, [batch].</param>
    /// <param name="beam_width">How many beginnings are kept.</param>
    /// <param name="top_paths">How many sequences are returned.</param>
    /// <param name="merge_repeated">Whether repeated labels of the result are made one.</param>
    /// <returns>For each path a sparse matrix of labels, and the log-probabilities, [batch, top_paths].</returns>
    public (SparseTensor[] decoded, Tensor log_probability) ctc_beam_search_decoder(TensorLike inputs, TensorLike sequence_length, int beam_width = 100, int top_paths = 1,
        bool merge_repeated = true) => CtcFunctions.BeamSearch(inputs, sequence_length, beam_width, top_paths, merge_repeated);
}

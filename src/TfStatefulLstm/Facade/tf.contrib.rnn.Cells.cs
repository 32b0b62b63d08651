using TfStatefulLstm.Framework;
using TfStatefulLstm.Layers;
using TfStatefulLstm.Rnn;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Facade;

// Cells of papers, projections, and cells that are given all steps at once.
public sealed partial class tensorflow_contrib_rnn
{
    /// <summary>The cell that a search over architectures found.</summary>
    /// <param name="num_units">The width of the memory, and of the output where there is no projection.</param>
    /// <param name="num_proj">The width of the output, which is then a projection.</param>
    /// <param name="use_bias">Whether there is a bias.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    /// <param name="name">Its name, and that of its scope.</param>
    /// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
    /// <param name="trainable">Whether optimizers train its weights.</param>
    public NASCell NASCell(long num_units, long? num_proj = null, bool use_bias = false, Reuse? reuse = null, string? name = null, DType? dtype = null,
        bool trainable = true) => new(num_units, num_proj, use_bias, reuse, name, dtype, trainable);

    /// <summary>The recurrent cell with one gate.</summary>
    /// <param name="num_units">The width of state and output.</param>
    /// <param name="initializer">The initializer of the kernel.</param>
    /// <param name="forget_bias">What is added to the gate before its sigmoid.</param>
    /// <param name="activation">The candidate's activation; <c>tanh</c> where nothing is said.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    public UGRNNCell UGRNNCell(long num_units, Initializer? initializer = null, double forget_bias = 1, Activation? activation = null, Reuse? reuse = null) =>
        new(num_units, initializer, forget_bias, activation, reuse);

    /// <summary>The recurrent cell with gates through time and through depth.</summary>
    /// <param name="num_units">The width of state and output, and of the input where there is no projection.</param>
    /// <param name="num_in_proj">The units again where the input is of another width and is to be projected to them.</param>
    /// <param name="initializer">The initializer of the kernels.</param>
    /// <param name="forget_bias">What is added to the gates before their sigmoids.</param>
    /// <param name="y_activation">The activation of what goes through depth; <c>relu</c> where nothing is said.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    public IntersectionRNNCell IntersectionRNNCell(long num_units, long? num_in_proj = null, Initializer? initializer = null, double forget_bias = 1,
        Activation? y_activation = null, Reuse? reuse = null) => new(num_units, num_in_proj, initializer, forget_bias, y_activation, reuse);

    /// <summary>A cell whose input is projected.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="num_proj">The width that its input is projected to.</param>
    /// <param name="activation">The projection's activation; none where nothing is said.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    public InputProjectionWrapper InputProjectionWrapper(RNNCell cell, long num_proj, Activation? activation = null, Reuse? reuse = null) =>
        new(cell, num_proj, activation, reuse);

    /// <summary>A cell whose output is projected.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="output_size">The width of the output, at least 1.</param>
    /// <param name="activation">The projection's activation; none where nothing is said.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    /// <exception cref="ValueError">The width is less than 1.</exception>
    public OutputProjectionWrapper OutputProjectionWrapper(RNNCell cell, long output_size, Activation? activation = null, Reuse? reuse = null) =>
        new(cell, output_size, activation, reuse);

    /// <summary>A cell whose input are ids, which it looks up in a table.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="embedding_classes">The number of ids.</param>
    /// <param name="embedding_size">The width of a row of the table.</param>
    /// <param name="initializer">The table's initializer; the scope's, or a uniform distribution of variance 1, where nothing is said.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    /// <exception cref="ValueError">A number is not positive.</exception>
    public EmbeddingWrapper EmbeddingWrapper(RNNCell cell, long embedding_classes, long embedding_size, Initializer? initializer = null, Reuse? reuse = null) =>
        new(cell, embedding_classes, embedding_size, initializer, reuse);

    /// <summary>Any cell as one that is given all steps at once, [time, batch, depth].</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="use_dynamic_rnn">Whether it runs in a loop, or is unrolled.</param>
    public FusedRNNCellAdaptor FusedRNNCellAdaptor(RNNCell cell, bool use_dynamic_rnn = false) => new(cell, use_dynamic_rnn);

    /// <summary>A cell that goes backward in time; its outputs stand at the steps that they are of.</summary>
    /// <param name="cell">The cell, which is given all steps at once.</param>
    public TimeReversedFusedRNN TimeReversedFusedRNN(IFusedRNNCell cell) => new(cell);
}

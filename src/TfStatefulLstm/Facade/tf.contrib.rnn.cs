using TfStatefulLstm.Framework;
using TfStatefulLstm.Layers;
using TfStatefulLstm.Rnn;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Facade;

public sealed partial class tensorflow_contrib
{
    /// <summary>Recurrent cells under their old names, and those that are only there (<c>tf.contrib.rnn</c>).</summary>
    public tensorflow_contrib_rnn rnn { get; } = new();
}

/// <summary>Recurrent cells under their old names, and those that are only there (<c>tf.contrib.rnn</c>).</summary>
public sealed partial class tensorflow_contrib_rnn : tensorflow_rnn_cell
{
    internal tensorflow_contrib_rnn() { }

    /// <summary>The LSTM whose step is one op.</summary>
    /// <param name="num_units">The width of the memory and the output.</param>
    /// <param name="forget_bias">What is added to the forget gate before its sigmoid.</param>
    /// <param name="cell_clip">What the memory is clipped to, if anything.</param>
    /// <param name="use_peephole">Whether the gates see the memory.</param>
    /// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    /// <param name="name">Its name, and that of its scope.</param>
    public LSTMBlockCell LSTMBlockCell(long num_units, double forget_bias = 1, double? cell_clip = null, bool use_peephole = false, DType? dtype = null,
        Reuse? reuse = null, string? name = "lstm_cell") => new(num_units, forget_bias, cell_clip, use_peephole, dtype, reuse, name);

    /// <summary>The LSTM whose steps are all one op, over inputs [time, batch, depth].</summary>
    /// <param name="num_units">The width of the memory and the output.</param>
    /// <param name="forget_bias">What is added to the forget gate before its sigmoid.</param>
    /// <param name="cell_clip">What the memory is clipped to, if anything.</param>
    /// <param name="use_peephole">Whether the gates see the memory.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    /// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
    /// <param name="name">Its name, and that of its scope.</param>
    public LSTMBlockFusedCell LSTMBlockFusedCell(long num_units, double forget_bias = 1, double? cell_clip = null, bool use_peephole = false, Reuse? reuse = null,
        DType? dtype = null, string? name = "lstm_fused_cell") => new(num_units, forget_bias, cell_clip, use_peephole, reuse, dtype, name);

    /// <summary>The GRU whose step is one op.</summary>
    /// <param name="num_units">The width of state and output.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    /// <param name="name">Its name, and that of its scope.</param>
    public GRUBlockCellV2 GRUBlockCellV2(long num_units, Reuse? reuse = null, string? name = "gru_cell") => new(num_units, reuse, name);

    /// <summary>The GRU whose step is one op, its weights under names of its own.</summary>
    /// <param name="num_units">The width of state and output.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    /// <param name="name">Its name, and that of its scope.</param>
    public GRUBlockCell GRUBlockCell(long num_units, Reuse? reuse = null, string? name = "gru_cell") => new(num_units, reuse, name);

    /// <summary>The LSTM whose gates and memory are normalized across the units, with dropout of what is written to the memory.</summary>
    /// <param name="num_units">The width of the memory and the output.</param>
    /// <param name="forget_bias">What is added to the forget gate before its sigmoid.</param>
    /// <param name="activation">The activation of memory and input; <c>tanh</c> where nothing is said.</param>
    /// <param name="layer_norm">Whether there is normalization; without it there is a bias.</param>
    /// <param name="norm_gain">The scale that normalization starts with.</param>
    /// <param name="norm_shift">The offset that normalization starts with.</param>
    /// <param name="dropout_keep_prob">The share of the candidate that is kept: a number or a scalar tensor; 1 is no dropout.</param>
    /// <param name="dropout_prob_seed">The seed of the dropout.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    public LayerNormBasicLSTMCell LayerNormBasicLSTMCell(long num_units, double forget_bias = 1, Activation? activation = null, bool layer_norm = true,
        double norm_gain = 1, double norm_shift = 0, TensorLike? dropout_keep_prob = null, long? dropout_prob_seed = null, Reuse? reuse = null) =>
        new(num_units, forget_bias, activation, layer_norm, norm_gain, norm_shift, dropout_keep_prob, dropout_prob_seed, reuse);

    /// <summary>Layers of one cell forward and one backward in time, each fed by both outputs of the layer below: the last layer's outputs, forward and backward
    /// side by side, and the states of each layer, forward and backward.</summary>
    /// <param name="cells_fw">The cell of each layer that goes forward.</param>
    /// <param name="cells_bw">The cell of each layer that goes backward.</param>
    /// <param name="inputs">The inputs, [batch, time, depth].</param>
    /// <param name="initial_states_fw">The state that each layer's forward cell begins with.</param>
    /// <param name="initial_states_bw">The state that each layer's backward cell begins with.</param>
    /// <param name="dtype">The type of the zeros to begin with where there is no initial state.</param>
    /// <param name="sequence_length">How many steps each row has, [batch]; the backward cells begin at the last of them.</param>
    /// <param name="parallel_iterations">How many steps may run at the same time.</param>
    /// <param name="time_major">Whether inputs and outputs are [time, batch, depth].</param>
    /// <param name="scope">The variable scope; <c>stack_bidirectional_rnn</c> where nothing is said.</param>
    /// <param name="swap_memory">Whether what the gradient needs may be moved to main memory.</param>
    /// <exception cref="ValueError">There is no cell, or the lists are not of one length.</exception>
    public (Tensor, Nest<TensorConvertible>, Nest<TensorConvertible>) stack_bidirectional_dynamic_rnn(IReadOnlyList<RNNCell> cells_fw, IReadOnlyList<RNNCell> cells_bw,
        Tensor inputs, IReadOnlyList<Nest<TensorConvertible>>? initial_states_fw = null, IReadOnlyList<Nest<TensorConvertible>>? initial_states_bw = null,
        DType? dtype = null, TensorLike? sequence_length = null, int? parallel_iterations = null, bool time_major = false, ScopeLike? scope = null,
        bool swap_memory = false) => BidirectionalRnn.BuildStack(cells_fw, cells_bw, inputs, initial_states_fw, initial_states_bw, new LoopOptions
        {
            SequenceLength = sequence_length,
            DType = dtype,
            ParallelIterations = parallel_iterations is null or 0 ? 32 : parallel_iterations.Value,
            SwapMemory = swap_memory,
            TimeMajor = time_major,
            Scope = scope,
        });
}

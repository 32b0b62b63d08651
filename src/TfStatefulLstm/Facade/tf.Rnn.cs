using TfStatefulLstm.Framework;
using TfStatefulLstm.Layers;
using TfStatefulLstm.Rnn;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Facade;

// Recurrent cells.
public sealed partial class tensorflow_nn
{
    /// <summary>Recurrent cells (<c>tf.nn.rnn_cell</c>).</summary>
    public tensorflow_rnn_cell rnn_cell { get; } = new();
}

public sealed partial class tensorflow_contrib
{
    /// <summary>Recurrent cells and loops under their old names (<c>tf.contrib.rnn</c>).</summary>
    public tensorflow_rnn_cell rnn { get; } = new();
}

/// <summary>Recurrent cells (<c>tf.nn.rnn_cell</c>, <c>tf.contrib.rnn</c>).</summary>
public sealed partial class tensorflow_rnn_cell
{
    internal tensorflow_rnn_cell() { }

    /// <summary>The state of an LSTM: the memory c and the output h, in this order.</summary>
    public Nest<TensorConvertible> LSTMStateTuple(Nest<TensorConvertible> c, Nest<TensorConvertible> h) => Rnn.LSTMStateTuple.Of(c, h);

    /// <summary>The plain recurrent cell.</summary>
    /// <param name="num_units">The width of state and output.</param>
    /// <param name="activation">The activation; <c>tanh</c> where nothing is said.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    /// <param name="name">Its name, and that of its scope.</param>
    /// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
    public BasicRNNCell BasicRNNCell(long num_units, Activation? activation = null, Reuse? reuse = null, string? name = null, DType? dtype = null) =>
        new(num_units, activation, reuse, name, dtype);

    /// <summary>The gated recurrent unit.</summary>
    /// <param name="num_units">The width of state and output.</param>
    /// <param name="activation">The candidate's activation; <c>tanh</c> where nothing is said.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    /// <param name="kernel_initializer">The initializer of both kernels.</param>
    /// <param name="bias_initializer">The initializer of both biases; ones for the gates and zeros for the candidate where nothing is said.</param>
    /// <param name="name">Its name, and that of its scope.</param>
    /// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
    public GRUCell GRUCell(long num_units, Activation? activation = null, Reuse? reuse = null, Initializer? kernel_initializer = null,
        Initializer? bias_initializer = null, string? name = null, DType? dtype = null) =>
        new(num_units, activation, reuse, kernel_initializer, bias_initializer, name, dtype);

    /// <summary>The LSTM without options.</summary>
    /// <param name="num_units">The width of the memory and the output.</param>
    /// <param name="forget_bias">What is added to the forget gate before its sigmoid.</param>
    /// <param name="state_is_tuple">Whether the state is a pair (c, h), or both in one tensor.</param>
    /// <param name="activation">The activation of memory and input; <c>tanh</c> where nothing is said.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    /// <param name="name">Its name, and that of its scope.</param>
    /// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
    public BasicLSTMCell BasicLSTMCell(long num_units, double forget_bias = 1, bool state_is_tuple = true, Activation? activation = null, Reuse? reuse = null,
        string? name = null, DType? dtype = null) => new(num_units, forget_bias, state_is_tuple, activation, reuse, name, dtype);

    /// <summary>The LSTM with all its options.</summary>
    /// <param name="num_units">The width of the memory, and of the output where there is no projection.</param>
    /// <param name="use_peepholes">Whether the gates see the memory.</param>
    /// <param name="cell_clip">What the memory is clipped to, if anything.</param>
    /// <param name="initializer">The initializer of all weights but the bias.</param>
    /// <param name="num_proj">The width of the output, which is then a projection.</param>
    /// <param name="proj_clip">What the projection is clipped to, if anything.</param>
    /// <param name="num_unit_shards">The number of parts that the kernel is kept in.</param>
    /// <param name="num_proj_shards">The number of parts that the projection's kernel is kept in.</param>
    /// <param name="forget_bias">What is added to the forget gate before its sigmoid.</param>
    /// <param name="state_is_tuple">Whether the state is a pair (c, h), or both in one tensor.</param>
    /// <param name="activation">The activation of memory and input; <c>tanh</c> where nothing is said.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    /// <param name="name">Its name, and that of its scope.</param>
    /// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
    public LSTMCell LSTMCell(long num_units, bool use_peepholes = false, double? cell_clip = null, Initializer? initializer = null, long? num_proj = null,
        double? proj_clip = null, int? num_unit_shards = null, int? num_proj_shards = null, double forget_bias = 1, bool state_is_tuple = true,
        Activation? activation = null, Reuse? reuse = null, string? name = null, DType? dtype = null) => new(num_units, use_peepholes, cell_clip, initializer,
        num_proj, proj_clip, num_unit_shards, num_proj_shards, forget_bias, state_is_tuple, activation, reuse, name, dtype);

    /// <summary>Cells one over the other.</summary>
    /// <param name="cells">The cells, the lowest first.</param>
    /// <param name="state_is_tuple">Whether the state is a tuple of the cells' states, or all of them in one tensor.</param>
    /// <exception cref="ValueError">There is no cell, or states that are tuples are to be one tensor.</exception>
    public MultiRNNCell MultiRNNCell(IEnumerable<RNNCell> cells, bool state_is_tuple = true) => new(cells, state_is_tuple);
}

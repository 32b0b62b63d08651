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

/// <summary>Recurrent cells (<c>tf.nn.rnn_cell</c>).</summary>
public class tensorflow_rnn_cell
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
    /// <param name="trainable">Whether optimizers train its weights.</param>
    public BasicRNNCell BasicRNNCell(long num_units, Activation? activation = null, Reuse? reuse = null, string? name = null, DType? dtype = null,
        bool trainable = true) => new(num_units, activation, reuse, name, dtype, trainable);

    /// <summary>The gated recurrent unit.</summary>
    /// <param name="num_units">The width of state and output.</param>
    /// <param name="activation">The candidate's activation; <c>tanh</c> where nothing is said.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    /// <param name="kernel_initializer">The initializer of both kernels.</param>
    /// <param name="bias_initializer">The initializer of both biases; ones for the gates and zeros for the candidate where nothing is said.</param>
    /// <param name="name">Its name, and that of its scope.</param>
    /// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
    /// <param name="trainable">Whether optimizers train its weights.</param>
    public GRUCell GRUCell(long num_units, Activation? activation = null, Reuse? reuse = null, Initializer? kernel_initializer = null,
        Initializer? bias_initializer = null, string? name = null, DType? dtype = null, bool trainable = true) =>
        new(num_units, activation, reuse, kernel_initializer, bias_initializer, name, dtype, trainable);

    /// <summary>The LSTM without options.</summary>
    /// <param name="num_units">The width of the memory and the output.</param>
    /// <param name="forget_bias">What is added to the forget gate before its sigmoid.</param>
    /// <param name="state_is_tuple">Whether the state is a pair (c, h), or both in one tensor.</param>
    /// <param name="activation">The activation of memory and input; <c>tanh</c> where nothing is said.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    /// <param name="name">Its name, and that of its scope.</param>
    /// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
    /// <param name="trainable">Whether optimizers train its weights.</param>
    public BasicLSTMCell BasicLSTMCell(long num_units, double forget_bias = 1, bool state_is_tuple = true, Activation? activation = null, Reuse? reuse = null,
        string? name = null, DType? dtype = null, bool trainable = true) => new(num_units, forget_bias, state_is_tuple, activation, reuse, name, dtype, trainable);

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
    /// <param name="trainable">Whether optimizers train its weights.</param>
    public LSTMCell LSTMCell(long num_units, bool use_peepholes = false, double? cell_clip = null, Initializer? initializer = null, long? num_proj = null,
        double? proj_clip = null, int? num_unit_shards = null, int? num_proj_shards = null, double forget_bias = 1, bool state_is_tuple = true,
        Activation? activation = null, Reuse? reuse = null, string? name = null, DType? dtype = null, bool trainable = true) => new(num_units, use_peepholes,
        cell_clip, initializer, num_proj, proj_clip, num_unit_shards, num_proj_shards, forget_bias, state_is_tuple, activation, reuse, name, dtype, trainable);

    /// <summary>Cells one over the other.</summary>
    /// <param name="cells">The cells, the lowest first.</param>
    /// <param name="state_is_tuple">Whether the state is a tuple of the cells' states, or all of them in one tensor.</param>
    /// <exception cref="ValueError">There is no cell, or states that are tuples are to be one tensor.</exception>
    public MultiRNNCell MultiRNNCell(IEnumerable<RNNCell> cells, bool state_is_tuple = true) => new(cells, state_is_tuple);

    /// <summary>A cell whose nodes are made on a device.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="device">The device's name, such as <c>"/cpu:0"</c>.</param>
    public DeviceWrapper DeviceWrapper(RNNCell cell, string? device) => new(cell, device);

    /// <summary>A cell whose nodes are made on devices that a function says.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="device">What says the device of each node.</param>
    public DeviceWrapper DeviceWrapper(RNNCell cell, Func<Operation, string> device) => new(cell, device);

    /// <summary>A cell whose input is added to its output.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="residual_fn">What makes the output of the cell's input and output; their sum where nothing is said.</param>
    public ResidualWrapper ResidualWrapper(RNNCell cell, Func<Nest<TensorConvertible>, Nest<TensorConvertible>, Nest<TensorConvertible>>? residual_fn = null) =>
        new(cell, residual_fn);

    /// <summary>A cell with dropout of its input, its output and the state it leaves.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="input_keep_prob">The share of the input that is kept, from 0 to 1: a number or a scalar tensor; 1 is no dropout.</param>
    /// <param name="output_keep_prob">The share of the output that is kept.</param>
    /// <param name="state_keep_prob">The share of the state after the step that is kept; of an LSTM's never the memory c, unless the filter says so.</param>
    /// <param name="variational_recurrent">Whether every step of a run drops the same elements, which are also those of every row of the batch.</param>
    /// <param name="input_size">The shape of each part of the input without the batch; the variational dropout of inputs needs it.</param>
    /// <param name="dtype">The type of input, state and output; variational dropout needs it.</param>
    /// <param name="seed">The seed, from which each part of input, state and output gets its own.</param>
    /// <param name="dropout_state_filter_visitor">Which parts of the state dropout is applied to.</param>
    /// <exception cref="ValueError">A probability is not between 0 and 1, or variational dropout lacks type or input size.</exception>
    public DropoutWrapper DropoutWrapper(RNNCell cell, TensorLike? input_keep_prob = null, TensorLike? output_keep_prob = null, TensorLike? state_keep_prob = null,
        bool variational_recurrent = false, Nest<Shape>? input_size = null, DType? dtype = null, long? seed = null,
        Func<Nest<TensorConvertible>, Nest<bool>>? dropout_state_filter_visitor = null) => new(cell, input_keep_prob, output_keep_prob, state_keep_prob,
        variational_recurrent, input_size, dtype, seed, dropout_state_filter_visitor);
}

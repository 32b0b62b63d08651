using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.Rnn;

/// <summary>What a wrong use of cells and loops is told: Python's errors.</summary>
[TestClass]
public sealed class RnnErrorTests
{
    private const string OnlyFloating = "RNN cell only supports floating point inputs, but saw dtype: <dtype: 'int32'>";

    [TestMethod]
    public void Neither_state_nor_type() => InGraph.Fails<ValueError>("If there is no initial_state, you must give a dtype.", () => tf.nn.dynamic_rnn(Lstm(), X()));

    [TestMethod]
    public void Unknown_depth() => InGraph.Fails<ValueError>("Input size (depth of inputs) must be accessible via shape inference, but saw value None.",
        () => tf.nn.dynamic_rnn(Lstm(), tf.placeholder(tf.float32, (2, 3, -1)), dtype: tf.float32));

    [TestMethod]
    public void Inputs_without_a_depth() => InGraph.Fails<ValueError>("Shape (3, 2) must have rank at least 3",
        () => tf.nn.dynamic_rnn(Lstm(), tf.placeholder(tf.float32, (2, 3)), dtype: tf.float32));

    [TestMethod]
    public void One_tensor_for_a_pair() => InGraph.FailsWith<TypeError>("iterating over `tf.Tensor` is not allowed",
        () => tf.nn.dynamic_rnn(Lstm(), X(), initial_state: tf.zeros((2, 5))));

    [TestMethod]
    public void Three_parts_for_a_pair() => InGraph.Fails<ValueError>("too many values to unpack (expected 2)",
        () => tf.nn.dynamic_rnn(Lstm(), X(), initial_state: Nested.Tuple(Enumerable.Repeat((Nested)tf.zeros((2, 5)), 3))));

    [TestMethod]
    public void A_plain_tuple_for_a_state_tuple() => InGraph.FailsWith<TypeError>("The two structures don't have the same nested structure.",
        () => tf.nn.dynamic_rnn(Lstm(), X(), initial_state: Nested.Tuple(tf.zeros((2, 5)), tf.zeros((2, 5)))));

    [TestMethod]
    public void Integers_in_a_loop() => InGraph.Fails<ValueError>(OnlyFloating,
        () => tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(5), tf.placeholder(tf.int32, (2, 3, 4)), dtype: tf.int32));

    [TestMethod]
    public void Integers_in_a_cell() => InGraph.Fails<ValueError>(OnlyFloating, () => tf.nn.rnn_cell.LSTMCell(5, dtype: tf.int32));

    [TestMethod]
    public void A_state_of_another_batch() => InGraph.FailsWith<ValueError>("Dimension 0 in both shapes must be equal",
        () => tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(5), X(), initial_state: tf.zeros((3, 5))));

    [TestMethod]
    public void A_state_of_another_width() => InGraph.FailsWith<ValueError>("Dimensions must be equal",
        () => tf.nn.rnn_cell.GRUCell(5).__call__(tf.placeholder(tf.float32, (2, 4)), tf.zeros((2, 7))));

    [TestMethod]
    public void Lengths_that_are_no_vector() => InGraph.Fails<ValueError>("sequence_length must be a vector of length batch_size, but saw shape: (2, 1)",
        () => tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(5), X(), dtype: tf.float32, sequence_length: tf.zeros((2, 1), tf.int32)));

    [TestMethod]
    public void Unknown_depth_of_one_step() => InGraph.Fails<ValueError>("Expected inputs.shape[-1] to be known, saw shape: (2, None)",
        () => Lstm().__call__(tf.placeholder(tf.float32, (2, -1)), Lstm().zero_state(2, tf.float32)));

    [TestMethod]
    public void A_sequence_for_one_step() => InGraph.Fails<ValueError>(
        "Input 0 of layer lstm_cell_1 is incompatible with the layer: expected ndim=2, found ndim=3. Full shape received: [2, 3, 4]",
        () => Lstm().__call__(X(), Lstm().zero_state(2, tf.float32)));

    [TestMethod]
    public void No_cells() => InGraph.Fails<ValueError>("Must specify at least one cell for MultiRNNCell.", () => tf.nn.rnn_cell.MultiRNNCell([]));

    [TestMethod]
    public void Tuples_that_are_to_be_one_tensor() => InGraph.Fails<ValueError>(
        "Some cells return tuples of states, but the flag state_is_tuple is not set.  State sizes are: [LSTMStateTuple(c=5, h=5)]",
        () => tf.nn.rnn_cell.MultiRNNCell([Lstm()], state_is_tuple: false));

    [TestMethod]
    public void One_tensor_for_the_states_of_two_layers() => InGraph.Fails<ValueError>(
        "Expected state to be a tuple of length 2, but received: Tensor(\"state:0\", shape=(2, 5), dtype=float32)",
        () => Two().__call__(tf.zeros((2, 5)), tf.zeros((2, 5), name: "state")));

    [TestMethod]
    public void One_state_for_two_layers() => InGraph.Fails<ValueError>("tuple index out of range",
        () => Two().__call__(tf.zeros((2, 5)), Nested.Tuple(tf.zeros((2, 5)))));

    [TestMethod]
    public void Initial_states()
    {
        InGraph.Fails<ValueError>("batch_size and dtype cannot be None while constructing initial state: batch_size=None, dtype=<dtype: 'float32'>",
            () => Lstm().GetInitialState(dtype: tf.float32));
        InGraph.Fails<ValueError>("batch size from input tensor is different from the input param. Input tensor batch: 3, batch_size: 5",
            () => Lstm().GetInitialState(inputs: tf.zeros((3, 4)), batchSize: 5));
        InGraph.Fails<ValueError>("dtype from input tensor is different from the input param. Input tensor dtype: <dtype: 'float32'>, dtype: <dtype: 'float64'>",
            () => Lstm().GetInitialState(inputs: tf.zeros((3, 4)), dtype: tf.float64));
    }

    [TestMethod]
    public void No_inputs() => InGraph.Fails<ValueError>("inputs must not be empty", () => tf.nn.static_rnn(Lstm(), [], dtype: tf.float32));

    private static TfStatefulLstm.Rnn.LSTMCell Lstm() => tf.nn.rnn_cell.LSTMCell(5);

    private static TfStatefulLstm.Rnn.MultiRNNCell Two() => tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(5), tf.nn.rnn_cell.GRUCell(5)]);

    private static Tensor X() => tf.placeholder(tf.float32, (2, 3, 4));
}

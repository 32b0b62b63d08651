using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn;
using static TfStatefulLstm.Binding;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.Rnn;

// What rnn_cell_test.py pins of the cells, beside CellWrapperTests and the recorded cases. Not here: serialization of cells and wrappers to Keras' configurations, which
// this library does not have.

/// <summary>What single cells and wrappers compute, their weights and their states.</summary>
[TestClass]
public sealed class CellTests
{
    private static readonly TfStatefulLstm.Facade.tensorflow_rnn_cell rnn = tf.nn.rnn_cell;

    [TestMethod]
    public void Two_layers_of_LSTM_by_the_formula() => InGraph.Run(() =>
    {
        using var scope = tf.variable_scope("root", initializer: tf.constant_initializer(0.5));
        var cell = rnn.MultiRNNCell([rnn.BasicLSTMCell(2), rnn.BasicLSTMCell(2)]);
        var start = Pair(0.1f, 0.1f);
        var (output, state) = cell.__call__(tf.ones((1, 2)), (start, start));
        // All weights 0.5: every gate of the first layer is 0.5 * (1 + 1 + h + h).
        var (c1, h1) = Lstm(0.5 * (2 + 0.2), 0.1);
        var (c2, h2) = Lstm(0.5 * (2 * h1 + 0.2), 0.1);
        double[] expected = [h2, c1, h1, c2, h2];
        var actual = Run([output, .. state.Flatten()]);
        for (var i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i][0], 1e-6, $"value {i}");
        Assert.AreEqual(0.24024698, h2, 1e-7);
    });

    [TestMethod]
    public void Two_layers_of_GRU_by_the_formula() => InGraph.Run(() =>
    {
        using var scope = tf.variable_scope("root", initializer: tf.constant_initializer(0.5));
        var cell = rnn.MultiRNNCell([rnn.GRUCell(2), rnn.GRUCell(2)], state_is_tuple: false);
        var (_, state) = cell.__call__(tf.ones((1, 2)), tf.fill(new[] { 1, 4 }, 0.1));
        double Gru(double x)
        {
            var gate = Sigmoid(0.5 * (2 * x + 0.2) + 1);
            var candidate = Math.Tanh(0.5 * (2 * x + 2 * gate * 0.1));
            return gate * 0.1 + (1 - gate) * candidate;
        }
        var first = Gru(1);
        var actual = Run([state.Value])[0];
        // TensorFlow's biases of the gates are 1 and of the candidate 0, whatever the scope's initializer is.
        foreach (var (e, a) in new[] { first, first, Gru(first), Gru(first) }.Zip(actual)) Assert.AreEqual(e, a, 1e-6);
    });

    [TestMethod]
    public void A_memory_clipped_to_nothing_gives_nothing() => InGraph.Run(() =>
    {
        var (output, state) = rnn.LSTMCell(3, cell_clip: 0.0).__call__(tf.ones((2, 4)), Pair(0.5f, 0.5f, 2, 3));
        Assert.IsTrue(Run([output, .. state.Flatten()]).All(values => values.All(v => v == 0)));
    });

    [TestMethod]
    public void Weights_have_TensorFlows_names_in_its_order() => InGraph.Run(() =>
    {
        using var root = tf.variable_scope("root");
        var cell = rnn.MultiRNNCell([rnn.BasicLSTMCell(2), rnn.LSTMCell(2, num_proj: 3, use_peepholes: true), rnn.GRUCell(2)]);
        cell.__call__(tf.ones((1, 2)), cell.zero_state(1, tf.float32));
        CollectionAssert.AreEqual(new[]
        {
            "cell_0/basic_lstm_cell/kernel", "cell_0/basic_lstm_cell/bias", "cell_1/lstm_cell/kernel", "cell_1/lstm_cell/bias", "cell_1/lstm_cell/w_f_diag",
            "cell_1/lstm_cell/w_i_diag", "cell_1/lstm_cell/w_o_diag", "cell_1/lstm_cell/projection/kernel", "cell_2/gru_cell/gates/kernel", "cell_2/gru_cell/gates/bias",
            "cell_2/gru_cell/candidate/kernel", "cell_2/gru_cell/candidate/bias",
        }, tf.global_variables().Select(v => v.Name.Replace("root/multi_rnn_cell/", "", StringComparison.Ordinal).Replace(":0", "", StringComparison.Ordinal)).ToArray());
    });

    [TestMethod]
    public void A_plain_tuple_goes_in_and_a_state_tuple_comes_out() => InGraph.Run(() =>
    {
        var (_, state) = rnn.LSTMCell(2).__call__(tf.ones((1, 2)), (tf.zeros((1, 2)), tf.zeros((1, 2))));
        Assert.AreEqual("LSTMStateTuple", state.TypeName);
        Assert.AreSame(state["h"].Value, state[1].Value);
    });

    [TestMethod]
    public void Types_are_kept() => InGraph.Run(() =>
    {
        foreach (var type in new[] { tf.float16, tf.float32, tf.float64 })
            foreach (RNNCell cell in new RNNCell[] { rnn.BasicRNNCell(3), rnn.GRUCell(3), rnn.BasicLSTMCell(3), rnn.LSTMCell(3, use_peepholes: true, num_proj: 2) })
            {
                var (output, state) = cell.__call__(tf.zeros((2, 4), type), cell.zero_state(2, type), scope: $"{type}_{cell.Name}");
                Assert.IsTrue(new[] { (TensorConvertible)output }.Concat(state.Flatten()).All(t => ((Tensor)t).DType == type));
                Assert.IsTrue(cell.Weights.All(w => w.DType.Base() == type));
            }
    });

    [TestMethod]
    public void A_cell_that_is_not_trained_has_no_trainable_weights() => InGraph.Run(() =>
    {
        var cell = new Fixed();
        tf.nn.dynamic_rnn(cell, tf.zeros((2, 3, 4)), dtype: tf.float32);
        Assert.HasCount(1, cell.Weights);
        Assert.HasCount(0, cell.TrainableWeights);
        Assert.HasCount(0, tf.trainable_variables());
    });

    [TestMethod]
    public void Dropout_of_everything() => InGraph.Run(() =>
    {
        // So little is kept that nothing is.
        const double None = 1e-6;
        var start = Pair(0.5f, 0.5f, 2, 3);
        (Tensor, Nested) Step(RNNCell cell, string scope) => cell.__call__(tf.ones((2, 4)), start, scope: scope);
        var (kept, whole) = Step(rnn.LSTMCell(3), "shared");
        using var reuse = tf.variable_scope(tf.get_variable_scope(), reuse: true);
        var (noOutput, outputState) = Step(rnn.DropoutWrapper(rnn.LSTMCell(3), output_keep_prob: None), "shared");
        var (stateOutput, noState) = Step(rnn.DropoutWrapper(rnn.LSTMCell(3), state_keep_prob: None), "shared");
        var (noInput, _) = Step(rnn.DropoutWrapper(rnn.LSTMCell(3), input_keep_prob: None), "shared");
        var (zeros, _) = rnn.LSTMCell(3).__call__(tf.zeros((2, 4)), start, scope: "shared");
        var v = Run([kept, whole[0].Value, whole[1].Value, noOutput, outputState[1].Value, stateOutput, noState[0].Value, noState[1].Value, noInput, zeros]);
        Assert.IsTrue(v[0].All(e => e != 0) && v[3].All(e => e == 0), "the output is dropped");
        CollectionAssert.AreEqual(v[2], v[4], "and the state is not");
        CollectionAssert.AreEqual(v[0], v[5], "the output is not dropped with the state");
        CollectionAssert.AreEqual(v[1], v[6], "the memory never is");
        Assert.IsTrue(v[7].All(e => e == 0), "what the state holds of the output is");
        CollectionAssert.AreEqual(v[9], v[8], "an input that is dropped is zero");
    });

    [TestMethod]
    public void Variational_dropout_drops_the_same_in_every_step_and_other_dropout_does_not() => InGraph.Run(() =>
    {
        Tensor Outputs(bool variational, long seed) => tf.nn.dynamic_rnn(rnn.DropoutWrapper(new PlusOne(16), output_keep_prob: 0.5, variational_recurrent: variational,
            dtype: tf.float32, seed: seed), tf.ones((1, 3, 16)), dtype: tf.float32, parallel_iterations: 1).Item1;
        var v = Run([Outputs(true, 1), Outputs(false, 1), Outputs(true, 1), Outputs(true, 2)]);
        float[] Step(float[] all, int t) => all.AsSpan(t * 16, 16).ToArray();
        Assert.IsTrue(v[0].Any(e => e == 0) && v[0].Any(e => e == 4), "what is kept is scaled");
        CollectionAssert.AreEqual(Step(v[0], 0), Step(v[0], 1));
        CollectionAssert.AreEqual(Step(v[0], 0), Step(v[0], 2));
        CollectionAssert.AreNotEqual(Step(v[1], 0), Step(v[1], 1));
        CollectionAssert.AreEqual(v[0], v[2], "a seed is a mask");
        CollectionAssert.AreNotEqual(v[0], v[3]);
    });

    [TestMethod]
    public void Input_and_output_are_dropped_by_seeds_of_their_own() => InGraph.Run(() =>
    {
        var (output, _) = rnn.DropoutWrapper(new PlusOne(64), 0.5, 0.5, seed: 1).__call__(tf.ones((1, 64)), tf.zeros((1, 64)));
        // 1 where the input was dropped and 3 where it was kept, doubled or dropped.
        var values = Run([output])[0];
        foreach (var expected in new float[] { 0, 2, 6 }) Assert.Contains(expected, values);
    });

    [TestMethod]
    public void A_device_is_that_of_the_cells_nodes_alone()
    {
        var graph = InGraph.Run(() => tf.nn.dynamic_rnn(rnn.MultiRNNCell([rnn.DeviceWrapper(rnn.GRUCell(2), "/device:CPU:1"), rnn.GRUCell(2)]), tf.zeros((2, 3, 4)),
            dtype: tf.float32));
        var placed = graph.Operations.Where(o => o.Device.Contains("CPU:1", StringComparison.OrdinalIgnoreCase)).ToArray();
        Assert.IsTrue(placed.Any(o => o.Type == "MatMul"));
        Assert.IsTrue(placed.All(o => !o.Name.Contains("cell_1", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_builtin_cell_that_is_not_trained_has_weights_that_no_optimizer_sees() => InGraph.Run(() =>
    {
        RNNCell[] cells = [rnn.BasicRNNCell(3, trainable: false), rnn.GRUCell(3, trainable: false), rnn.BasicLSTMCell(3, trainable: false),
            rnn.LSTMCell(3, use_peepholes: true, num_proj: 2, trainable: false), tf.contrib.rnn.NASCell(3, trainable: false)];
        foreach (var cell in cells) tf.nn.dynamic_rnn(cell, tf.zeros((2, 3, 4)), dtype: tf.float32);
        Assert.IsTrue(cells.All(c => c.Weights.Count > 0 && c.TrainableWeights.Count == 0));
        Assert.HasCount(0, tf.trainable_variables());
    });

    private static (double C, double H) Lstm(double gate, double c)
    {
        var memory = c * Sigmoid(gate + 1) + Sigmoid(gate) * Math.Tanh(gate);
        return (memory, Math.Tanh(memory) * Sigmoid(gate));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static Nested Pair(float c, float h, int rows = 1, int units = 2) =>
        rnn.LSTMStateTuple(tf.fill(new[] { rows, units }, c), tf.fill(new[] { rows, units }, h));

    private static float[][] Run(IEnumerable<TensorConvertible> fetches)
    {
        Graph.Default.Seed = 3;
        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        return [.. session.run(fetches.Select(f => (Fetch)f).ToList()).Select(v => v.ToArray<float>())];
    }

    private sealed class Fixed() : RNNCell(trainable: false)
    {
        private TensorConvertible _w = null!;

        public override Nest<Shape> StateSize => new Shape(4);

        public override Nest<Shape> OutputSize => new Shape(4);

        protected override void Build(Nest<Shape> inputs) => _w = AddWeight("w", new Shape(4));

        protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
        {
            var next = (Tensor)inputs.Value * _w;
            return (next, next);
        }
    }
}

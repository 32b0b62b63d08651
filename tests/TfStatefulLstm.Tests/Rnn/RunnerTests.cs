using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Rnn;
using static TfStatefulLstm.Binding;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.Rnn;

// What rnn_test.py and rnn_cell_test.py pin of the runners, beside RnnErrorTests, the ladders and the recorded cases. Not here, because it is not in this library: Keras'
// cells and layers in a loop (get_config, from_config, Keras-style scopes), which TensorFlow's programs of that time do without.

/// <summary>How the runners treat shapes, lengths, scopes and weights.</summary>
[TestClass]
public sealed class RunnerTests
{
    private static readonly TfStatefulLstm.Facade.tensorflow_rnn_cell rnn = tf.nn.rnn_cell;

    [TestMethod]
    public void Each_step_is_one_call() => InGraph.Run(() =>
    {
        var (outputs, state) = tf.nn.static_rnn(new PlusOne(2), Enumerable.Repeat(tf.constant(new float[,] { { 1, 2 } }), 7), dtype: tf.float32);
        Assert.HasCount(7, outputs);
        Assert.HasCount(0, tf.global_variables());
        CollectionAssert.AreEqual(new[] { 2f, 3 }, Values(outputs[6]));
        CollectionAssert.AreEqual(new[] { 7f, 7 }, Values(state.Value));
    });

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_row_that_is_over_gives_zeros_and_keeps_its_state(bool unrolled) => InGraph.Run(() =>
    {
        var x = tf.constant(new float[,,] { { { 1 }, { 2 }, { 3 }, { 4 } }, { { 5 }, { 6 }, { 7 }, { 8 } } });
        var lengths = tf.constant(new[] { 3, 2 });
        Tensor outputs;
        Nested state;
        if (unrolled)
        {
            (var steps, state) = tf.nn.static_rnn(new PlusOne(1), tf.unstack(x, axis: 1), sequence_length: lengths, dtype: tf.float32);
            outputs = tf.stack(steps.ToArray(), axis: 1);
        }
        else (outputs, state) = tf.nn.dynamic_rnn(new PlusOne(1), x, lengths, dtype: tf.float32);
        CollectionAssert.AreEqual(new[] { 2f, 3, 4, 0, 6, 7, 0, 0 }, Values(outputs));
        CollectionAssert.AreEqual(new[] { 3f, 2 }, Values(state.Value));
    });

    [TestMethod]
    public void The_batch_that_is_known_is_known_of_outputs_and_state() => InGraph.Run(() =>
    {
        foreach (var rows in new[] { 3, -1 })
            foreach (var given in new[] { false, true })
            {
                var cell = rnn.GRUCell(4);
                var (outputs, state) = tf.nn.dynamic_rnn(cell, tf.placeholder(tf.float32, (rows, 5, 2)), dtype: tf.float32,
                    initial_state: given ? (Nested)tf.placeholder(tf.float32, (rows, 4)) : null, scope: $"scope_{rows + 1}_{given}");
                Assert.AreEqual(new Shape(rows, 5, 4), outputs.Shape);
                Assert.AreEqual(new Shape(rows, 4), ((Tensor)state.Value).Shape);
            }
    });

    [TestMethod]
    public void An_initial_state_is_of_the_inputs_batch_and_type() => InGraph.Run(() =>
    {
        var state = (Tensor)rnn.GRUCell(5).get_initial_state(inputs: tf.placeholder(tf.float64, (-1, 1))).Value;
        Assert.AreEqual(new Shape(-1, 5), state.Shape);
        Assert.AreEqual(tf.float64, state.DType);
    });

    [TestMethod]
    public void No_steps_at_all() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (2, -1, 3));
        var cell = rnn.GRUCell(4);
        var (outputs, state) = tf.nn.dynamic_rnn(cell, x, initial_state: tf.ones((2, 4)));
        var (emitted, last, _) = tf.nn.raw_rnn(rnn.GRUCell(4), (time, output, after, _) =>
            (tf.constant(new[] { true, true }), tf.zeros((2, 3)), after ?? tf.ones((2, 4)), output, null), scope: "raw");
        using var session = Started();
        var values = session.run([outputs, (Tensor)state.Value, emitted.Value.stack(), (Tensor)last.Value], (x, new float[2, 0, 3]));
        CollectionAssert.AreEqual(new long[] { 2, 0, 4 }, values[0].Dims.ToArray());
        Assert.IsTrue(values[1].ToArray<float>().All(v => v == 1));
        Assert.AreEqual(0, values[2].Dims[0]);
        Assert.IsTrue(values[3].ToArray<float>().All(v => v == 1));
    });

    [TestMethod]
    public void All_weights_are_under_the_given_scope() => InGraph.Run(() =>
    {
        var steps = tf.unstack(tf.zeros((2, 3, 4)), axis: 1);
        tf.nn.dynamic_rnn(rnn.LSTMCell(3), tf.zeros((2, 3, 4)), dtype: tf.float32, scope: "one");
        using (tf.variable_scope("two")) tf.nn.static_rnn(rnn.LSTMCell(3), steps, dtype: tf.float32);
        tf.nn.bidirectional_dynamic_rnn(rnn.GRUCell(3), rnn.GRUCell(3), tf.zeros((2, 3, 4)), dtype: tf.float32, scope: "three");
        tf.nn.static_bidirectional_rnn(rnn.BasicRNNCell(3), rnn.BasicRNNCell(3), steps, dtype: tf.float32);
        CollectionAssert.AreEqual(new[]
        {
            "one/lstm_cell/kernel:0", "one/lstm_cell/bias:0", "two/rnn/lstm_cell/kernel:0", "two/rnn/lstm_cell/bias:0",
            "three/fw/gru_cell/gates/kernel:0", "three/fw/gru_cell/gates/bias:0", "three/fw/gru_cell/candidate/kernel:0", "three/fw/gru_cell/candidate/bias:0",
            "three/bw/gru_cell/gates/kernel:0", "three/bw/gru_cell/gates/bias:0", "three/bw/gru_cell/candidate/kernel:0", "three/bw/gru_cell/candidate/bias:0",
            "bidirectional_rnn/fw/basic_rnn_cell/kernel:0", "bidirectional_rnn/fw/basic_rnn_cell/bias:0",
            "bidirectional_rnn/bw/basic_rnn_cell/kernel:0", "bidirectional_rnn/bw/basic_rnn_cell/bias:0",
        }, tf.global_variables().Select(v => v.Name).ToArray());
    });

    [TestMethod]
    public void Weights_are_shared_by_variable_scope_and_not_by_name_scope() => InGraph.Run(() =>
    {
        var x = tf.random_uniform((2, 3, 4), seed: 1);
        Tensor Run(string? scope) => tf.nn.dynamic_rnn(rnn.LSTMCell(3), x, dtype: tf.float32, scope: scope!).Item1;
        var one = Run("shared");
        Tensor two, three;
        using (tf.variable_scope(tf.get_variable_scope(), reuse: true)) two = Run("shared");
        using (tf.name_scope("elsewhere"))
        using (tf.variable_scope(tf.get_variable_scope(), reuse: true)) three = Run("shared");
        var other = Run("other");
        using var session = Started();
        var values = session.run([one, two, three, other]).Select(v => v.ToArray<float>()).ToArray();
        CollectionAssert.AreEqual(values[0], values[1]);
        CollectionAssert.AreEqual(values[0], values[2]);
        CollectionAssert.AreNotEqual(values[0], values[3]);
        Assert.HasCount(4, tf.global_variables());
    });

    [TestMethod]
    public void Backward_is_forward_over_what_is_turned_round() => InGraph.Run(() =>
    {
        var x = tf.random_uniform((2, 4, 3), seed: 2);
        var lengths = tf.constant(new[] { 4, 2 });
        var cell = rnn.GRUCell(3);
        var ((_, back), (_, state)) = tf.nn.bidirectional_dynamic_rnn(rnn.GRUCell(3), cell, x, lengths, dtype: tf.float32);
        var (turned, last) = tf.nn.dynamic_rnn(cell, tf.reverse_sequence(x, lengths, seq_axis: 1, batch_axis: 0), lengths, dtype: tf.float32);
        using var session = Started();
        var values = session.run([back, tf.reverse_sequence(turned, lengths, seq_axis: 1, batch_axis: 0), (Tensor)state.Value, (Tensor)last.Value])
            .Select(v => v.ToArray<float>()).ToArray();
        CollectionAssert.AreEqual(values[0], values[1]);
        CollectionAssert.AreEqual(values[2], values[3]);
    });

    [TestMethod]
    public void A_saver_of_states_is_asked_once_for_each_part_and_given_the_last() => InGraph.Run(() =>
    {
        var saver = new Counting();
        var cell = rnn.MultiRNNCell([rnn.LSTMCell(3), rnn.GRUCell(2)]);
        var (outputs, state) = tf.nn.static_state_saving_rnn(cell, tf.unstack(tf.random_uniform((2, 3, 4), seed: 3), axis: 1), saver,
            (("c", "h"), "g"));
        CollectionAssert.AreEqual(new[] { "read c", "read h", "read g", "save c", "save h", "save g" }, saver.Calls);
        using var session = Started();
        session.run(outputs[^1]);
        var (kept, last) = (saver.Kept.Values.Select(v => session.run(v).ToArray<float>()).ToArray(), state.Flatten());
        Assert.IsTrue(kept.All(k => k.All(v => v != 0)), "the last output waits for the states");
        Assert.AreEqual(3, last.Count);
    });

    [TestMethod]
    public void Names_of_states_must_go_with_the_cell()
    {
        InGraph.FailsWith<ValueError>("state_name should be the same type as cell.state_size.", () => tf.nn.static_state_saving_rnn(rnn.LSTMCell(3),
            [tf.zeros((2, 4))], new Counting(), "c"));
        InGraph.FailsWith<ValueError>("#elems(state_name) != #elems(state_size): 3 vs. 2", () => tf.nn.static_state_saving_rnn(rnn.LSTMCell(3),
            [tf.zeros((2, 4))], new Counting(), ("c", "h", "g")));
    }

    [TestMethod]
    public void Weights_in_parts_compute_what_whole_ones_do() => InGraph.Run(() =>
    {
        var x = tf.random_uniform((2, 3, 4), seed: 4);
        var half = tf.constant_initializer(0.5);
        var whole = tf.nn.dynamic_rnn(rnn.LSTMCell(4, num_proj: 2, initializer: half), x, dtype: tf.float32, scope: "whole").Item1;
        var parts = tf.nn.dynamic_rnn(rnn.LSTMCell(4, num_proj: 2, initializer: half, num_unit_shards: 2, num_proj_shards: 2), x, dtype: tf.float32, scope: "parts").Item1;
        using var session = Started();
        var values = session.run([whole, parts]);
        CollectionAssert.AreEqual(values[0].ToArray<float>(), values[1].ToArray<float>());
    });

    [TestMethod]
    public void Doubles_with_lengths_and_dropout() => InGraph.Run(() =>
    {
        var x = tf.random_uniform((2, 3, 4), dtype: tf.float64, seed: 5);
        var (outputs, _) = tf.nn.dynamic_rnn(rnn.DropoutWrapper(rnn.LSTMCell(3), 0.8, seed: 6), x, tf.constant(new[] { 3, 1 }), dtype: tf.float64);
        using var session = Started();
        var values = session.run(outputs).ToArray<double>();
        Assert.IsTrue(values.Take(12).All(v => v != 0) && values.Skip(12).All(v => v == 0));
    });

    [TestMethod]
    public void What_a_BasicLSTMCell_saved_an_LSTMCell_of_its_name_restores()
    {
        using var folder = new TempFolder();
        float[] expected = [], actual = [];
        InGraph.Run(() =>
        {
            var output = tf.nn.dynamic_rnn(rnn.BasicLSTMCell(3), tf.ones((2, 3, 4)), dtype: tf.float32).Item1;
            using var session = Started();
            tf.train.Saver().save(session, folder["model"]);
            expected = session.run(output).ToArray<float>();
        });
        InGraph.Run(() =>
        {
            var output = tf.nn.dynamic_rnn(rnn.LSTMCell(3, name: "basic_lstm_cell"), tf.ones((2, 3, 4)), dtype: tf.float32).Item1;
            using var session = tf.Session();
            tf.train.Saver().restore(session, folder["model"]);
            actual = session.run(output).ToArray<float>();
        });
        foreach (var (e, a) in expected.Zip(actual)) Assert.AreEqual(e, a, 1e-6f);
    }

    private static float[] Values(TensorConvertible tensor)
    {
        using var session = tf.Session();
        return session.run((Fetch)tensor).ToArray<float>();
    }

    private static Session Started()
    {
        Graph.Default.Seed = 3;
        var session = tf.Session();
        session.run(tf.global_variables_initializer());
        return session;
    }

    /// <summary>Keeps states in variables and counts who asks.</summary>
    private sealed class Counting : IStateSaver
    {
        public List<string> Calls { get; } = [];

        public Dictionary<string, VariableBase> Kept { get; } = [];

        public TensorConvertible State(string name)
        {
            Calls.Add("read " + name);
            return Kept[name] = tf.get_variable(name, (2, name == "g" ? 2 : 3), initializer: tf.zeros_initializer(), trainable: false);
        }

        public Dependency SaveState(string name, TensorConvertible value)
        {
            Calls.Add("save " + name);
            return (Dependency)tf.assign(Kept[name], value);
        }
    }
}

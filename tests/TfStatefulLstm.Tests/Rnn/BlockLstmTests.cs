using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn;
using static TfStatefulLstm.Binding;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.Rnn;

// What lstm_ops_test.py and rnn_grad_test.py pin, beside the ops' own tests, the ladders (fused against loops, with lengths, in pieces) and the recorded cases. Not here:
// BlockLSTMV2, which no cell of TensorFlow 1.15 makes, and checkpoint_convert, whose checkpoints are cuDNN's.

/// <summary>The LSTMs that are one op against the one that is many.</summary>
[TestClass]
public sealed class BlockLstmTests
{
    private static readonly TfStatefulLstm.Facade.tensorflow_contrib_rnn rnn = tf.contrib.rnn;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void One_op_a_step_computes_what_many_do(bool peepholes) => InGraph.Run(() =>
    {
        var x = tf.random_uniform((2, 4, 3), -1.0, 1.0, seed: 1);
        var many = Loop(rnn.LSTMCell(4, use_peepholes: peepholes, forget_bias: 0.5), x);
        var one = Loop(rnn.LSTMBlockCell(4, use_peephole: peepholes, forget_bias: 0.5), x, reuse: true);
        Same(many, one);
    });

    [TestMethod]
    public void A_clip_is_one_of_values_and_none_of_gradients() => InGraph.Run(() =>
    {
        var x = tf.random_uniform((2, 4, 3), -1.0, 1.0, seed: 2);
        var many = Loop(rnn.LSTMCell(4, cell_clip: 0.05), x);
        var one = Loop(rnn.LSTMBlockCell(4, cell_clip: 0.05), x, reuse: true);
        Same(many[..3], one[..3]);
        Assert.ThrowsExactly<AssertFailedException>(() => Same(many, one));
    });

    [TestMethod]
    public void Their_weights_have_the_same_names_and_shapes()
    {
        string Weights(Action build)
        {
            var graph = InGraph.Run(build);
            using var current = graph.AsDefault();
            return string.Join("; ", tf.global_variables().Select(v => $"{v.Name} {v.Shape}"));
        }
        var x = new Func<Tensor>(() => tf.zeros((2, 3, 5)));
        var many = Weights(() => tf.nn.dynamic_rnn(rnn.LSTMCell(4), x(), dtype: tf.float32, scope: "rnn"));
        Assert.AreEqual("rnn/lstm_cell/kernel:0 (9, 16); rnn/lstm_cell/bias:0 (16,)", many);
        Assert.AreEqual(many, Weights(() => tf.nn.dynamic_rnn(rnn.LSTMBlockCell(4), x(), dtype: tf.float32, scope: "rnn")));
        Assert.AreEqual(many, Weights(() =>
        {
            using var scope = tf.variable_scope("rnn");
            rnn.LSTMBlockFusedCell(4, name: "lstm_cell").__call__(x(), dtype: tf.float32);
        }));
    }

    [TestMethod]
    public void Batch_and_time_may_be_known_in_the_run_only() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (-1, -1, 3));
        var (outputs, state) = rnn.LSTMBlockFusedCell(4).__call__(x, dtype: tf.float32);
        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        foreach (var (steps, rows) in new[] { (2, 5), (4, 1) })
        {
            var values = session.run([outputs, (Tensor)state["h"].Value], (x, new float[steps, rows, 3]));
            CollectionAssert.AreEqual(new long[] { steps, rows, 4 }, values[0].Dims.ToArray());
            CollectionAssert.AreEqual(values[0].ToArray<float>().TakeLast(rows * 4).ToArray(), values[1].ToArray<float>());
        }
    });

    [TestMethod]
    public void Wrong_uses()
    {
        Tensor X() => tf.zeros((2, 3, 5));
        InGraph.Fails<ValueError>("Either initial_state or dtype needs to be specified", () => rnn.LSTMBlockFusedCell(4).__call__(X()));
        InGraph.Fails<ValueError>("Expecting initial_state to be a tuple with length 2 or None", () => rnn.LSTMBlockFusedCell(4).__call__(X(), tf.zeros((3, 4))));
        InGraph.FailsWith<ValueError>("expected ndim=3, found ndim=2", () => rnn.LSTMBlockFusedCell(4).__call__(tf.zeros((2, 3)), dtype: tf.float32));
        InGraph.FailsWith<ValueError>("expects 1 inputs, but it received 2 input tensors",
            () => rnn.LSTMBlockFusedCell(4).__call__([tf.zeros((3, 5)), tf.zeros((3, 5))], dtype: tf.float32));
        InGraph.Fails<ValueError>("Expecting state to be a tuple with length 2.", () => rnn.LSTMBlockCell(4).__call__(tf.zeros((3, 5)), tf.zeros((3, 4))));
    }

    /// <summary>Outputs, both parts of the state, and the gradients for all weights.</summary>
    private static TensorConvertible[] Loop(RNNCell cell, Tensor x, bool reuse = false)
    {
        using var scope = tf.variable_scope(tf.get_variable_scope(), reuse: reuse);
        var (outputs, state) = tf.nn.dynamic_rnn(cell, x, dtype: tf.float32);
        return [outputs, .. state.Flatten(), .. tf.gradients(tf.reduce_sum(tf.square(outputs)), tf.trainable_variables()).Select(g => g!)];
    }

    private static void Same(TensorConvertible[] a, TensorConvertible[] b)
    {
        Graph.Default.Seed = 3;
        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        var values = session.run(a.Concat(b).Select(t => (Fetch)t).ToList()).Select(v => v.ToArray<float>()).ToArray();
        for (var i = 0; i < a.Length; i++)
            foreach (var (e, v) in values[i].Zip(values[a.Length + i])) Assert.AreEqual(e, v, 1e-5f, $"value {i}");
    }
}

using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Rnn;

[TestClass]
public sealed class BidirectionalRnnTests
{
    [TestMethod]
    public void With_lengths_the_unrolled_pair_computes_what_the_loops_do()
    {
        using var graph = new Graph().AsDefault();
        tf.set_random_seed(3);
        var x = tf.random_uniform(new[] { 2, 3, 2 }, seed: 1);
        var lengths = tf.constant(new[] { 3, 1 });
        var ((ahead, back), _) = tf.nn.bidirectional_dynamic_rnn(tf.nn.rnn_cell.GRUCell(4), tf.nn.rnn_cell.GRUCell(4), x, lengths, dtype: tf.float32);
        using (tf.variable_scope(tf.get_variable_scope(), reuse: true))
        {
            var (steps, _, _) = tf.nn.static_bidirectional_rnn(tf.nn.rnn_cell.GRUCell(4), tf.nn.rnn_cell.GRUCell(4), tf.unstack(x, axis: 1), dtype: tf.float32,
                sequence_length: lengths);
            var off = tf.reduce_max(tf.abs(tf.stack(steps.ToArray(), axis: 1) - tf.concat(new TensorLike[] { ahead, back }, 2)));
            using var sess = tf.Session();
            sess.run(tf.global_variables_initializer());
            Assert.AreEqual(0, Convert.ToDouble(sess.run(off).Boxed(0)), 1e-6);
        }
    }

    [TestMethod]
    public void There_are_as_many_cells_back_as_forth()
    {
        using var graph = new Graph().AsDefault();
        var e = Assert.ThrowsExactly<ValueError>(() => tf.contrib.rnn.stack_bidirectional_dynamic_rnn([tf.nn.rnn_cell.GRUCell(4), tf.nn.rnn_cell.GRUCell(4)],
            [tf.nn.rnn_cell.GRUCell(4)], tf.placeholder(tf.float32, (2, 3, 4)), dtype: tf.float32));
        Assert.AreEqual("Forward and Backward cells must have the same depth.", e.Message);
    }
}

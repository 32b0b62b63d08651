using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>Connectionist temporal classification and convolutions with holes, ported line by line: their graphs are Python's node for node, and their runs its numbers.</summary>
[TestClass]
public sealed class CtcAndDilations
{
    [TestMethod]
    public void Ctc_calls_make_Pythons_graph()
    {
        GoldenGraph.Check("ctc_calls", () =>
        {
            var x = tf.placeholder(tf.float32, (6, 2, 5), name: "x");
            var labels = tf.SparseTensor(new[,] { { 0L, 0 }, { 0, 1 }, { 1, 0 } }, new[] { 1, 1, 3 }, new[] { 2L, 2 });
            var loss = tf.nn.ctc_loss(labels, x, new[] { 6, 5 });
            tf.nn.ctc_loss(labels, tf.transpose(x, new[] { 1, 0, 2 }), new[] { 6, 5 }, preprocess_collapse_repeated: true, ctc_merge_repeated: false,
                ignore_longer_outputs_than_inputs: true, time_major: false);
            tf.gradients(tf.reduce_mean(loss), x);
            tf.nn.ctc_greedy_decoder(x, new[] { 6, 5 });
            var (beams, _) = tf.nn.ctc_beam_search_decoder(x, new[] { 6, 5 }, beam_width: 4, top_paths: 2, merge_repeated: false);
            tf.sparse_tensor_to_dense(beams[1], default_value: -1);
        });
        Assert.IsNull(TraceReplay.Run(Golden.Path("cases/ctc_calls")).Failure);
    }

    [TestMethod]
    public void Dilated_layers_make_Pythons_graph()
    {
        GoldenGraph.Check("dilated_layers", () =>
        {
            tf.set_random_seed(2);
            var x = tf.placeholder(tf.float32, (-1, 6, 5, 2), name: "x");
            var free = tf.placeholder(tf.float32, (-1, -1, -1, 2), name: "free");
            var l = tf.layers;
            Tensor[] outputs =
            [
                l.conv2d(x, 3, 3, dilation_rate: 2, padding: "same"), l.conv2d(x, 3, (2, 3), dilation_rate: (1, 2), activation: tf.nn.relu),
                l.conv2d(free, 2, 2, dilation_rate: 2), l.conv2d(free, 2, 3, dilation_rate: (2, 3), padding: "same", use_bias: false),
            ];
            tf.gradients(tf.add_n([.. outputs.Select(o => (TensorLike)tf.reduce_sum(o))]), tf.trainable_variables());
            tf.global_variables_initializer();
        });
        Assert.IsNull(TraceReplay.Run(Golden.Path("cases/dilated_layers")).Failure);
    }
}

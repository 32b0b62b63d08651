using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Ops.Functions;

/// <summary>tests/golden/programs/functions_nn.py, line by line.</summary>
[TestClass]
public sealed class NnFunctionsTests
{
    [TestMethod]
    public void Networks_losses_and_tables_are_the_nodes_that_Python_makes() => RecordedGraph.AssertSame("functions_nn", () =>
    {
        var x = tf.placeholder(tf.float32, [2, 3], name: "x");
        var z = tf.placeholder(tf.float32, [-1, 3], name: "z");
        var q = tf.placeholder(tf.float32, [2, 4, 3], name: "q");
        var r = tf.placeholder(tf.float32, [-1, -1, 3], name: "r");
        var image = tf.placeholder(tf.float32, [1, 6, 6, 2], name: "image");
        var labels = tf.placeholder(tf.float32, [2, 3], name: "labels");
        var classes = tf.placeholder(tf.int32, [2], name: "classes");
        var sequence = tf.placeholder(tf.int32, [2, 4], name: "sequence");
        var openSequence = tf.placeholder(tf.int32, [-1, -1], name: "open_sequence");
        var rate = tf.placeholder(tf.float32, [], name: "rate");
        var n = tf.placeholder(tf.int32, [], name: "n");
        Layers(x, z, q, image, rate, n);
        Losses(x, z, q, r, labels, classes, sequence, openSequence, n);
    });

    private static void Layers(Tensor x, Tensor z, Tensor q, Tensor image, Tensor rate, Tensor n)
    {
        tf.nn.bias_add(x, [1.0, 2.0, 3.0]);
        tf.nn.bias_add(image, [1.0, 2.0], data_format: "NHWC", name: "bias");
        tf.nn.xw_plus_b(x, [[1.0], [2.0], [3.0]], [0.5]);
        Ignore(tf.nn.relu(x), tf.nn.relu6(x), tf.nn.elu(x), tf.nn.selu(x), tf.nn.softplus(x), tf.nn.softsign(x), tf.nn.sigmoid(x), tf.nn.tanh(x));
        Ignore(tf.nn.softmax(x), tf.nn.softmax(z, name: "probabilities"), tf.nn.softmax(q, 1), tf.nn.log_softmax(x), tf.nn.softmax(x, dim: 1), tf.nn.softmax(q, axis: 0));
        Ignore(tf.nn.l2_loss(x), tf.nn.l2_normalize(x, 1));
        tf.nn.moments(x, [0]);
        tf.nn.moments(z, [1], keep_dims: true);
        tf.set_random_seed(5);
        Ignore(tf.nn.dropout(x, 0.5), tf.nn.dropout(z, keep_prob: 0.3, noise_shape: [1, 3], seed: 1), tf.nn.dropout(x, rate: 0.25, name: "drop"));
        Ignore(tf.nn.dropout(x, rate: rate), tf.nn.dropout(x, rate), tf.nn.dropout(x, 1.0), tf.nn.dropout(x, keep_prob: 1 - rate, seed: 2), tf.nn.dropout(z, 0.5, noise_shape: [n, 1]));
        tf.nn.conv2d(image, tf.ones([3, 3, 2, 4]), strides: [1, 1, 1, 1], padding: "SAME");
        tf.nn.conv2d(image, tf.ones([3, 3, 2, 4]), [1, 2, 2, 1], "VALID", name: "conv");
        tf.nn.max_pool(image, [1, 2, 2, 1], [1, 2, 2, 1], "SAME");
        tf.nn.avg_pool(image, ksize: [1, 2, 2, 1], strides: [1, 1, 1, 1], padding: "VALID", name: "mean");
    }

    private static void Losses(Tensor x, Tensor z, Tensor q, Tensor r, Tensor labels, Tensor classes, Tensor sequence, Tensor openSequence, Tensor n)
    {
        tf.nn.softmax_cross_entropy_with_logits(labels: labels, logits: x);
        tf.nn.softmax_cross_entropy_with_logits_v2(labels: labels, logits: z);
        tf.nn.softmax_cross_entropy_with_logits_v2(labels: q, logits: q, name: "deep");
        tf.nn.softmax_cross_entropy_with_logits(labels: r, logits: r);
        tf.nn.softmax_cross_entropy_with_logits_v2(labels: x, logits: x, axis: 0);
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels: classes, logits: x);
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels: sequence, logits: q);
        tf.nn.sparse_softmax_cross_entropy_with_logits(labels: openSequence, logits: r, name: "open");
        tf.nn.sigmoid_cross_entropy_with_logits(labels: labels, logits: x);
        tf.nn.in_top_k(x, classes, 2);
        tf.nn.top_k(x, 2);
        tf.nn.top_k(x, k: n, sorted: false);
    }

    private static void Ignore(params Tensor[] made) => Assert.IsNotEmpty(made);
}

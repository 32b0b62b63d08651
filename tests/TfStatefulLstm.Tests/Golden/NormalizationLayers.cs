using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>Batch normalization as a layer: batch_normalization.py, line by line. Its trace is replayed with the others.</summary>
[TestClass]
public sealed class NormalizationLayers
{
    [TestMethod]
    public void Batches() => GoldenGraph.Check("layers_batch_normalization", () =>
    {
        var x = tf.placeholder(tf.float32, (4, 3), name: "x");
        var z = tf.placeholder(tf.float32, (-1, 5, 2), name: "z");
        var training = tf.placeholder(tf.@bool, Shape.Scalar, name: "training");
        var one = tf.layers.batch_normalization(x, training: true);
        var two = tf.layers.batch_normalization(x, training: false, name: "still", center: false, momentum: 0.9, epsilon: 0.01);
        var three = tf.layers.batch_normalization(z, training: training, scale: false, beta_initializer: tf.ones_initializer());
        var four = tf.layers.batch_normalization(z, axis: 1, training: true, trainable: false, name: "axis", gamma_regularizer: tf.contrib.layers.l2_regularizer(0.5));
        var five = tf.layers.batch_normalization(x, training: true, name: "still", reuse: true, center: false, momentum: 0.9, epsilon: 0.01);
        tf.gradients(new[] { one, two, three, four, five }.Select(t => tf.reduce_sum(tf.square(t))).ToList(), [x, z, .. tf.trainable_variables()]);
        tf.global_variables_initializer();
    });

    [TestMethod]
    public void Images_are_refused_unless_the_fused_op_is()
    {
        InGraph.FailsWith<UnimplementedError>("pass fused: false", () => tf.layers.batch_normalization(tf.zeros(new Shape(2, 3, 3, 1))));
        InGraph.Run(() => Assert.AreEqual(new Shape(2, 3, 3, 1), tf.layers.batch_normalization(tf.zeros(new Shape(2, 3, 3, 1)), fused: false).Shape));
    }

    [TestMethod]
    public void What_cannot_be_normalized_is_refused()
    {
        InGraph.Fails<ValueError>("Invalid axis: 2", () => tf.layers.batch_normalization(tf.zeros((2, 3)), axis: 2));
        InGraph.FailsWith<ValueError>("Input has undefined `axis` dimension.", () => tf.layers.batch_normalization(tf.placeholder(tf.float32, (2, -1))));
    }
}

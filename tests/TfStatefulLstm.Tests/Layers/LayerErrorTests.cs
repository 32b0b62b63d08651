using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Layers;

/// <summary>What a wrong use of layers and losses is told: Python's errors, word for word.</summary>
[TestClass]
public sealed class LayerErrorTests
{
    [TestMethod]
    public void Unknown_depth() => InGraph.Fails<ValueError>("The last dimension of the inputs to `Dense` should be defined. Found `None`.",
        () => tf.layers.dense(tf.placeholder(tf.float32, (2, -1)), 3));

    [TestMethod]
    public void No_batch() => InGraph.Fails<ValueError>(
        "Input 0 of layer dense_1 is incompatible with the layer: : expected min_ndim=2, found ndim=1. Full shape received: [2]",
        () => tf.layers.dense(tf.placeholder(tf.float32, new[] { 2 }), 3));

    [TestMethod]
    public void Integers() => InGraph.Fails<TypeError>("Unable to build `Dense` layer with non-floating point dtype <dtype: 'int32'>",
        () => tf.layers.dense(tf.placeholder(tf.int32, (2, 4)), 3));

    [TestMethod]
    public void No_channels() => InGraph.Fails<ValueError>(
        "Input 0 of layer conv2d_1 is incompatible with the layer: expected ndim=4, found ndim=3. Full shape received: [2, 4, 4]",
        () => tf.layers.conv2d(tf.placeholder(tf.float32, (2, 4, 4)), 3, 2));

    [TestMethod]
    public void Unknown_padding() => InGraph.Fails<ValueError>(
        "The `padding` argument must be a list/tuple or one of \"valid\", \"same\" (or \"causal\", only for `Conv1D). Received: full",
        () => tf.layers.conv2d(tf.placeholder(tf.float32, (2, 4, 4, 1)), 3, 2, padding: "full"));

    [TestMethod]
    public void Holes_and_strides_do_not_go_together() => InGraph.FailsWith<ValueError>("strides > 1 not supported in conjunction with dilation_rate > 1",
        () => tf.layers.conv2d(tf.placeholder(tf.float32, (2, 4, 4, 1)), 3, 2, strides: 2, dilation_rate: 2));

    [TestMethod]
    public void Labels_of_another_shape() => InGraph.Fails<ValueError>("Shapes (3, 2) and (2, 3) are incompatible",
        () => tf.losses.mean_squared_error(tf.zeros((2, 3)), tf.zeros((3, 2))));

    [TestMethod]
    public void Weights_of_another_rank() => InGraph.Fails<ValueError>(
        "weights can not be broadcast to values. values.rank=2. weights.rank=1. values.shape=(2, 3). weights.shape=(3,).",
        () => tf.losses.mean_squared_error(tf.zeros((2, 3)), tf.zeros((2, 3)), weights: new[] { 1.0, 2.0, 3.0 }));

    [TestMethod]
    public void Weights_of_another_shape() => InGraph.Fails<ValueError>(
        "weights can not be broadcast to values. Mismatch at dim 1. values.shape=[2 3] weights.shape=[1 2].",
        () => tf.losses.mean_squared_error(tf.zeros((2, 3)), tf.zeros((2, 3)), weights: new[,] { { 1.0, 2.0 } }));

    [TestMethod]
    public void An_unknown_reduction() => InGraph.Fails<ValueError>("Invalid Reduction Key x.",
        () => tf.losses.mean_squared_error(tf.zeros((2, 3)), tf.zeros((2, 3)), reduction: "x"));
}

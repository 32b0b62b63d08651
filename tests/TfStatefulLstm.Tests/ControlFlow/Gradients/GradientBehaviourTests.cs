using TfStatefulLstm.ControlFlow.Gradients;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.ControlFlow.Gradients;

/// <summary>What <c>tf.gradients</c> gives at the borders of what it differentiates. (Functions, eager tapes and hessians, which TensorFlow tests beside it, are not part of this library.)</summary>
[TestClass]
public sealed class GradientBehaviourTests
{
    [TestMethod]
    public void Stopped_tensors_count_as_constants() => In(run =>
    {
        var a = tf.constant(3f);
        var b = a * 2.0;
        var c = a * b;
        Assert.AreEqual(12f, run(tf.gradients(c, a)[0]));
        Assert.AreEqual(6f, run(tf.gradients(c, a, stop_gradients: [b])[0]));
        Assert.AreEqual("6 3", string.Join(' ', tf.gradients(c, [a, b], stop_gradients: [a, b]).Select(run)));
        Assert.AreEqual(18f, run(tf.gradients([c, b], b, stop_gradients: [b], grad_ys: [tf.constant(5f), tf.constant(3f)])[0]));
        Assert.IsNull(tf.gradients(c, a, stop_gradients: [c])[0]);
    });

    [TestMethod]
    public void What_is_unconnected_is_nothing_or_zeros() => In(run =>
    {
        var (x, other) = (tf.constant(new[] { 1f, 2 }), tf.constant(new[,] { { 1f, 2 }, { 3, 4 } }));
        var none = tf.gradients(x * 2.0, [x, other]);
        Assert.IsNull(none[1]);
        var zeros = tf.gradients(x * 2.0, [x, other], unconnected_gradients: UnconnectedGradients.Zero);
        Assert.AreEqual(new Shape(2, 2), ((Tensor)zeros[1]!).Shape);
        Assert.AreEqual(0f, run(tf.reduce_sum(tf.abs((Tensor)zeros[1]!))));
        Assert.AreEqual(4f, run(tf.reduce_sum((Tensor)zeros[0]!)));
    });

    [TestMethod]
    public void Ys_that_depend_on_each_other_add_up() => In(run =>
    {
        var x = tf.constant(3f);
        var y = tf.square(x);
        var z = y * x;
        Assert.AreEqual(6f, run(tf.gradients(y, x)[0]));
        Assert.AreEqual(27f, run(tf.gradients(z, x)[0]));
        Assert.AreEqual(33f, run(tf.gradients([y, z], x)[0]));
        Assert.AreEqual(12f, run(tf.gradients([y, y], x)[0]));
        Assert.AreEqual(4f, run(tf.gradients([y, z], y)[0]), "one of itself, and x of z");
    });

    [TestMethod]
    public void What_lies_beyond_the_xs_is_not_differentiated() => In(run =>
    {
        // The op before x has no gradient; nobody asks for it.
        var x = tf.cast(tf.argmax(tf.constant(new[] { 1f, 7, 3 }), 0), tf.float32) + 0.5;
        Assert.AreEqual(3f, run(tf.gradients(x * x, x)[0]));
        var y = tf.constant(2f);
        Assert.IsNull(tf.gradients(tf.cast(tf.cast(y, tf.int32), tf.float32) * 3.0, y)[0]);
    });

    [TestMethod]
    public void The_gradient_that_arrives_is_multiplied() => In(run =>
    {
        var x = tf.constant(new[] { 1f, 2 });
        var g = (Tensor)tf.gradients(tf.square(x), x, grad_ys: [tf.constant(new[] { 10f, 0.5f })])[0]!;
        Assert.AreEqual(22f, run(tf.reduce_sum(g)));
        Assert.AreEqual(6f, run(tf.reduce_sum((Tensor)tf.gradients(tf.square(x), x, grad_ys: [null])[0]!)));
    });

    [TestMethod]
    [DataRow(AggregationMethod.AddN, "AddN")]
    [DataRow(AggregationMethod.ExperimentalTree, "AddN AddN AddN")]
    [DataRow(AggregationMethod.ExperimentalAccumulateN, "AccumulateNV2")]
    public void Gradients_that_meet_are_added_as_asked(AggregationMethod method, string nodes) => In(run =>
    {
        var x = tf.constant(2f);
        var y = tf.add_n([x * 1.0, x * 2.0, x * 3.0, x * 4.0]);
        var before = Graph.Default.Operations.Count;
        var gradient = tf.gradients(y, x, aggregation_method: method)[0];
        Assert.AreEqual(nodes, string.Join(' ', Graph.Default.Operations.Skip(before).Where(o => o.Type is "AddN" or "AccumulateNV2").Select(o => o.Type)));
        Assert.AreEqual(10f, run(gradient));
    });

    [TestMethod]
    public void Variables_that_are_not_trained_have_gradients_too() => In(_ =>
    {
        var state = tf.get_variable("state", [2], initializer: tf.ones_initializer(), trainable: false);
        var gradient = (Tensor)tf.gradients(tf.reduce_sum(tf.square(state * 3.0)) / 6.0, state)[0]!;
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        CollectionAssert.AreEqual(new[] { 3f, 3 }, sess.run(gradient).ToArray<float>());
    });

    [TestMethod]
    public void A_gradient_may_stand_in_the_loss() => In(run =>
    {
        var x = tf.constant(3f);
        var slope = (Tensor)tf.gradients(x * x * x, x)[0]!;
        Assert.AreEqual(18f, run(tf.gradients(slope, x)[0]));
        Assert.AreEqual(6f, run(tf.gradients((Tensor)tf.gradients(slope, x)[0]!, x)[0]));
    });

    private static void In(Action<Func<TensorConvertible?, float>> test)
    {
        using var graph = new Graph().AsDefault();
        test(g =>
        {
            using var sess = tf.Session();
            return sess.run((Tensor)g!).Item<float>();
        });
    }
}

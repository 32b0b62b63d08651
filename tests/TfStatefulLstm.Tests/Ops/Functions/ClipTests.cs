using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Ops.Functions;

/// <summary>What clipping makes of numbers; its nodes are in the case functions_math.</summary>
[TestClass]
public sealed class ClipTests
{
    private static readonly float[] Three = [-3, 0, 4];

    [TestMethod]
    public void A_global_norm_of_five_clipped_to_four_scales_all_by_four_fifths() => In(sess =>
    {
        var (a, b) = (tf.constant(new[] { -3f, 0 }), tf.constant(new[] { 4f }));
        var (clipped, norm) = tf.clip_by_global_norm([a, null, b], 4.0);
        Assert.IsNull(clipped[1]);
        Assert.AreEqual(5f, sess.run(norm).Item<float>());
        Near([-2.4f, 0], sess.run((Tensor)clipped[0]!));
        Near([3.2f], sess.run((Tensor)clipped[2]!));
        (clipped, _) = tf.clip_by_global_norm([a, b], 6.0);
        Near([-3, 0], sess.run((Tensor)clipped[0]!));
        (clipped, norm) = tf.clip_by_global_norm([a, b], 4.0, use_norm: tf.constant(8f));
        Near([-1.5f, 0], sess.run((Tensor)clipped[0]!));
        Assert.AreEqual(8f, sess.run(norm).Item<float>());
    });

    [TestMethod]
    [DataRow(float.PositiveInfinity)]
    [DataRow(float.NaN)]
    public void A_norm_that_is_not_finite_makes_everything_NaN(float odd) => In(sess =>
    {
        var (clipped, norm) = tf.clip_by_global_norm([tf.constant(new[] { -3f, 0 }), tf.constant(new[] { odd })], 4.0);
        Assert.IsFalse(float.IsFinite(sess.run(norm).Item<float>()));
        foreach (var c in clipped) Assert.IsTrue(sess.run((Tensor)c!).ToArray<float>().All(float.IsNaN));
    });

    [TestMethod]
    public void Nothing_is_divided_by_a_norm_of_zero() => In(sess =>
    {
        var (clipped, norm) = tf.clip_by_global_norm([tf.zeros(new[] { 2 }), tf.zeros(new[] { 1 })], 4.0);
        Assert.AreEqual(0f, sess.run(norm).Item<float>());
        foreach (var c in clipped) Assert.IsTrue(sess.run((Tensor)c!).ToArray<float>().All(v => v == 0));
        Near([0, 0], sess.run(tf.clip_by_norm(tf.zeros(new[] { 2 }), 3.0)));
    });

    [TestMethod]
    public void Rows_are_clipped_as_rows() => In(sess =>
    {
        var table = tf.get_variable("table", [4, 2], initializer: tf.ones_initializer());
        var rows = (IndexedSlices)tf.gradients(tf.reduce_sum(tf.gather(table, new[] { 3, 0 }) * 2.0), table)[0]!;
        var (clipped, norm) = tf.clip_by_global_norm([rows], 1.0);
        sess.run(tf.global_variables_initializer());
        Assert.AreEqual(4f, sess.run(norm).Item<float>());
        var result = (IndexedSlices)clipped[0]!;
        Near([0.5f, 0.5f, 0.5f, 0.5f], sess.run(result.Values));
        CollectionAssert.AreEqual(new[] { 3, 0 }, sess.run(result.Indices).AsType(DType.Int32).ToArray<int>());
    });

    [TestMethod]
    public void One_tensor_is_scaled_to_its_norm_or_along_axes() => In(sess =>
    {
        Near([-2.4f, 0, 3.2f], sess.run(tf.clip_by_norm(Three, 4.0)));
        Near([-3, 0, 4], sess.run(tf.clip_by_norm(Three, 10.0)));
        var matrix = tf.constant(new[,] { { -3f, 0, 4 }, { 0, 1, 0 } });
        Near([-2.4f, 0, 3.2f, 0, 1, 0], sess.run(tf.clip_by_norm(matrix, 4.0, axes: new[] { 1 })));
        Near([-2, 0, 2, 0, 1, 0], sess.run(tf.clip_by_norm(matrix, 2.0, axes: new[] { 0 })));
    });

    [TestMethod]
    public void The_gradient_of_a_norm_that_is_zero_is_finite() => In(sess =>
    {
        var x = tf.constant(new[] { 0f, 0 });
        Near([1, 1], sess.run((Tensor)tf.gradients(tf.clip_by_norm(x, 1.0), x)[0]!));
    });

    [TestMethod]
    public void Values_are_kept_within_bounds_each_with_a_shape_of_its_own() => In(sess =>
    {
        Near([-2, 0, 2], sess.run(tf.clip_by_value(Three, -2.0, 2.0)));
        Near([-3, 0, 1], sess.run(tf.clip_by_value(Three, new[] { -4f, -1, 0 }, new[] { 4f, 1, 1 })));
        Near([-4, 2, 5], sess.run(tf.clip_by_value(new[] { -9, 2, 7 }, -4, 5)).AsType(DType.Float32));
        var odd = sess.run(tf.clip_by_value(new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity }, -2.0, 2.0)).ToArray<float>();
        Assert.AreEqual("NaN 2 -2", string.Join(' ', odd));
        Assert.ThrowsExactly<ValueError>(() => tf.clip_by_value(tf.zeros(new[] { 2 }), tf.zeros(new[] { 3, 2 }), 1.0));
    });

    private static void Near(float[] expected, NDArray actual)
    {
        var values = actual.ToArray<float>();
        Assert.HasCount(expected.Length, values);
        for (var i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], values[i], 1e-6f);
    }

    private static void In(Action<Session> test)
    {
        using var graph = new Graph().AsDefault();
        using var sess = tf.Session();
        test(sess);
    }
}

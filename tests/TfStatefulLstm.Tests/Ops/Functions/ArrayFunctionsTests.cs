using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Ops.Functions;

/// <summary>tests/golden/programs/functions_array.py, line by line.</summary>
[TestClass]
public sealed class ArrayFunctionsTests
{
    [TestMethod]
    public void Constants_and_arrays_are_the_nodes_that_Python_makes() => RecordedGraph.AssertSame("functions_array", () =>
    {
        var x = tf.placeholder(tf.float32, [-1, 3], name: "x");
        var u = tf.placeholder(tf.float32, name: "u");
        var b = tf.placeholder(tf.int32, [], name: "b");
        var b64 = tf.placeholder(tf.int64, [], name: "b64");
        var lengths = tf.placeholder(tf.int32, [-1], name: "lengths");
        var k = tf.constant([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], name: "k");
        tf.placeholder_with_default([0.5, 1.5], [-1], name: "d");
        Constants(x, u, k, b, b64);
        Shapes(x, u, k, b, b64);
        Parts(x, k, b, b64, lengths);
    });

    private static void Constants(Tensor x, Tensor u, Tensor k, Tensor b, Tensor b64)
    {
        tf.constant(1);
        tf.constant([true, false]);
        tf.constant("text");
        tf.constant(["a", "bc"], name: "words");
        tf.constant(0.1, tf.float64);
        tf.constant(NDArray.Of(new[] { 1.5, 2.5 }), name: "array");
        tf.constant(NDArray.Of(new[] { 1.5, 2.5 }), tf.float32);
        tf.constant(7, tf.int64, [2, 3], name: "seven");
        tf.constant([1, 2], shape: [2, 2], name: "last_repeats");
        tf.constant(1.0, shape: [0, 3]);
        tf.constant([1.0, 2.0], tf.float16);
        tf.constant([[1, 2], [3, 4]], shape: [4]);
        tf.zeros([2, 3]);
        tf.zeros([2, 3], tf.int32);
        tf.zeros([], tf.@bool);
        tf.zeros([0]);
        tf.zeros([40, 40], name: "big");
        tf.zeros([b, 10]);
        tf.ones([b], tf.int32);
        tf.ones([4, b, 3]);
        tf.zeros(tf.shape(x));
        tf.zeros(tf.shape(u));
        tf.ones(new Shape(2), name: "two");
        tf.zeros_like(x);
        tf.zeros_like(k);
        tf.zeros_like(x, tf.int32);
        tf.ones_like(x);
        tf.ones_like(k, tf.float64);
        tf.ones_like(k, optimize: false);
        tf.fill([2, b], 9.0);
        tf.fill([2, 2], 9);
        tf.range(5);
        tf.range(1, b, 2);
        tf.range(0.0, 1.0, 0.25);
        tf.range(b64);
    }

    private static void Shapes(Tensor x, Tensor u, Tensor k, Tensor b, Tensor b64)
    {
        tf.shape(x);
        tf.shape(k);
        tf.shape(k, out_type: tf.int64);
        tf.shape([1, 2]);
        tf.size(x);
        tf.size(k);
        tf.rank(x);
        tf.rank(u);
        tf.reshape(x, [-1]);
        tf.reshape(x, [b, -1]);
        tf.reshape(k, (b64, 6));
        tf.reshape(k, new Shape(3, 2));
        tf.reshape(x, [tf.shape(x)[0], 1, 3]);
        tf.identity(k);
        tf.identity(3.0, name: "three");
        tf.stop_gradient(x);
        tf.expand_dims(x, 1);
        tf.expand_dims(k, dim: -1);
        tf.squeeze(tf.expand_dims(x, 1), [1]);
        tf.squeeze(tf.reshape(x, [1, -1]), squeeze_dims: 0);
        tf.squeeze(u);
        tf.transpose(x);
        tf.transpose(k, [1, 0]);
        tf.transpose(u);
        tf.transpose(u, perm: [0, 1], name: "turned");
        tf.concat([x, k], 0);
        tf.concat(axis: -1, values: [k, k, k]);
        tf.concat([x], 1);
        tf.concat([k], axis: 0, name: "alone");
        tf.concat([[1, 2], [b]], 0);
        tf.concat([tf.shape(x), [3]], 0);
        tf.stack([k, k]);
        tf.stack([k, x[..2]], axis: 1);
        tf.stack([1.0, 2.0]);
        tf.stack([b, 1, 2], name: "mixed");
        tf.stack([[1, b], [b, 2]]);
        tf.stack([[1.0, 2.0, 3.0], x[0]]);
        tf.stack([1, 2], axis: -1);
        tf.unstack(k);
        tf.unstack(k, axis: 1);
        tf.unstack(x, num: 2, name: "rows");
        tf.split(k, 3, 1);
        tf.split(x, [1, 2], axis: 1);
        tf.split(value: k, num_or_size_splits: 2);
        tf.tile(k, [b, 2]);
        tf.pad(k, [[1, 1], [0, 2]]);
        tf.pad(x, [[1, 1], [0, 2]], constant_values: 3.0);
        tf.pad(x, [[0, 0], [1, 1]], "REFLECT", name: "mirror");
    }

    private static void Parts(Tensor x, Tensor k, Tensor b, Tensor b64, Tensor lengths)
    {
        tf.slice(x, [0, 1], [-1, 2]);
        tf.slice(k, [b, 0], [1, -1]);
        tf.strided_slice(k, [0, 0], [2, 3], [1, 2]);
        tf.strided_slice(k, [0], [1], begin_mask: 1);
        _ = x[0];
        _ = x[b];
        _ = x[b64, 1];
        _ = x[.., 1];
        _ = x[.., -1];
        _ = x[Slice.Ellipsis, 0];
        _ = x[1..];
        _ = x[new Slice(null, b)];
        _ = x[new Slice(b, null), 1..2];
        _ = x[new Slice(null, null, 2), tf.newaxis];
        _ = x[0, new Slice(0, -1, 2)];
        _ = x[tf.newaxis, Slice.Ellipsis, b];
        _ = k[1][2];
        tf.gather(k, [1, 0]);
        tf.gather(x, lengths);
        tf.gather(k, [[0, 2]], axis: 1);
        tf.gather_nd(k, [[0, 1], [1, 2]]);
        tf.one_hot(lengths, 4);
        tf.one_hot([1, 2], b, on_value: 2.0, off_value: 0.5);
        tf.one_hot(lengths, 4, axis: 0, dtype: tf.int32, name: "hot");
        tf.one_hot(lengths, 4, on_value: true, off_value: false);
        tf.where(x > 1.0);
        tf.where([true, false]);
        tf.where(x > 1.0, x, -x);
        tf.boolean_mask(x, lengths > 0);
        tf.boolean_mask(k, [true, false, true], axis: 1);
        tf.reverse(k, [0]);
        tf.reverse(x, axis: [-1], name: "back");
        tf.reverse_sequence(k, [1, 3], seq_axis: 1, batch_axis: 0);
        tf.reverse_sequence(x, lengths, seq_dim: 1, batch_dim: 0);
        tf.sequence_mask(lengths);
        tf.sequence_mask(lengths, 5, tf.float32);
        tf.sequence_mask([1, 3], b, name: "mask");
        tf.invert_permutation([1, 0]);
        tf.broadcast_to(k, [2, 2, 3]);
    }
}

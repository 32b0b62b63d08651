using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Ops.Functions;

/// <summary>tests/golden/programs/functions_index.py, line by line.</summary>
[TestClass]
public sealed class IndexFunctionsTests
{
    [TestMethod]
    public void Indices_products_checks_and_names_are_those_that_Python_makes() => RecordedGraph.AssertSame("functions_index", () =>
    {
        var x = tf.placeholder(tf.float32, [2, 3], name: "x");
        var z = tf.placeholder(tf.float32, [-1, 3, 4], name: "z");
        var u = tf.placeholder(tf.float32, name: "u");
        var w = tf.constant(NDArray.From(Enumerable.Range(0, 12).Select(n => (double)n).ToArray(), 3, 4), tf.float32, name: "w");
        var i = tf.placeholder(tf.int32, [3], name: "i");
        Indices(x, z, u, w, i);
        Functions(x, u, w, i);
        var v = tf.Variable(tf.zeros([4, 3]), name: "v");
        var count = tf.Variable(0, name: "count");
        tf.scatter_nd_update(v, [[0], [1]], x);
        tf.count_up_to(count, 5);
        Names(x);
        Devices(x, v.Op);
    });

    private static void Indices(Tensor x, Tensor z, Tensor u, Tensor w, Tensor i)
    {
        tf.unique(i);
        tf.unique_with_counts(i, tf.int64);
        tf.setdiff1d(i, [1, 2]);
        tf.scatter_nd([[0], [2]], x, [4, 3]);
        tf.dynamic_partition(w, i, 3);
        tf.dynamic_stitch([[0, 2], [1]], [x, [[1.0, 2.0, 3.0]]]);
        tf.unsorted_segment_sum(w, i, 3);
        tf.broadcast_dynamic_shape(tf.shape(x), [1, 3]);
        tf.linspace(0.0, 1.0, 5);
        tf.tensordot(x, w, 1);
        tf.tensordot(x, w, ([1], [0]), name: "dot");
        tf.tensordot(z, w, ([1, 2], [0, 1]));
        tf.tensordot(z, w, ([-1], [1]));
        tf.tensordot(u, w, ([0], [0]));
    }

    private static void Functions(Tensor x, Tensor u, Tensor w, Tensor i)
    {
        tf.check_numerics(x, "not finite");
        tf.ensure_shape(u, [2, -1]);
        tf.Print(x, [x, i], "look: ", first_n: 1);
        Ignore(tf.tan(x), tf.asin(x), tf.acos(x), tf.atan(x), tf.sinh(x), tf.cosh(x), tf.asinh(x), tf.acosh(x), tf.atanh(x), tf.erfc(x), tf.atan2(x, x));
        Ignore(tf.nn.leaky_relu(x), tf.nn.leaky_relu(x, 0.1f, name: "leaky"));
        tf.nn.batch_normalization(x, x[0], x[1], null, null, 1e-3);
        tf.nn.batch_normalization(x, x[0], x[1], w[0, ..3], 2.0, 1e-3, name: "normal");
        Ignore(tf.convert_to_tensor(x), tf.convert_to_tensor([[1, 2]], tf.float32), tf.convert_to_tensor([i[0], 2], name: "packed_here"), tf.convert_to_tensor(3, preferred_dtype: tf.float64));
    }

    private static void Names(Tensor x)
    {
        Ignore(tf.identity(x, name: "Learning_rate"), tf.identity(x, name: "learning_rate"), tf.multiply(x, x), tf.multiply(x, x, name: "mul"), x * x);
        string inner;
        using (tf.name_scope("Scope"))
        {
            tf.identity(x, name: "a");
            using var scope = tf.name_scope("scope");
            inner = scope;
            tf.identity(x, name: "a");
        }
        using (tf.name_scope("scope"))
        {
            tf.identity(x, name: "a");
            using (tf.name_scope(null)) tf.identity(x, name: "a");
        }
        using (tf.name_scope(inner))
        {
            tf.identity(x, name: "a");
            tf.identity(x, name: inner);
        }
        using (tf.name_scope(null, "Default", x)) tf.identity(x, name: "scope/b");
    }

    private static void Devices(Tensor x, Operation v)
    {
        using var worker = tf.device("/job:worker/cpu:1");
        using (tf.device("/device:GPU:0")) tf.identity(x);
        using (tf.device((string?)null)) tf.identity(x);
        using (tf.colocate_with(v))
        {
            tf.identity(x);
            using (tf.colocate_with(x)) tf.identity(x);
        }
        using (tf.device(op => op.Type == "Neg" ? "/job:ps" : "/task:3")) tf.identity(-x);
    }

    private static void Ignore(params Tensor[] made) => Assert.IsNotEmpty(made);
}

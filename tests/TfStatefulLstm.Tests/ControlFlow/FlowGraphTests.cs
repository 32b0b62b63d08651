using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.ControlFlow;

/// <summary>tests/golden/programs/functions_flow.py, line by line.</summary>
[TestClass]
public sealed class FlowGraphTests
{
    [TestMethod]
    public void Loops_branches_and_arrays_are_the_nodes_that_Python_makes() => RecordedGraph.AssertSame("functions_flow", Build);

    internal static void Build()
    {
        var x = tf.placeholder(tf.float32, [2, 3], name: "x");
        var n = tf.placeholder(tf.int32, [], name: "n");
        var flag = tf.placeholder(tf.@bool, [], name: "flag");
        var outside = tf.constant(2.0, name: "outside");
        using (tf.name_scope("loops")) Loops(x, n, outside);
        using (tf.name_scope("arrays")) Arrays(x, n);
        using (tf.name_scope("branches")) Branches(x, n, flag, outside);
        using (tf.name_scope("order")) Order(x, n);
    }

    private static void Loops(Tensor x, Tensor n, Tensor outside)
    {
        tf.while_loop((i, s) => i < 4, (i, s) => (i + 1, s * outside + x), (tf.constant(0), x));
        tf.while_loop(v => tf.less(v[0].Value.Tensor, n), v => One(tf.add(v[0].Value.Tensor, 1)), One(0), name: "count");
        tf.while_loop(v => v[0].Value.Tensor < 3, v => Of(v[0].Value.Tensor + 1, tf.concat([v[1].Value.Tensor, x], 0)),
            Of(0, x), Nest<Shape>.Tuple(Shape.Scalar, new Shape(-1, 3)), parallel_iterations: 5, back_prop: false, swap_memory: true);
        tf.while_loop(v => tf.reduce_sum(v[1].Value.Tensor) < 100.0, v => Of(v[0].Value.Tensor + 1, v[1].Value.Tensor + 1.0),
            Of(0, x), maximum_iterations: 7);
        tf.while_loop(a => a < 5, a => a + 1, tf.constant(1), maximum_iterations: n);
        tf.while_loop(a => a < 5, a => a + 1, tf.constant(1));
        tf.while_loop(v => v[0].Value.Tensor < 3, v =>
        {
            var a = v[0].Value.Tensor;
            var next = a + 1;
            var inner = tf.while_loop(w => w[0].Value.Tensor < 2,
                w => Of(w[0].Value.Tensor + 1, w[1].Value.Tensor + x + tf.cast(a, tf.float32)), Of(0, v[1].Value));
            return Of(next, inner[1].Value);
        }, Of(0, x));
        using (tf.control_dependencies([outside]))
            tf.while_loop(v => v[0].Value.Tensor < 2, v => One(v[0].Value.Tensor + tf.constant(1)), One(0));
    }

    private static void Arrays(Tensor x, Tensor n)
    {
        var ta = tf.TensorArray(tf.float32, size: 3, clear_after_read: false, name: "ta");
        ta = ta.write(0, [1.0, 2.0]).write(1, [3.0, 4.0]);
        ta = ta.write(n, tf.ones([2]));
        ta.read(0);
        ta.stack();
        var rows = tf.TensorArray(tf.float32, size: n, dynamic_size: true, clear_after_read: false, tensor_array_name: "rows", element_shape: [3]).unstack(x);
        rows.size();
        rows.gather([1, 0]);
        var cut = tf.TensorArray(tf.float32, size: 2, infer_shape: false).split(x, [1, 1]);
        cut.concat();
        var filled = tf.while_loop(v => v[0].Value.Tensor < 3, v =>
        {
            var (i, t) = (v[0].Value.Tensor, v[1].Value.TensorArray!);
            var next = i + 1;
            return Of(next, t.write(i, rows.read(0) * tf.cast(i, tf.float32)));
        }, Of(0, tf.TensorArray(tf.float32, size: 3)));
        filled[1].Value.TensorArray!.stack(name: "filled");
        tf.TensorArray(tf.int32, 2).scatter([1, 0], tf.constant([5, 6])).identity().read(1);
    }

    private static void Branches(Tensor x, Tensor n, Tensor flag, Tensor outside)
    {
        tf.cond(flag, () => x + 1.0, () => outside * x);
        tf.cond(tf.less(n, 2), () => (x, n), () => (x * 2.0, n + 1), name: "pair");
        tf.cond(flag, () => tf.no_op(), () => tf.group(x));
        tf.cond(flag, () => tf.cond(n > 1, () => x, () => -x), () => tf.zeros_like(x));
        tf.while_loop(v => v[0].Value.Tensor < 3, v =>
        {
            var (a, b) = (v[0].Value.Tensor, v[1].Value.Tensor);
            var next = a + 1;
            return Of(next, tf.cond(a > 1, () => b * 2.0, () => b + x));
        }, Of(0, x));
        tf.cond(flag, () => tf.while_loop(v => v[0].Value.Tensor < n, v => One(v[0].Value.Tensor + 2), One(0)), () => One(n));
        tf.cond(flag, () => new[] { x }, () => new[] { x + 1.0 }, strict: true);
        tf.@case([(n < 1, () => x), (n > 5, () => x * 3.0)], @default: () => x - 1.0, exclusive: true);
        tf.@case([(n < 1, () => x), (n > 5, () => x * 3.0)]);
        tf.Assert(n > 0, [n]);
        tf.Assert(n > 0, [x, "text"], summarize: 2, name: "check");
    }

    private static void Order(Tensor x, Tensor n)
    {
        var g = tf.group([x, n], name: "both");
        tf.group();
        Tensor y;
        using (tf.device("/cpu:0")) y = tf.identity(x);
        tf.group(y, x);
        tf.tuple([(Dependency)x, n, tf.no_op()], control_inputs: [g]);
        using (tf.control_dependencies([g, y]))
        {
            using (tf.control_dependencies([n]))
            {
                tf.identity(y);
                _ = tf.constant(1.0) + y;
            }
            using (tf.control_dependencies(null)) tf.no_op(name: "free");
        }
        using (tf.colocate_with(y)) _ = x + y;
    }

    private static Nest<FlowValue> One(FlowValue value) => Nest<FlowValue>.Leaf(value);

    private static Nest<FlowValue> Of(FlowValue first, FlowValue second) => Nest<FlowValue>.Tuple(first, second);
}

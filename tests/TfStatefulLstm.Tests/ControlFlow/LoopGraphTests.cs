using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.ControlFlow;

/// <summary>tests/golden/programs/functions_loops.py, line by line.</summary>
[TestClass]
public sealed class LoopGraphTests
{
    [TestMethod]
    public void Loops_and_branches_over_variables_are_the_nodes_that_Python_makes() => RecordedGraph.AssertSame("functions_loops", () =>
    {
        var x = tf.placeholder(tf.float32, [3], name: "x");
        var n = tf.placeholder(tf.int32, [], name: "n");
        var flag = tf.placeholder(tf.@bool, [], name: "flag");
        var v = tf.get_variable("v", [3], initializer: tf.zeros_initializer());
        var w = tf.get_variable("w", [3], initializer: tf.ones_initializer());
        var res = tf.get_variable("res", [], initializer: tf.zeros_initializer(), use_resource: true);
        Variables(x, n, v, w, res);
        Branches(x, n, flag, v, w);
        Arrays(x, n);
        tf.global_variables_initializer();
    });

    private static void Variables(Tensor x, Tensor n, VariableBase v, VariableBase w, VariableBase res)
    {
        tf.while_loop(c => T(c, 0) < n, c =>
        {
            var (i, a) = (T(c, 0), T(c, 1));
            using (tf.control_dependencies([tf.assign_add(v, a)]))
            {
                var next = i + 1;
                return Of(next, tf.identity(a) + 1.0);
            }
        }, Of(0, x), name: "assigns");
        var once = tf.assign(w, w * 2.0);
        using (tf.control_dependencies([once]))
            tf.while_loop(i => i < 3, i => i + tf.constant(1), tf.constant(0), name: "after");
        var zeros = tf.zeros([3]);
        tf.while_loop(c => T(c, 0) < n, c =>
        {
            var next = T(c, 0) + 1;
            return Of(next, T(c, 1) + w);
        }, Of(0, zeros), name: "reads");
        tf.while_loop(c => T(c, 0) < n, c =>
        {
            var next = T(c, 0) + 1;
            return Of(next, T(c, 1) + res);
        }, Of(0, 1f), name: "resource");
        tf.while_loop(c => T(c, 0) < n, c =>
        {
            var held = tf.add(T(c, 0), 1);
            using (tf.control_dependencies([held, once])) return Nest<FlowValue>.List([(FlowValue)tf.identity(held)]);
        }, Nest<FlowValue>.List([(FlowValue)0]), name: "waits");
    }

    private static void Branches(Tensor x, Tensor n, Tensor flag, VariableBase v, VariableBase w)
    {
        tf.cond(flag, () => (Nest<FlowValue>)(FlowValue)v, () => (FlowValue)w, name: "ref");
        tf.cond(flag, () => (Nest<FlowValue>)(FlowValue)tf.assign(v, x), () => (FlowValue)tf.assign(w, -x), name: "assign");
        tf.cond(flag, () => ((Tensor)tf.assign_add(v, x)).Op, () => tf.no_op(), name: "quiet");
        tf.cond(flag, () => (x, tf.constant(1)), () => (tf.identity(v), n), name: "mixed");
    }

    private static void Arrays(Tensor x, Tensor n)
    {
        var ta = tf.TensorArray(tf.float32, size: 2, clear_after_read: false).unstack([[1.0, 2.0], [3.0, 4.0]]);
        var sums = tf.while_loop(c => T(c, 0) < 2, c =>
        {
            var (i, t) = (T(c, 0), c[1].Value.TensorArray!);
            var total = T(tf.while_loop(d => T(d, 0) < 2, d =>
            {
                var (j, s) = (T(d, 0), T(d, 1));
                var next = j + 1;
                return Of(next, s + ta.read(i)[j] * x[j]);
            }, Of(0, 0f)), 1);
            var after = i + 1;
            return Of(after, t.write(i, tf.cond(total > 4.0, () => total, () => -total)));
        }, Of(0, tf.TensorArray(tf.float32, 2)), name: "outer");
        sums[1].Value.TensorArray!.stack();
        var grown = tf.while_loop(c => T(c, 0) < n, c =>
        {
            using var scope = tf.name_scope("scan");
            var (i, t) = (T(c, 0), c[1].Value.TensorArray!);
            var next = i + 1;
            return Of(next, t.write(i, tf.cast(i, tf.float32) * x[0]));
        }, Of(0, tf.TensorArray(tf.float32, 0, dynamic_size: true)), parallel_iterations: 1);
        grown[1].Value.TensorArray!.stack();
    }

    private static Tensor T(Nest<FlowValue> values, int index) => values[index].Value.Tensor;

    private static Nest<FlowValue> Of(FlowValue first, FlowValue second) => Nest<FlowValue>.Tuple([first, second]);
}

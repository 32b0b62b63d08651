using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.ControlFlow;

/// <summary>What TensorFlow's tests of control flow and of TensorArrays pin, where the recorded graphs and traces of functions_flow, functions_loops, gradients_flow and
/// state_reads, DataflowTests, GradientTests, WrongUseTests and TensorArrayOpTests do not show it. What does not apply: eager mode, Python's own values as
/// predicates, and control flow version 2 in graphs that are built here.</summary>
[TestClass]
public sealed class FlowBehaviourTests
{
    [TestMethod]
    public void A_variable_is_assigned_in_every_iteration_and_an_op_outside_runs_once() => InGraph.Run(() =>
    {
        var (inside, outside) = (tf.Variable(1f), tf.Variable(5f));
        var once = tf.assign_add(outside, 2f);
        var (count, last) = tf.while_loop((i, _) => tf.less(i, 4), (i, s) =>
        {
            using (tf.control_dependencies([(Dependency)tf.assign_add(inside, s)])) return (i + 1, tf.identity(once) + 0f);
        }, (tf.constant(0), tf.constant(1f)));
        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        var (n, value) = session.run((count, last));
        Assert.AreEqual((4, 7f), (n.Item<int>(), value.Item<float>()));
        // The iterations carried 1, 7, 7 and 7.
        Assert.AreEqual((23f, 7f), (session.run(inside.value()).Item<float>(), session.run(outside.value()).Item<float>()));
    });

    [TestMethod]
    public void Loops_one_after_the_other_and_side_by_side_are_differentiated() => InGraph.Run(() =>
    {
        var v = tf.constant(1.5f);
        Tensor Power(Tensor x, int n) => tf.while_loop((i, _) => tf.less(i, n), (i, s) => (i + 1, s * v), (tf.constant(0), x)).Item2;
        // v * v^2 * v^3, and v^3 + v^4.
        var serial = tf.gradients(Power(Power(v, 2), 3), v)[0]!;
        var parallel = tf.gradients(Power(v, 2) + Power(v, 3), v)[0]!;
        AssertValues([6 * Math.Pow(1.5, 5), 3 * Math.Pow(1.5, 2) + 4 * Math.Pow(1.5, 3)], serial, parallel);
    });

    [TestMethod]
    public void What_is_stopped_in_a_loop_counts_as_a_constant() => InGraph.Run(() =>
    {
        var x = tf.constant(2f);
        Tensor Loop(Func<Tensor, Tensor> body) => tf.while_loop((i, _) => tf.less(i, 3), (i, s) => (i + 1, body(s)), (tf.constant(0), x)).Item2;
        var whole = tf.gradients(Loop(s => s * s), x)[0]!;
        var half = tf.gradients(Loop(s => s * tf.stop_gradient(s)), x)[0]!;
        // (x^8)' is 8 x^7; each step but for the stopped factor passes on s: x * x^2 * x^4.
        AssertValues([8 * 128, 128], whole, half);
    });

    [TestMethod]
    public void Branches_in_loops_and_loops_in_branches_are_differentiated() => InGraph.Run(() =>
    {
        var x = tf.constant(3f);
        var looped = tf.while_loop((i, _) => tf.less(i, 4), (i, s) => (i + 1, tf.cond(tf.equal(i % 2, 0), () => s * x, () => s + x)), (tf.constant(0), tf.constant(1f))).Item2;
        var branched = tf.cond(tf.greater(x, 2f), () => tf.while_loop((i, _) => tf.less(i, 3), (i, s) => (i + 1, s * x), (tf.constant(0), x)).Item2, () => x);
        // ((1 x + x) x + x)' = (2 x^2 + x)' and (x^4)'.
        AssertValues([4 * 3 + 1, 4 * 27], tf.gradients(looped, x)[0]!, tf.gradients(branched, x)[0]!);
    });

    [TestMethod]
    public void A_weight_in_nested_loops_gets_every_iterations_gradient() => InGraph.Run(() =>
    {
        var w = tf.Variable(1.1f);
        var outer = tf.while_loop((i, _) => tf.less(i, 3), (i, s) =>
            (i + 1, tf.while_loop((j, _) => tf.less(j, i + 1), (j, t) => (j + 1, t * w), (tf.constant(0), s), parallel_iterations: 10).Item2), (tf.constant(0), tf.constant(2f)),
            parallel_iterations: 10).Item2;
        AssertValues([2 * 6 * Math.Pow(1.1, 5)], tf.gradients(outer, w)[0]!);
    });

    [TestMethod]
    public void Rows_gathered_in_a_loop_give_rows_of_a_gradient() => InGraph.Run(() =>
    {
        var table = tf.Variable(new[,] { { 1f, 2f }, { 3f, 4f }, { 5f, 6f } });
        var sum = tf.while_loop((i, _) => tf.less(i, 4), (i, s) => (i + 1, s + tf.reduce_sum(tf.gather(table, i % 2)) * tf.cast(i, tf.float32)),
            (tf.constant(0), tf.constant(0f))).Item2;
        AssertValues([2, 2, 4, 4, 0, 0], tf.convert_to_tensor((TensorLike)tf.gradients(sum, table)[0]!));
    });

    [TestMethod]
    public void Reads_of_one_element_add_up_and_what_is_not_read_gets_zeros() => InGraph.Run(() =>
    {
        var x = tf.constant(new[] { 2f, 3f, 5f });
        var array = tf.TensorArray(tf.float32, 3, clear_after_read: false).unstack(x);
        AssertValues([0, 2 * 3 + 10, 0], tf.gradients(array.read(1) * array.read(1) + 10f * array.read(1), x)[0]!);
    });

    [TestMethod]
    public void An_element_that_is_cleared_is_not_read_twice() => InGraph.Run(() =>
    {
        var array = tf.TensorArray(tf.float32, 2).unstack(tf.constant(new[] { 2f, 3f }));
        var first = array.read(0);
        using var order = tf.control_dependencies([(Dependency)first]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => Run(array.read(0))).Message, "Could not read index 0 twice because it was cleared after a previous read (perhaps try setting clear_after_read = false?).");
    });

    [TestMethod]
    public void Grouped_tensors_wait_for_each_other() => InGraph.Run(() =>
    {
        var v = tf.Variable(1f);
        var waits = tf.tuple([tf.constant(4f), (TensorConvertible)tf.assign_add(v, 1f)]);
        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        Assert.AreEqual(4f, session.run(waits[0]).Item<float>());
        Assert.AreEqual(2f, session.run(v.value()).Item<float>());
        session.run(tf.group([(Dependency)tf.assign_add(v, 1f), (Dependency)waits[0]]));
        Assert.AreNotEqual(2f, session.run(v.value()).Item<float>());
    });

    private static void AssertValues(double[] expected, params TensorConvertible[] tensors)
    {
        var actual = Run(tensors).SelectMany(v => v.ToArray<float>()).ToArray();
        Assert.HasCount(expected.Length, actual);
        for (var i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], 1e-5 * Math.Max(1, Math.Abs(expected[i])), $"value {i}");
    }

    private static NDArray[] Run(params TensorConvertible[] tensors)
    {
        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        return session.run(tensors.Select(t => (Fetch)t).ToList());
    }
}

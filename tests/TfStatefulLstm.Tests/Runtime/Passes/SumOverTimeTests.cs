using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime;
using TfStatefulLstm.Runtime.Passes;

namespace TfStatefulLstm.Tests.Runtime.Passes;

[TestClass]
public sealed class SumOverTimeTests
{
    // sum += (x * i)^T (y - i), as often as n says.
    private const string Summing = """
        n = Placeholder
        x = Placeholder
        y = Placeholder
        start = Placeholder
        zero = Const {value: 0}
        i0 = Enter(zero) {frame_name: loop}
        limit = Enter(n) {frame_name: loop, is_constant: true}
        x_in = Enter(x) {frame_name: loop, is_constant: true}
        y_in = Enter(y) {frame_name: loop, is_constant: true}
        i = Merge(i0, i_next) {N: 2}
        less = Less(i, limit)
        go = LoopCond(less)
        i_switch = Switch(i, go)
        i_body = Identity(i_switch:1)
        one = Const(^i_body) {value: 1}
        i_plus = AddV2(i_body, one)
        i_next = NextIteration(i_plus)
        s0 = Enter(start) {frame_name: loop}
        s = Merge(s0, s_next) {N: 2}
        s_switch = Switch(s, go)
        a = Mul(x_in, i_body)
        b = Sub(y_in, i_body)
        term = MatMul(a, b) {transpose_a: true}
        s_plus = Add(s_switch:1, term)
        s_next = NextIteration(s_plus)
        s_exit = Exit(s_switch)
        """;

    private static TfStatefulLstm.Runtime.Loops.LoopPlan Lifted(string text)
    {
        var graph = new EngineGraph();
        graph.Extend(GraphText.Parse(text));
        var plan = Prune.Run(graph, [], ["s_exit:0"], []);
        Order.Run(plan);
        LiftLoops.Run(plan);
        return plan.Nodes.Single(n => n.Loop is not null).Loop!;
    }

    private static NDArray Whole(int rows, int columns) => NDArray.From(Enumerable.Range(0, rows * columns).Select(i => (float)(i % 7 - 3)).ToArray(), [rows, columns]);

    [TestMethod]
    public void The_body_collects_what_is_multiplied()
    {
        var loop = Lifted(Summing);
        Assert.AreEqual("i_plus a b", string.Join(" ", loop.Body.Select(s => s.Node.Name)));
        Assert.AreEqual("term s_plus", string.Join(" ", loop.Sums.Single().Steps.Select(s => s.Node.Name)));
    }

    [TestMethod]
    [DataRow(0, 3, DisplayName = "no iteration")]
    [DataRow(1, 3, DisplayName = "one iteration")]
    [DataRow(5, 3, DisplayName = "one product at the end")]
    [DataRow(12, 200, DisplayName = "several products")]
    [DataRow(3, 2000, DisplayName = "too many rows to collect")]
    [DataRow(3, 0, DisplayName = "no rows")]
    public void The_sum_is_that_of_the_single_products(int iterations, int rows)
    {
        using var batched = GraphText.Engine(Summing);
        using var single = GraphText.Engine(Summing, passes: false);
        foreach (var start in new[] { Whole(2, 4), (NDArray)0.5f })
        {
            // Whole numbers: every order of the terms gives the same sum.
            NDArray[] Run(ManagedEngine engine) => engine.Run("s_exit", "", ("n", (float)iterations), ("x", Whole(rows, 2)), ("y", Whole(rows, 4)), ("start", start));
            for (var run = 0; run < 3; run++)
            {
                var (expected, actual) = (Run(single)[0], Run(batched)[0]);
                Assert.AreEqual(expected.Shape, actual.Shape);
                CollectionAssert.AreEqual(expected.ToArray<float>(), actual.ToArray<float>());
            }
        }
    }

    [TestMethod]
    public void Matrices_that_do_not_fit_are_refused_by_the_product()
    {
        using var engine = GraphText.Engine(Summing);
        var error = Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("s_exit", "", ("n", 2f), ("x", Whole(3, 2)), ("y", Whole(2, 4)), ("start", 0f)));
        Assert.AreEqual(("term", "Matrix size-incompatible: In[0]: [3,2], In[1]: [2,4]"), (error.Op, error.Message));
    }

    [TestMethod]
    [DataRow("term = MatMul(a, b) {transpose_a: true}", "term = MatMul(a, b)", DisplayName = "not a product over rows")]
    [DataRow("s_plus = Add(s_switch:1, term)", "s_plus = Sub(s_switch:1, term)", DisplayName = "not a sum")]
    [DataRow("b = Sub(y_in, i_body)", "b = Sub(y_in, s_switch:1)", DisplayName = "a sum that is looked at")]
    [DataRow("i_plus = AddV2(i_body, one)", "i_plus = AddV2(i_body, term)", DisplayName = "a term that is used elsewhere")]
    public void Other_loop_variables_are_left_alone(string line, string other)
    {
        var loop = Lifted(Summing.Replace(line, other));
        Assert.AreEqual(0, loop.Sums.Length);
        Assert.IsTrue(loop.Body.Any(s => s.Node.Name == "term"));
    }
}

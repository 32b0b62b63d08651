using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime;
using TfStatefulLstm.Runtime.Passes;

namespace TfStatefulLstm.Tests.Runtime.Passes;

[TestClass]
public sealed class PassTests
{
    private static PlanGraph Pruned(string text, string[] fetches, string[]? feeds = null, string[]? targets = null)
    {
        var graph = new EngineGraph();
        graph.Extend(GraphText.Parse(text));
        return Prune.Run(graph, feeds ?? [], fetches, targets ?? []);
    }

    private static string Names(PlanGraph graph) => string.Join(" ", graph.Nodes.Select(n => n.Name));

    [TestMethod]
    public void Prune_keeps_what_fetches_and_targets_need()
    {
        const string text = "a = Const {value: 1}\nb = Neg(a)\nc = Neg(b)\nd = Neg(c, ^b)\ne = Neg(a)\nf = NoOp(^e)";
        var graph = Pruned(text, ["c:0"]);
        Order.Run(graph);
        Assert.AreEqual("a b c", Names(graph));
        graph = Pruned(text, ["d:0"], ["c:0"], ["f"]);
        Order.Run(graph);
        Assert.AreEqual("a b c:0 (fed) d e f", Names(graph), "b stays for its control edge");
    }

    [TestMethod]
    public void Order_is_that_of_the_graph_where_nothing_else_orders()
    {
        var graph = Pruned("z = Neg(c)\ny = Const {value: 1}\nx = AddV2(y, c)\nc = Const {value: 1}\nw = NoOp(^z, ^x)", [], null, ["w"]);
        Order.Run(graph);
        Assert.AreEqual("y c z x w", Names(graph));
    }

    [TestMethod]
    public void FoldConstants_computes_what_depends_on_constants_and_keeps_control_inputs()
    {
        var graph = Pruned("p = Placeholder\na = Const(^p) {value: 2}\nb = Const {value: 3}\nc = Mul(a, b)\nd = AddV2(c, p)", ["d:0"]);
        Order.Run(graph);
        FoldConstants.Run(graph);
        Assert.AreEqual("p c d", Names(graph));
        var folded = graph.Nodes[1];
        Assert.AreEqual(6f, folded.Constant!.Item<float>());
        Assert.AreEqual("p", folded.Controls.Single().Name);
    }

    [TestMethod]
    public void FoldConstants_leaves_random_draws_and_errors_to_the_run()
    {
        var graph = Pruned("s = Const {value: [2], dtype: int32}\nr = RandomUniform(s) {T: int32, dtype: float, seed: 1}\na = Const {value: [1 2]}\nb = Const {value: [1 2 3]}\nbad = AddV2(a, b)", ["r:0", "bad:0"]);
        Order.Run(graph);
        FoldConstants.Run(graph);
        Assert.AreEqual("s r a b bad", Names(graph));
    }

    [TestMethod]
    public void MergeEqualNodes_makes_one_of_what_is_the_same_and_heeds_control_inputs()
    {
        var graph = Pruned("p = Placeholder\na = Neg(p)\nb = Neg(p)\nc = Neg(p, ^a)\nd = Neg(a)\ne = Neg(b)\nf = AddN(a, b, c, d, e) {N: 5}", ["f:0"]);
        Order.Run(graph);
        MergeEqualNodes.Run(graph);
        Assert.AreEqual("p a c d f", Names(graph));
        Assert.AreEqual("a a c d d", string.Join(" ", graph.Nodes[^1].Inputs.Select(i => i.Node.Name)));
    }

    [TestMethod]
    public void MergeEqualNodes_keeps_random_draws_apart()
    {
        var graph = Pruned("s = Const {value: [2], dtype: int32}\nr = RandomUniform(s) {T: int32, dtype: float}\nq = RandomUniform(s) {T: int32, dtype: float}\nsum = AddV2(r, q)", ["sum:0"]);
        Order.Run(graph);
        MergeEqualNodes.Run(graph);
        Assert.AreEqual("s r q sum", Names(graph));
    }

    [TestMethod]
    public void BindVariables_gives_each_use_the_write_before_it()
    {
        var graph = Pruned("""
            v = VariableV2 {shape: []}
            read = Identity(v)
            x = Placeholder
            early = AddV2(read, x)
            set = Assign(v, early)
            late = AddV2(read, x, ^set)
            both = AddV2(early, late)
            """, ["both:0", "read:0", "set:0"]);
        Order.Run(graph);
        BindVariables.Run(graph);
        Assert.AreEqual("v x early set late both", Names(graph), "the read has dissolved");
        PlanNode Node(string name) => graph.Nodes.Single(n => n.Name == name);
        Assert.AreEqual(new PlanInput(Node("v"), 0), Node("early").Inputs[0]);
        Assert.AreEqual(new PlanInput(Node("set"), BindVariables.Version(0)), Node("late").Inputs[0]);
        Assert.AreEqual(new PlanInput(Node("v"), 0), graph.Fetches[1]);
        Assert.AreEqual(new PlanInput(Node("set"), BindVariables.Version(0)), graph.Fetches[2]);
        Assert.IsTrue(graph.Nodes.All(n => n.Controls.Length == 0));
    }
}

[TestClass]
public sealed class LiftLoopsTests
{
    private static PlanGraph Lifted(string text, params string[] fetches)
    {
        var graph = new EngineGraph();
        graph.Extend(GraphText.Parse(text));
        var plan = Prune.Run(graph, [], fetches, []);
        Order.Run(plan);
        LiftLoops.Run(plan);
        return plan;
    }

    private const string Loop = """
        n = Placeholder
        zero = Const {value: 0}
        i0 = Enter(zero) {frame_name: loop}
        limit = Enter(n) {frame_name: loop, is_constant: true}
        i = Merge(i0, i_next) {N: 2}
        less = Less(i, limit)
        go = LoopCond(less)
        i_switch = Switch(i, go)
        i_body = Identity(i_switch:1)
        one = Const(^i_body) {value: 1}
        i_plus = AddV2(i_body, one)
        i_next = NextIteration(i_plus)
        i_exit = Exit(i_switch)
        after = Neg(i_exit)
        """;

    [TestMethod]
    public void A_while_loop_becomes_one_node()
    {
        var graph = Lifted(Loop, "after:0");
        Assert.AreEqual("n zero loop after", string.Join(" ", graph.Nodes.Select(x => x.Name)));
        var loop = graph.Nodes[2].Loop!;
        Assert.AreEqual("less", string.Join(" ", loop.Condition.Select(s => s.Node.Name)));
        Assert.AreEqual("i_plus", string.Join(" ", loop.Body.Select(s => s.Node.Name)));
        Assert.IsTrue(loop.Body[0].MayForward[0], "the counter's memory is its next value's");
    }

    [TestMethod]
    public void Two_values_that_change_places_do()
    {
        using var engine = GraphText.Engine(Loop + """

            three = Const {value: 3}
            five = Const {value: 5}
            a0 = Enter(three) {frame_name: loop}
            b0 = Enter(five) {frame_name: loop}
            a = Merge(a0, a_next) {N: 2}
            b = Merge(b0, b_next) {N: 2}
            a_switch = Switch(a, go)
            b_switch = Switch(b, go)
            a_next = NextIteration(b_switch:1)
            b_next = NextIteration(a_switch:1)
            a_exit = Exit(a_switch)
            b_exit = Exit(b_switch)
            """);
        for (var n = 0; n < 4; n++)
            CollectionAssert.AreEqual(n % 2 == 0 ? new float[] { 3, 5 } : new float[] { 5, 3 }, engine.Floats("a_exit b_exit", "", ("n", (float)n)));
    }

    [TestMethod]
    public void A_loop_that_writes_or_follows_a_write_or_has_another_form_is_left_alone()
    {
        const string variable = """

            v = VariableV2 {shape: []}
            v_in = RefEnter(v) {frame_name: loop, is_constant: true}
            """;
        foreach (var (text, fetch) in new[]
        {
            (Loop.Replace("i_next = NextIteration(i_plus)", "i_next = NextIteration(i_plus, ^add)") + variable + "\nadd = AssignAdd(v_in, one)", "after:0"),
            (Loop.Replace("i0 = Enter(zero)", "i0 = Enter(zero, ^set)") + "\nv = VariableV2 {shape: []}\nset = Assign(v, zero)", "after:0"),
            (Loop.Replace("i_exit = Exit(i_switch)", "i_last = Neg(i_switch)\ni_exit = Exit(i_last)"), "after:0"),
            (Loop, "i_plus:0"),
        })
        {
            var graph = Lifted(text, fetch);
            Assert.IsTrue(graph.HasControlFlow, text);
            Assert.IsTrue(graph.Nodes.TrueForAll(x => x.Loop is null));
        }
    }

    private const string Summing = Loop + """

        s0 = Enter(zero) {frame_name: loop}
        s = Merge(s0, s_next) {N: 2}
        s_switch = Switch(s, go)
        s_plus = AddV2(s_switch:1, term)
        s_next = NextIteration(s_plus)
        s_exit = Exit(s_switch)
        """;

    [TestMethod]
    public void A_variable_without_a_value_is_named_from_inside_a_loop()
    {
        using var engine = GraphText.Engine(Summing + """

            v = VariableV2 {shape: []}
            read = Identity(v)
            term = Enter(read) {frame_name: loop, is_constant: true}
            init = Assign(v, zero)
            """);
        Assert.AreEqual("Attempting to use uninitialized value v", Assert.ThrowsExactly<FailedPreconditionError>(() => engine.Run("s_exit", "", ("n", 2f))).Message);
        CollectionAssert.AreEqual(new float[] { 0 }, engine.Floats("s_exit", "", ("n", 0f)), "no iteration, no use");
        engine.Run("", "init");
        CollectionAssert.AreEqual(new float[] { 0 }, engine.Floats("s_exit", "", ("n", 2f)));
    }

    [TestMethod]
    public void Random_draws_come_in_the_order_of_the_iterations_lifted_or_not()
    {
        const string text = Summing + """

            shape = Const(^i_body) {value: [2], dtype: int32}
            draw = RandomUniform(shape) {T: int32, dtype: float, seed: 3, seed2: 5}
            term = Mul(draw, i_body)
            """;
        using var lifted = GraphText.Engine(text);
        using var plain = GraphText.Engine(text, passes: false);
        for (var run = 0; run < 3; run++)
        {
            var values = lifted.Floats("s_exit", "", ("n", 5f), ("zero", new float[] { 0 }));
            CollectionAssert.AreEqual(values, plain.Floats("s_exit", "", ("n", 5f), ("zero", new float[] { 0 })));
            Assert.AreNotEqual(0f, values[0]);
        }
    }

    [TestMethod]
    public void An_error_inside_a_loop_names_the_node_and_a_time_limit_ends_it()
    {
        using var engine = GraphText.Engine(Summing + """

            pair = Const(^i_body) {value: [1 2]}
            term = AddV2(pair, wide)
            w = Placeholder
            wide = Enter(w) {frame_name: loop, is_constant: true}
            """);
        Assert.AreEqual("term", Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("i_exit s_exit", "", ("n", 2f), ("w", new float[3]))).Op);
        Assert.ThrowsExactly<DeadlineExceededError>(() => engine.Run(
            new Dictionary<string, NDArray> { ["n:0"] = float.PositiveInfinity, ["w:0"] = new float[2] }, ["s_exit:0"], [], new RunOptions(TimeoutInMs: 50)));
        CollectionAssert.AreEqual(new float[] { 2, 4 }, engine.Floats("s_exit", "", ("n", 2f), ("w", new float[2])));
    }
}

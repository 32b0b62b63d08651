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

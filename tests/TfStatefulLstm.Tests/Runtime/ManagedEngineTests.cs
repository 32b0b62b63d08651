using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm.Tests.Runtime;

[TestClass]
public sealed class ManagedEngineTests
{
    private const string Arithmetic = """
        a = Const {value: [1 2]}
        b = Const {value: [10 20]}
        sum = AddV2(a, b)
        product = Mul(sum, b)
        """;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Fetches_come_in_their_order_and_twice_if_asked_twice(bool passes)
    {
        using var engine = GraphText.Engine(Arithmetic, passes);
        CollectionAssert.AreEqual(new float[] { 110, 440, 11, 22, 110, 440 }, engine.Floats("product sum product"));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Any_tensor_can_be_fed_and_cuts_the_graph(bool passes)
    {
        using var engine = GraphText.Engine(Arithmetic, passes);
        CollectionAssert.AreEqual(new float[] { 10, 40, 1, 2 }, engine.Floats("product sum", "", ("sum", new float[] { 1, 2 })));
        CollectionAssert.AreEqual(new float[] { 110, 440 }, engine.Floats("product"));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Whoever_waits_for_a_fed_placeholder_waits_no_longer(bool passes)
    {
        using var engine = GraphText.Engine("x = Placeholder\ngroup = NoOp(^x)\na = Const {value: 1}\nb = Identity(a, ^x, ^group)", passes);
        CollectionAssert.AreEqual(new float[] { 1 }, engine.Floats("b", "group", ("x", 5f)));
        Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Floats("b"));
    }

    [TestMethod]
    public void A_graph_grows_between_runs()
    {
        using var engine = GraphText.Engine(Arithmetic);
        engine.Run("product");
        engine.Extend(GraphText.Parse("difference = Sub(product, a)"));
        CollectionAssert.AreEqual(new float[] { 109, 438 }, engine.Floats("difference"));
        Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Extend(GraphText.Parse("new = Sub(a, b)\nsum = Sub(a, b)")));
        Assert.ThrowsExactly<NotFoundError>(() => engine.Run("new"), "a refused extension must leave nothing behind");
    }

    [TestMethod]
    public void Unsupported_ops_are_named_all_at_once_when_a_run_needs_them()
    {
        using var engine = GraphText.Engine(Arithmetic + "\nodd/x = Frobnicate(a)\nodd/y = Twiddle(odd/x)\nz = Frobnicate(b)");
        CollectionAssert.AreEqual(new float[] { 11, 22 }, engine.Floats("sum"));
        var error = Assert.ThrowsExactly<UnimplementedError>(() => engine.Run("odd/y"));
        StringAssert.Contains(error.Message, "'odd/x' (Frobnicate), 'odd/y' (Twiddle)");
        Assert.IsFalse(error.Message.Contains("'z'"));
    }

    [TestMethod]
    public void Names_that_are_not_there_are_told()
    {
        using var engine = GraphText.Engine(Arithmetic);
        StringAssert.Contains(Assert.ThrowsExactly<NotFoundError>(() => engine.Run("sums")).Message, "sums");
        StringAssert.Contains(Assert.ThrowsExactly<NotFoundError>(() => engine.Run("sum:1")).Message, "sum:1");
        StringAssert.Contains(Assert.ThrowsExactly<NotFoundError>(() => engine.Run("", "summing")).Message, "summing");
        StringAssert.Contains(Assert.ThrowsExactly<NotFoundError>(() => engine.Run("sum", "", ("x", 1f))).Message, "x:0");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("product", "", ("sum", 1))).Message, "float but int32");
        engine.Extend(GraphText.Parse("dangling = AddV2(a, nowhere)"));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("dangling")).Message, "nowhere");
    }

    [TestMethod]
    public void A_cycle_that_is_no_loop_is_refused()
    {
        using var engine = GraphText.Engine("a = AddV2(b, c)\nb = AddV2(a, c)\nc = Const {value: 1}");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("a")).Message, "cycle");
    }

    [TestMethod]
    public void A_kernel_error_names_its_node()
    {
        using var engine = GraphText.Engine("a = Const {value: [1 2]}\nb = Const {value: [1 2 3]}\nsum/bad = AddV2(a, b)");
        Assert.AreEqual("sum/bad", Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("sum/bad")).Op);
    }

    [TestMethod]
    public void A_callable_gives_what_a_run_gives()
    {
        using var engine = GraphText.Engine(Arithmetic);
        using var callable = engine.MakeCallable(["a:0", "b:0"], ["product:0"], []);
        CollectionAssert.AreEqual(new float[] { 12 }, callable.Run([new float[] { 1 }, new float[] { 3 }])[0].ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 30 }, callable.Run([new float[] { 1 }, new float[] { 5 }])[0].ToArray<float>());
        Assert.ThrowsExactly<InvalidArgumentError>(() => callable.Run([new float[] { 1 }]));
    }

    [TestMethod]
    public void A_fetched_value_does_not_change_when_the_plan_runs_again()
    {
        using var engine = GraphText.Engine("a = Const {value: [1 2]}\nb = Mul(a, a)\nc = Mul(b, b)", passes: false);
        var first = engine.Run("b c", "", ("a", new float[] { 2, 3 }));
        engine.Run("b c", "", ("a", new float[] { 5, 7 }));
        CollectionAssert.AreEqual(new float[] { 4, 9 }, first[0].ToArray<float>());
        CollectionAssert.AreEqual(new float[] { 16, 81 }, first[1].ToArray<float>());
    }

    [TestMethod]
    public void A_disposed_engine_refuses_to_run()
    {
        var engine = GraphText.Engine(Arithmetic);
        engine.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => engine.Run("sum"));
    }

    [TestMethod]
    public void Every_malformed_node_is_refused_with_a_word()
    {
        foreach (var node in new[]
        {
            new NodeDef { Op = "NoOp" }, new NodeDef { Name = "n", Op = "AddV2", Input = { "^a", "b" } }, new NodeDef { Name = "n", Op = "AddV2", Input = { "a:x", "b" } },
            new NodeDef { Name = "n", Op = "AddV2", Input = { ":1", "b" } },
        })
        {
            using var engine = GraphText.Engine(Arithmetic);
            Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Extend(new GraphDef { Node = { node } }));
        }
    }

    [TestMethod]
    public void Edges_of_the_wrong_type_are_refused_before_anything_runs()
    {
        using var engine = GraphText.Engine("""
            i = Const {value: 1, dtype: int32}
            f = Const {value: 1}
            v = VariableV2 {shape: []}
            mixed = AddV2(f, i)
            no_reference = Assign(f, f)
            beyond = Neg(f:3)
            few = AddV2(f)
            """);
        Assert.AreEqual("Input 1 of node mixed was passed int32 from i:0 incompatible with expected float.", Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("mixed")).Message);
        Assert.AreEqual("Input 0 of node no_reference was passed float from f:0 incompatible with expected float_ref.", Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("", "no_reference")).Message);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("beyond")).Message, "invalid output 3");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Run("few")).Message, "expected 2 inputs but has 1");
    }
}

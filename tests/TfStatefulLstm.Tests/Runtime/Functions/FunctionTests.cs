using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm.Tests.Runtime.Functions;

/// <summary>Functions in a graph: calls, branches and loops of them, and what is refused.</summary>
[TestClass]
public sealed class FunctionTests
{
    private const string Twice = "double = AddV2(a, a)";

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_call_is_the_functions_body(bool passes)
    {
        using var engine = Engine(passes, "x = Placeholder\ny = Twice(x)\nz = Mul(y, x)\nafter = Identity(x, ^y)", Function("Twice", Twice, "double:z:0"));
        CollectionAssert.AreEqual(new float[] { 6, 18 }, engine.Floats("y z", "", ("x", 3f)));
        CollectionAssert.AreEqual(new float[] { 3 }, engine.Floats("after", "y", ("x", 3f)));
        CollectionAssert.AreEqual(new float[] { 30 }, engine.Floats("z", "", ("x", 3f), ("y", 10f)), "what is fed is not called for");
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Functions_call_functions_and_the_inner_calls_nodes_are_named_after_both(bool passes)
    {
        using var engine = Engine(passes, "x = Placeholder\ny = Outer(x)",
            Function("Outer", "once = Twice(a)\nagain = Twice(once:y:0)", "again:y:0"), Function("Twice", Twice, "double:z:0"));
        CollectionAssert.AreEqual(new float[] { 12 }, engine.Floats("y", "", ("x", 3f)));
        CollectionAssert.AreEqual(new float[] { 6 }, engine.Floats("y/once/double", "", ("x", 3f)));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void A_call_has_its_effects_when_any_output_is_used(bool passes)
    {
        var counting = Function("Counting", "one = Const {value: 1}\nadd = AssignAddVariableOp(v, one:output:0)", "a");
        counting.Signature.InputArg.Add(new OpDef.Types.ArgDef { Name = "v", Type = DataType.DtResource });
        using var engine = Engine(passes, """
            v = VarHandleOp {shape: []}
            zero = Const {value: 0}
            init = AssignVariableOp(v, zero)
            x = Placeholder
            y = Counting(x, v)
            read = ReadVariableOp(v)
            """, counting);
        engine.Run("", "init");
        engine.Run("y", "", ("x", 1f));
        engine.Run("", "y", ("x", 1f));
        CollectionAssert.AreEqual(new float[] { 2 }, engine.Floats("read"));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Only_the_branch_that_is_taken_has_effects(bool passes)
    {
        var fails = Function("Fails", "no = Const {value: [1 2]}\nbad = Reshape(a, two:output:0)\ntwo = Const {dtype: int32, value: [7]}", "bad:output:0");
        var graph = GraphText.Parse("x = Placeholder\np = Placeholder {dtype: bool}\nn = Placeholder {dtype: int32}");
        graph.Node.Add(Flow("If", "y", ["p", "x"], ("then_branch", "Twice"), ("else_branch", "Fails"), ("Tcond", DataType.DtBool)));
        graph.Node.Add(Flow("If", "z", ["n", "x"], ("then_branch", "Twice"), ("else_branch", "Minus"), ("Tcond", DataType.DtInt32)));
        graph.Library = new FunctionDefLibrary { Function = { fails, Function("Twice", Twice, "double:z:0"), Function("Minus", "m = Neg(a)", "m:y:0") } };
        using var engine = new ManagedEngine(graph, new EngineOptions { Passes = passes });
        CollectionAssert.AreEqual(new float[] { 4 }, engine.Floats("y", "", ("x", 2f), ("p", true)));
        Assert.ThrowsExactly<InvalidArgumentError>(() => engine.Floats("y", "", ("x", 2f), ("p", false)));
        CollectionAssert.AreEqual(new float[] { 4 }, engine.Floats("z", "", ("x", 2f), ("n", -3)), "a number that is not zero is true");
        CollectionAssert.AreEqual(new float[] { -2 }, engine.Floats("z", "", ("x", 2f), ("n", 0)));
    }

    [TestMethod]
    public void A_function_that_calls_itself_is_refused_by_the_calls_name()
    {
        using var engine = Engine(true, "x = Placeholder\ny = Endless(x)\nz = Neg(x)", Function("Endless", "again = Endless(a)", "again:y:0"));
        CollectionAssert.AreEqual(new float[] { -1 }, engine.Floats("z", "", ("x", 1f)));
        StringAssert.Contains(Assert.ThrowsExactly<UnimplementedError>(() => engine.Floats("y", "", ("x", 1f))).Message, "'y/again' (Endless)");
    }

    [TestMethod]
    public void A_graph_of_functions_that_come_to_millions_of_nodes_is_refused()
    {
        var functions = Enumerable.Range(0, 40).Select(i => i == 0 ? Function("F0", Twice, "double:z:0")
            : Function($"F{i}", $"p = F{i - 1}(a)\nq = F{i - 1}(p:y:0)", "q:y:0")).ToArray();
        StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => Engine(true, "x = Placeholder\ny = F39(x)", functions)).Message, "more than 1000000 nodes");
    }

    [TestMethod]
    public void All_unsupported_ops_of_a_run_are_named_with_their_nodes_those_in_functions_too()
    {
        using var engine = Engine(true, "x = Placeholder\ny = Odd(x)\nz = Quux(y)\nfine = Neg(x)", Function("Odd", "strange = Quuux(a)", "strange:y:0"));
        CollectionAssert.AreEqual(new float[] { -1 }, engine.Floats("fine", "", ("x", 1f)));
        var error = Assert.ThrowsExactly<UnimplementedError>(() => engine.Floats("z", "", ("x", 1f)));
        Assert.AreEqual("This run needs 2 operations that this engine does not support: 'y/strange' (Quuux), 'z' (Quux)", error.Message);
    }

    [TestMethod]
    public void What_does_not_fit_a_function_is_told()
    {
        Fails("x = Placeholder\ny = Twice(x, x)", "Function 'Twice' takes other arguments than the 2 that it is called with", Function("Twice", Twice, "double:z:0"));
        Fails("x = Placeholder\ny = Twice(x)", "Function 'Twice': Unknown input 'b'", Function("Twice", "double = AddV2(a, b)", "double:z:0"));
        Fails("x = Placeholder\ny = Twice(x)", "Function 'Twice': node 'double' (AddV2) has no output 'sum'", Function("Twice", Twice, "double:sum:0"));
        var other = Function("Twice", "double = Neg(a)", "double:y:0");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => Engine(true, "", Function("Twice", Twice, "double:z:0"), other)).Message,
            "Cannot add function 'Twice' because a different function with the same name already exists.");
        using var engine = Engine(true, "x = Placeholder\ny = Twice(x)", Function("Twice", Twice, "double:z:0"));
        Assert.ThrowsExactly<NotFoundError>(() => engine.Run("y:1", "", ("x", 1f)));

        static void Fails(string nodes, string message, FunctionDef function) =>
            StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => Engine(true, nodes, function)).Message, message);
    }

    private static ManagedEngine Engine(bool passes, string nodes, params FunctionDef[] functions)
    {
        var graph = GraphText.Parse(nodes);
        graph.Library = new FunctionDefLibrary { Function = { functions } };
        return new ManagedEngine(graph, new EngineOptions { Passes = passes });
    }

    /// <summary>A function of <c>a</c> that returns <c>y</c>, both floats.</summary>
    private static FunctionDef Function(string name, string nodes, string result) => new()
    {
        Signature = new OpDef
        {
            Name = name,
            InputArg = { new OpDef.Types.ArgDef { Name = "a", Type = DataType.DtFloat } },
            OutputArg = { new OpDef.Types.ArgDef { Name = "y", Type = DataType.DtFloat } },
        },
        NodeDef = { GraphText.Parse(nodes).Node },
        Ret = { ["y"] = result },
    };

    private static NodeDef Flow(string op, string name, string[] inputs, params (string Name, object Value)[] attrs)
    {
        var floats = AttrValues.Of(new[] { DType.Float32 });
        var node = new NodeDef { Name = name, Op = op, Input = { inputs }, Attr = { ["Tin"] = floats, ["Tout"] = floats } };
        foreach (var (key, value) in attrs)
            node.Attr.Add(key, value is string function ? new AttrValue { Func = new NameAttrList { Name = function } } : new AttrValue { Type = (DataType)value });
        return node;
    }
}

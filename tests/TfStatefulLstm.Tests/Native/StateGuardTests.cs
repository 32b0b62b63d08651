using TfStatefulLstm.Framework;
using TfStatefulLstm.Native;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm.Tests.Native;

[TestClass]
public sealed class StateGuardTests
{
    private static readonly Dictionary<string, int> References = new() { ["Assign"] = 1, ["AssignAdd"] = 1, ["ApplyGradientDescent"] = 1, ["RefSwitch"] = 1, ["IsVariableInitialized"] = 1 };

    [TestMethod]
    public void A_use_that_no_dependency_puts_after_the_assign_gets_a_copy_made_before_it()
    {
        var protection = Protect(["y"], ("v", "VariableV2", []), ("read", "Identity", ["v"]), ("y", "Neg", ["read"]), ("new", "Const", []), ("write", "Assign", ["v", "new"]), ("all", "NoOp", ["^y", "^write"]))!;
        Assert.AreEqual("DeepCopy(v)", Text(protection, "g/copy_0/v"));
        Assert.AreEqual("Neg(g/copy_0/v:0)", Text(protection, "g/y"));
        Assert.AreEqual("Assign(v:0, new:0, ^g/copy_0/v)", Text(protection, "g/write"));
        Assert.AreEqual("NoOp(^g/y, ^g/write)", Text(protection, "g/all"));
        Assert.AreEqual("g/y:0", protection.Instead(new TensorName("y", 0)).ToString());
        Assert.AreEqual("new", protection.Instead("new"));
    }

    [TestMethod]
    public void A_use_after_the_assign_stays_as_it_is() =>
        Assert.IsNull(Protect(["y"], ("v", "VariableV2", []), ("new", "Const", []), ("write", "Assign", ["v", "new"]), ("read", "Identity", ["v", "^write"]), ("y", "Neg", ["read"])));

    [TestMethod]
    public void A_use_between_two_assigns_gets_what_the_first_left()
    {
        var protection = Protect(["y"], ("v", "VariableV2", []), ("new", "Const", []), ("first", "Assign", ["v", "new"]), ("second", "AssignAdd", ["v", "new"]), ("y", "Neg", ["first"]), ("all", "NoOp", ["^second"]))!;
        Assert.AreEqual("DeepCopy(v, ^first)", Text(protection, "g/copy_1/v"));
        Assert.AreEqual("AssignAdd(v:0, new:0, ^first, ^g/copy_1/v)", Text(protection, "g/second"));
        Assert.AreEqual("Neg(g/copy_1/v:0)", Text(protection, "g/y"));
    }

    [TestMethod]
    public void A_fetched_reference_is_a_use()
    {
        var protection = Protect(["read"], ("v", "VariableV2", []), ("read", "Identity", ["v"]), ("new", "Const", []), ("write", "Assign", ["v", "new"]))!;
        Assert.AreEqual("g/copy_0/v:0", protection.Instead(new TensorName("read", 0)).ToString());
    }

    [TestMethod]
    public void A_use_in_a_branch_gets_the_copy_by_way_of_the_same_switch()
    {
        var protection = Protect(["y"], ("v", "VariableV2", []), ("p", "Const", []), ("switch", "Switch", ["v", "p"]), ("y", "Neg", ["switch:1"]), ("new", "Const", []), ("write", "Assign", ["v", "new"]))!;
        Assert.AreEqual("Switch(g/copy_0/v:0, p:0)", Text(protection, "g/copy_0/switch"));
        Assert.AreEqual("Neg(g/copy_0/switch:1)", Text(protection, "g/y"));
    }

    [TestMethod]
    public void Weights_that_an_optimizer_updates_are_not_copied() =>
        Assert.IsNull(Protect(["y"], ("v", "VariableV2", []), ("read", "Identity", ["v"]), ("y", "Neg", ["read"]), ("rate", "Const", []), ("write", "ApplyGradientDescent", ["v", "rate", "rate"])));

    [TestMethod]
    public void A_variable_that_a_branch_writes_is_left_alone() =>
        Assert.IsNull(Protect(["y"], ("v", "VariableV2", []), ("read", "Identity", ["v"]), ("y", "Neg", ["read"]), ("p", "Const", []), ("switch", "RefSwitch", ["v", "p"]), ("new", "Const", []), ("write", "Assign", ["v", "new"])));

    [TestMethod]
    public void A_fed_read_is_no_use()
    {
        var nodes = Nodes([("v", "VariableV2", []), ("read", "Identity", ["v"]), ("y", "Neg", ["read"]), ("new", "Const", []), ("write", "Assign", ["v", "new"])]);
        Assert.IsNull(StateGuard.Protect(nodes.FindAll(n => n.Name != "read"), [new TensorName("read", 0)], [], "g", References));
    }

    private static Protection? Protect(string[] fetches, params (string Name, string Op, string[] Inputs)[] nodes) =>
        StateGuard.Protect(Nodes(nodes), [], fetches.Select(f => new TensorName(f, 0)), "g", References);

    private static List<EngineNode> Nodes((string Name, string Op, string[] Inputs)[] nodes) => [.. nodes.Select((n, i) =>
    {
        var def = new NodeDef { Name = n.Name, Op = n.Op, Input = { n.Inputs } };
        if (n.Op == "VariableV2") def.Attr["dtype"] = new AttrValue { Type = DataType.DtFloat };
        return new EngineNode(def, i);
    })];

    private static string Text(Protection protection, string name)
    {
        var node = protection.Nodes.Single(n => n.Name == name);
        return $"{node.Op}({string.Join(", ", node.Input)})";
    }
}

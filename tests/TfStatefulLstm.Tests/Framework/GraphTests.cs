using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Framework;

[TestClass]
public class GraphTests
{
    private static Tensor Constant(Graph graph, TensorLike value, string name = "Const") => value.ToTensor(graph, name: name);

    [TestMethod]
    public void Names_are_unique_whatever_their_case()
    {
        var g = new Graph();
        Assert.AreEqual("Learning_rate", Constant(g, 1f, "Learning_rate").Op.Name);
        Assert.AreEqual("learning_rate_1", Constant(g, 1f, "learning_rate").Op.Name);
        Assert.AreEqual("learning_rate_1_1", Constant(g, 1f, "learning_rate_1").Op.Name);
        Assert.AreEqual("LEARNING_RATE_2", Constant(g, 1f, "LEARNING_RATE").Op.Name);
    }

    [TestMethod]
    public void Name_scopes_nest_count_and_reopen()
    {
        var g = new Graph();
        string first;
        using (var scope = g.NameScope("a"))
        {
            first = scope;
            Assert.AreEqual("a/Const", Constant(g, 1).Op.Name);
            using (g.NameScope("_b")) Assert.AreEqual("a/_b/Const", Constant(g, 1).Op.Name);
            using (g.NameScope(null)) Assert.AreEqual("Const", Constant(g, 1).Op.Name);
        }
        Assert.AreEqual("a/", first);
        using (g.NameScope("a")) Assert.AreEqual("a_1/Const", Constant(g, 1).Op.Name);
        using (g.NameScope(first)) Assert.AreEqual("a/Const_1", Constant(g, 1).Op.Name);
    }

    [TestMethod]
    [DataRow("_leading")]
    [DataRow("with space")]
    [DataRow("trailing\n")]
    public void An_invalid_scope_name_is_refused(string name)
    {
        var e = Assert.ThrowsExactly<ValueError>(() => new Graph().NameScope(name));
        Assert.AreEqual($"'{name}' is not a valid scope name", e.Message);
    }

    [TestMethod]
    public void Constants_take_the_type_of_the_other_operand_and_tensors_keep_theirs()
    {
        var g = new Graph();
        var x = Constant(g, 2f);
        Assert.AreEqual(DType.Float32, (x * 10.0).DType);
        Assert.AreEqual("mul_1/y", (x * 3).Op.Inputs[1].Op.Name);
        Assert.AreEqual(DType.Float32, (x + (NDArray)3).DType);
        var e = Assert.ThrowsExactly<TypeError>(() => x + Constant(g, 3));
        StringAssert.Contains(e.Message, "has type int32 that does not match type float32 of argument 'x'");
        Assert.ThrowsExactly<TypeError>(() => Constant(g, 1) + 2.5);
    }

    [TestMethod]
    public void Tensors_are_found_by_name_and_misses_say_why()
    {
        var g = new Graph();
        var x = Constant(g, 1, "x");
        Assert.AreSame(x, g.TensorByName("x:0"));
        StringAssert.Contains(Assert.ThrowsExactly<ValueError>(() => g.TensorByName("x")).Message, "Perhaps you meant \"x:0\"?");
        StringAssert.Contains(Assert.ThrowsExactly<KeyError>(() => g.TensorByName("x:1")).Message, "exists but only has 1 outputs");
        StringAssert.Contains(Assert.ThrowsExactly<KeyError>(() => g.TensorByName("y:0")).Message, "'y', does not exist in the graph");
    }

    [TestMethod]
    public void A_finalized_graph_and_a_tensor_of_another_are_refused()
    {
        var (g, other) = (new Graph(), new Graph());
        var (x, y) = (Constant(g, 1), Constant(other, 1));
        StringAssert.Contains(Assert.ThrowsExactly<ValueError>(() => x + y).Message, "must be from the same graph");
        g.finalize();
        Assert.AreEqual("Graph is finalized and cannot be modified.", Assert.ThrowsExactly<RuntimeError>(() => x + 1).Message);
    }

    [TestMethod]
    public void Control_dependencies_reach_new_ops_but_not_those_that_follow_from_them()
    {
        var g = new Graph();
        var (a, b) = (Constant(g, 1, "a"), Constant(g, 1, "b"));
        using (g.ControlDependencies([a.Op, b.Op]))
        {
            // The literal is made in the scope and waits for both; the sum has it as an input and so waits already.
            var c = a + 1;
            CollectionAssert.AreEqual(new[] { "a", "b" }, c.Op.Inputs[1].Op.ControlInputs.Select(o => o.Name).ToArray());
            Assert.IsEmpty(c.Op.ControlInputs);
            Assert.AreEqual("a", (b * b).Op.ControlInputs.Single().Name);
            using (g.ControlDependencies(null)) Assert.IsEmpty((b * b).Op.ControlInputs);
        }
        Assert.IsEmpty((b * b).Op.ControlInputs);
    }

    [TestMethod]
    public void Devices_merge_from_the_inside_out()
    {
        var g = new Graph();
        using (g.Device("/job:worker/cpu:1"))
        using (g.Device("/device:GPU:0"))
        {
            Assert.AreEqual("/job:worker/device:GPU:0", Constant(g, 1).Op.Device);
            using (g.Device((string?)null)) Assert.AreEqual("", Constant(g, 1).Op.Device);
        }
        Assert.ThrowsExactly<ValueError>(() => g.Device("/nowhere:1"));
    }

    [TestMethod]
    public void Colocation_names_the_group()
    {
        var g = new Graph();
        var x = Constant(g, 1, "x");
        using (g.ColocateWith(x.Op))
        {
            var y = Constant(g, 1, "y");
            Assert.AreEqual("loc:@x", y.Op.ColocationGroups().Single());
        }
    }

    [TestMethod]
    public void The_default_graph_follows_the_async_flow()
    {
        var g = new Graph();
        using (g.AsDefault())
        {
            Graph? seen = null;
            var thread = new Thread(() => seen = Graph.Default);
            thread.Start();
            thread.Join();
            Assert.AreSame(g, seen);
            Assert.AreSame(g, Task.Run(() => Graph.Default).GetAwaiter().GetResult());
            Assert.ThrowsExactly<RuntimeError>(Graph.ResetDefault);
        }
        Assert.AreNotSame(g, Graph.Default);
    }

    [TestMethod]
    public void Collections_filter_by_scope_from_the_start_of_the_name()
    {
        var g = new Graph();
        g.AddToCollection("c", Constant(g, 1, "a/x"));
        g.AddToCollection("c", Constant(g, 1, "b/a"));
        g.AddToCollection("c", "no name");
        Assert.HasCount(3, g.Collection("c"));
        Assert.AreEqual("a/x:0", ((Tensor)g.Collection("c", "a").Single()).Name);
        Assert.IsEmpty(g.Collection("none"));
    }
}

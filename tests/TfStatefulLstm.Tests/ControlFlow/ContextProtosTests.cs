using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.ControlFlow;

[TestClass]
public sealed class ContextProtosTests
{
    [TestMethod]
    public void Contexts_come_back_from_their_wire_forms_with_all_that_is_nested_in_them()
    {
        var graph = RecordedGraph.AssertSame("functions_flow", FlowGraphTests.Build);
        var loops = graph.Collection("while_context").Cast<WhileContext>().ToArray();
        var branches = graph.Collection("cond_context").Cast<CondContext>().ToArray();
        Assert.IsTrue(loops.Any(l => l.ToProto(null).NestedContexts.Count > 0) && branches.Any(b => b.ToProto(null).NestedContexts.Count > 0));
        var contexts = graph.Operations.Select(o => o.ControlFlowContext?.Name).ToArray();
        foreach (var loop in loops)
        {
            var def = loop.ToProto(null);
            Assert.AreEqual(def, ContextProtos.FromProto(graph, def, null).ToProto(null), loop.Name);
        }
        foreach (var branch in branches)
        {
            var def = branch.ToProto(null);
            Assert.AreEqual(def, ContextProtos.FromProto(graph, def, null).ToProto(null), branch.Name);
        }
        // The ops belong to contexts of the same names again, now those that were read.
        CollectionAssert.AreEqual(contexts, graph.Operations.Select(o => o.ControlFlowContext?.Name).ToArray());
        Assert.IsFalse(graph.Operations.Any(o => o.ControlFlowContext is not null && loops.Contains(o.ControlFlowContext)));
    }

    [TestMethod]
    public void Names_are_told_from_the_exported_scope_on()
    {
        var graph = new Graph();
        using var current = graph.AsDefault();
        using (tf.name_scope("outer")) tf.while_loop(i => i < 3, i => i + 1, tf.constant(0));
        var loop = (WhileContext)graph.Collection("while_context")[0];
        var def = loop.ToProto("outer");
        Assert.AreEqual("while/while_context", def.ContextName);
        Assert.AreEqual("while/LoopCond:0", def.PivotName);
        Assert.AreEqual("while/Exit:0", def.LoopExitNames[0]);
        Assert.IsTrue(def.ValuesDef.Values.All(v => v.StartsWith("while/", StringComparison.Ordinal)));
        Assert.AreEqual(loop.ToProto(null), ContextProtos.FromProto(graph, def, "outer").ToProto(null));
    }

    [TestMethod]
    public void A_wire_form_that_says_nothing_is_refused() =>
        Assert.ThrowsExactly<ValueError>(() => ContextProtos.FromProto(new Graph(), new ControlFlowContextDef(), null));
}

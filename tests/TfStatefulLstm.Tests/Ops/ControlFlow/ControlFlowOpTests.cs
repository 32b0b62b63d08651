using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.ControlFlow;

/// <summary>What is known of shapes in loops and branches, and the ops beside them that have kernels: stacks and assertions.</summary>
[TestClass]
public sealed class ControlFlowOpTests
{
    private static readonly Dictionary<string, object> s_frame = new() { ["frame_name"] = "f" };

    [TestMethod]
    public void Loop_variables_enter_without_a_shape_and_constants_with_theirs()
    {
        Assert.AreEqual(Shape.Unknown, OpCase.Infer("Enter", s_frame, [new Shape(2)])[0]);
        Assert.AreEqual(new Shape(2), OpCase.Infer("Enter", new(s_frame) { ["is_constant"] = true }, [new Shape(2)])[0]);
        Assert.AreEqual(new Shape(2), OpCase.Infer("RefEnter", s_frame, [new Shape(2)])[0]);
        foreach (var op in new[] { "Exit", "NextIteration", "RefExit", "RefNextIteration" }) Assert.AreEqual(new Shape(2), OpCase.Infer(op, [], [new Shape(2)])[0], op);
    }

    [TestMethod]
    public void A_merge_knows_what_all_its_inputs_agree_on()
    {
        Assert.AreEqual(new Shape(2, -1), Merge(new Shape(2, 3), new Shape(2, 4)));
        Assert.AreEqual(new Shape(2, -1), Merge(new Shape(2, 3), new Shape(2, -1)));
        Assert.AreEqual(Shape.Unknown, Merge(new Shape(2), new Shape(2, 1)));
        Assert.AreEqual(Shape.Unknown, Merge(new Shape(2), Shape.Unknown));
        CollectionAssert.AreEqual(new[] { new Shape(2), new Shape(2) }, OpCase.Infer("Switch", [], [new Shape(2), Shape.Scalar]));
        var e = Assert.ThrowsExactly<InvalidArgumentError>(() => OpCase.Infer("Switch", [], [new Shape(2), new Shape(1)]));
        Assert.AreEqual("Shape must be rank 0 but is rank 1", e.Message);
        Assert.ThrowsExactly<InvalidArgumentError>(() => OpCase.Infer("LoopCond", [], [new Shape(1)]));
    }

    [TestMethod]
    [DataRow("V2")]
    [DataRow("")]
    public void A_stack_gives_back_the_last_value_first(string version)
    {
        var attrs = new Dictionary<string, object> { ["elem_type"] = DType.Float32, ["stack_name"] = "s" };
        var stack = (version == "V2" ? new OpCase("StackV2", -1) { Attrs = attrs } : new OpCase("Stack") { Attrs = attrs }).Run()[0];
        NDArray a = 1f, b = 2f;
        Assert.AreSame(a, new OpCase("StackPush" + version, stack, a).Run()[0]);
        new OpCase("StackPush" + version, stack, b).Run();
        Assert.AreSame(b, Pop());
        Assert.AreSame(a, Pop());
        StringAssert.EndsWith(Assert.ThrowsExactly<InvalidArgumentError>(() => Pop()).Message, "] is empty when calling Pop().");
        new OpCase("StackClose" + version, stack).Run();
        StringAssert.EndsWith(Assert.ThrowsExactly<InvalidArgumentError>(() => Pop()).Message, "] has already been closed.");
        Assert.AreEqual(new Shape(2), OpCase.Infer("Stack" + version, attrs, version == "V2" ? [Shape.Scalar] : [])[0]);

        NDArray Pop() => new OpCase("StackPop" + version, stack) { Attrs = { ["elem_type"] = DType.Float32 } }.Run()[0];
    }

    [TestMethod]
    public void A_full_stack_takes_no_more()
    {
        var stack = new OpCase("StackV2", 1) { Attrs = { ["elem_type"] = DType.Float32, ["stack_name"] = "s" } }.Run()[0];
        new OpCase("StackPushV2", stack, 1f).Run();
        StringAssert.EndsWith(Assert.ThrowsExactly<InvalidArgumentError>(() => new OpCase("StackPushV2", stack, 1f).Run()).Message, "] overflowed its max_size (1)");
    }

    [TestMethod]
    public void A_failed_assertion_shows_its_data_as_TensorFlow_prints_it()
    {
        NDArray[] data = [new float[] { 1.5f, 2 }, new[,] { { 1, 2 }, { 3, 4 } }, "x", true, 1e-5f, 1e20f, float.NaN];
        new OpCase("Assert", [false, .. data]) { Attrs = { ["summarize"] = 3 } }.Fails<InvalidArgumentError>("assertion failed: [1.5 2] [[1 2][3...]...] [x] [1] [1e-05] [1e+20] [nan]");
        new OpCase("Assert", false, new double[,] { { 1, 1, 1 }, { 1, 1, 1 } }) { Attrs = { ["summarize"] = 4 } }.Fails<InvalidArgumentError>("assertion failed: [[1 1 1][1...]...]");
        new OpCase("Assert", false, new[] { 1, 2, 3, 4 }) { Attrs = { ["summarize"] = 3 } }.Fails<InvalidArgumentError>("assertion failed: [1 2 3...]");
        new OpCase("Assert", false, 0.1, 0.1f, 1e6f, double.PositiveInfinity).Fails<InvalidArgumentError>("assertion failed: [0.1] [0.1] [1e+06] [inf]");
        Assert.IsEmpty(new OpCase("Assert", true, 1f).Run());
    }

    private static Shape Merge(params Shape[] shapes) => OpCase.Infer("Merge", [], shapes)[0];
}

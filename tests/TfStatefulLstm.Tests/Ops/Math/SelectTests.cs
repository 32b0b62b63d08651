using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Math;

[TestClass]
public sealed class SelectTests
{
    private static readonly NDArray s_then = NDArray.From([1f, 2, 3, 4, 5, 6], 2, 3);
    private static readonly NDArray s_else = NDArray.From([-1f, -2, -3, -4, -5, -6], 2, 3);

    [TestMethod]
    public void Conditions_choose_elements_rows_or_all()
    {
        Choose(NDArray.From([true, false, true, true, false, false], 2, 3), 1, -2, 3, 4, -5, -6);
        Choose(NDArray.From([false, true], 2), -1, -2, -3, 4, 5, 6);
        Choose(true, 1, 2, 3, 4, 5, 6);
        Choose(false, -1, -2, -3, -4, -5, -6);
        new OpCase("Select", NDArray.From([true, false], 2), NDArray.Of(new[] { "a", "b" }), NDArray.Of(new[] { "c", "d" }))
            { Expected = [NDArray.Of(new[] { "a", "d" })] }.Check();
        new OpCase("Select", new NDArray(DType.Bool, 0), new NDArray(DType.Int32, 0, 2), new NDArray(DType.Int32, 0, 2))
            { Expected = [new NDArray(DType.Int32, 0, 2)] }.Check();
    }

    [TestMethod]
    public void What_is_not_chosen_does_not_matter() =>
        new OpCase("Select", NDArray.From([true, false], 2), NDArray.From([1.0, double.NaN], 2), NDArray.From([double.NaN, 2.0], 2))
    {
        Expected = [NDArray.From([1.0, 2.0], 2)],
    }.Check();

    [TestMethod]
    public void Wrong_shapes_are_named()
    {
        new OpCase("Select", NDArray.From([true, false], 2), s_then, new NDArray(DType.Float32, 3))
            .Fails<InvalidArgumentError>("'then' and 'else' must have the same size.  but received: [2,3] vs. [3]");
        new OpCase("Select", NDArray.From([true, false], 2), 1f, 1f).Fails<InvalidArgumentError>("'then' must be at least a vector, but saw shape: []");
        new OpCase("Select", NDArray.From([true, false, true], 3), s_then, s_else)
            .Fails<InvalidArgumentError>("Number of batches of 'then' must match size of 'cond', but saw: 2 vs. 3");
        new OpCase("Select", NDArray.From([true, false], 1, 2), s_then, s_else).Fails<InvalidArgumentError>(
            "Inputs to operation case of type Select must have the same size and shape.  Input 0: [1,2] != input 1: [2,3]");
        Assert.AreEqual("Shapes must be equal rank, but are 0 and 1", Error([2], [], []));
        Assert.AreEqual("Dimension 0 in both shapes must be equal, but are 3 and 2. Shapes are [3] and [2].", Error([3], [2, 3], [2, 3]));
        Assert.AreEqual("Dimension 0 in both shapes must be equal, but are 2 and 1. Shapes are [2,3] and [1,2].", Error([1, 2], [2, 3], [2, 3]));

        static string Error(params long[][] dims) =>
            Assert.ThrowsExactly<InvalidArgumentError>(() => OpCase.Infer("Select", [], dims.Select(d => new Shape(d)).ToArray())).Message;
    }

    private static void Choose(NDArray condition, params float[] expected) => new OpCase("Select", condition, s_then, s_else)
        { Expected = [NDArray.From(expected, 2, 3)] }.Check();
}

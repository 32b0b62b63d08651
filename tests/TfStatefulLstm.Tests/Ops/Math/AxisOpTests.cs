using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Math;

/// <summary>Ops that run along one axis, clipping, and the axes of a broadcast's gradient.</summary>
[TestClass]
public sealed class AxisOpTests
{
    private static readonly NDArray s_matrix = NDArray.From([0f, 1, 2, 3, 4, 5], 2, 3);

    [TestMethod]
    public void Extremes_are_found_along_an_axis()
    {
        var x = NDArray.From([1f, 5, 2, 5, 0, 0], 2, 3);
        new OpCase("ArgMax", x, 1) { Expected = [NDArray.From([1L, 0], 2)] }.Check();
        new OpCase("ArgMax", x, 0) { Attrs = { ["output_type"] = DType.Int32 }, Expected = [NDArray.From([1, 0, 0], 3)] }.Check();
        new OpCase("ArgMin", x, -1L) { Expected = [NDArray.From([0L, 1], 2)] }.Check();
        new OpCase("ArgMax", x.Reshape(1, 3, 2).AsType(DType.Int32), 1) { Expected = [NDArray.From([1L, 0], 1, 2)] }.Check();
        new OpCase("ArgMax", NDArray.From([float.NaN, 1, 2], 3), 0) { Expected = [2L] }.Check();
        new OpCase("ArgMin", NDArray.From([float.NaN, 1, 1, 2], 4), 0) { Expected = [1L] }.Check();
        new OpCase("ArgMax", new NDArray(DType.Float32, 0, 2), 1) { Expected = [new NDArray(DType.Int64, 0)] }.Check();
        new OpCase("ArgMax", s_matrix, 2).Fails<InvalidArgumentError>("Expected dimension in the range [-2, 2), but got 2");
        new OpCase("ArgMax", s_matrix, NDArray.From([1], 1)).Fails<InvalidArgumentError>("dim must be a scalar, but received tensor of shape: [1]");
        new OpCase("ArgMax", new NDArray(DType.Float32, 2, 0), 1).Fails<InvalidArgumentError>("Reduction axis 1 is empty in shape [2,0]");
        var e = Assert.ThrowsExactly<InvalidArgumentError>(() => OpCase.Infer("ArgMax", [], [new Shape(2, 3), new Shape()], null, NDArray.Scalar(2)));
        Assert.AreEqual("Dimension (2) must be in the range [-2, 2), where 2 is the number of dimensions in the input.", e.Message);
    }

    [TestMethod]
    public void Totals_run_along_an_axis()
    {
        new OpCase("Cumsum", s_matrix, 1) { Expected = [NDArray.From([0f, 1, 3, 3, 7, 12], 2, 3)] }.Check();
        new OpCase("Cumsum", s_matrix, -1L)
            { Attrs = { ["exclusive"] = true, ["reverse"] = true }, Expected = [NDArray.From([3f, 2, 0, 9, 5, 0], 2, 3)] }.Check();
        new OpCase("Cumsum", s_matrix.AsType(DType.Int64), 0) { Expected = [NDArray.From([0L, 1, 2, 3, 5, 7], 2, 3)] }.Check();
        new OpCase("Cumprod", s_matrix, 1) { Attrs = { ["reverse"] = true }, Expected = [NDArray.From([0f, 2, 2, 60, 20, 5], 2, 3)] }.Check();
        new OpCase("Cumprod", s_matrix.AsType(DType.Float16), 0)
            { Attrs = { ["exclusive"] = true }, Expected = [NDArray.From([1f, 1, 1, 0, 1, 2], 2, 3).AsType(DType.Float16)] }.Check();
        new OpCase("Cumsum", NDArray.From([1, float.NaN, 1], 3), 0) { Expected = [NDArray.From([1, float.NaN, float.NaN], 3)] }.Check();
        new OpCase("Cumsum", new NDArray(DType.Float32, 2, 0), 1) { Expected = [new NDArray(DType.Float32, 2, 0)] }.Check();
        new OpCase("Cumsum", s_matrix, 2).Fails<InvalidArgumentError>("ScanOp: Expected scan axis in the range [-2, 2), but got 2");
        new OpCase("Cumsum", s_matrix, NDArray.From([1], 1)).Fails<InvalidArgumentError>("ScanOp: axis must be a scalar, not [1]");
    }

    [TestMethod]
    public void Elements_are_held_between_bounds()
    {
        new OpCase("ClipByValue", s_matrix, 1f, 4f) { Expected = [NDArray.From([1f, 1, 2, 3, 4, 4], 2, 3)] }.Check();
        new OpCase("ClipByValue", NDArray.From([1, 2, 3], 3), NDArray.From([2, 0, 0], 3), NDArray.From([9, 1, 9], 3))
            { Expected = [NDArray.From([2, 1, 3], 3)] }.Check();
        new OpCase("ClipByValue", NDArray.From([float.NaN, 1], 2), 1f, 2f) { Expected = [NDArray.From([float.NaN, 1], 2)] }.Check();
        new OpCase("ClipByValue", new NDArray(DType.Float64, 0), 1.0, 2.0) { Expected = [new NDArray(DType.Float64, 0)] }.Check();
        new OpCase("ClipByValue", s_matrix, 1f, NDArray.From([2f], 1)).Fails<InvalidArgumentError>(
            "clip_value_min and clip_value_max must be either of the same shape as input, or a scalar. input shape: [2,3]clip_value_min shape: []clip_value_max shape: [1]");
    }

    [TestMethod]
    [DataRow(new int[0], new int[0], new int[0], new int[0])]
    [DataRow(new[] { 2, 3 }, new int[0], new int[0], new[] { 0, 1 })]
    [DataRow(new[] { 2, 3 }, new[] { 3 }, new int[0], new[] { 0 })]
    [DataRow(new[] { 1 }, new int[0], new[] { 0 }, new[] { 0 })]
    [DataRow(new[] { 1, 3 }, new[] { 1, 3 }, new int[0], new int[0])]
    [DataRow(new[] { 1, 3 }, new[] { 2, 1, 3 }, new[] { 0, 1 }, new[] { 1 })]
    [DataRow(new[] { 1, 3 }, new[] { 1, 1 }, new[] { 0 }, new[] { 0, 1 })]
    [DataRow(new[] { 1 }, new[] { 0 }, new[] { 0 }, new int[0])]
    [DataRow(new[] { 1, 2, 1 }, new[] { 1, 1, 1 }, new[] { 0, 2 }, new[] { 0, 1, 2 })]
    public void A_broadcast_is_summed_back_along_its_axes(int[] s0, int[] s1, int[] r0, int[] r1)
    {
        var expected = new[] { r0, r1 }.Select(r => NDArray.From(r, r.Length)).ToArray();
        new OpCase("BroadcastGradientArgs", NDArray.From(s0, s0.Length), NDArray.From(s1, s1.Length)) { Expected = expected }.Check();
    }

    [TestMethod]
    public void Shapes_that_do_not_broadcast_have_no_gradient()
    {
        new OpCase("BroadcastGradientArgs", NDArray.From([2, 3], 2), NDArray.From([4], 1)).Fails<InvalidArgumentError>("Incompatible shapes: [2,3] vs. [4]");
        new OpCase("BroadcastGradientArgs", NDArray.From([2, 3], 1, 2), NDArray.From([4], 1)).Fails<InvalidArgumentError>("In[0] must be a vector.[1,2]");
    }
}

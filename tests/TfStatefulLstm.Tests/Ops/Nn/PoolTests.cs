using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Nn;

/// <summary>Pooling and its gradients, window by window.</summary>
[TestClass]
public sealed class PoolTests
{
    private static readonly (long[] Input, int Height, int Width, int StrideH, int StrideW, string Padding)[] s_geometries =
    [
        ([2, 4, 4, 3], 2, 2, 2, 2, "VALID"), ([2, 5, 7, 3], 2, 3, 2, 2, "SAME"), ([1, 5, 5, 1], 3, 3, 1, 1, "SAME"), ([1, 5, 5, 2], 3, 2, 1, 3, "VALID"),
            ([0, 4, 4, 3], 2, 2, 2, 2, "VALID"),
    ];

    [TestMethod]
    public void Windows_give_their_maximum_or_average()
    {
        foreach (var dtype in new[] { DType.Float32, DType.Float64, DType.Float16 })
            foreach (var (dims, height, width, strideH, strideW, padding) in s_geometries)
            {
                var attrs = Attrs(padding, [1, height, width, 1], [1, strideH, strideW, 1]);
                var x = Samples.Of(dtype, dims);
                var windows = Windows(dims, height, width, strideH, strideW, padding, out var output);
                var xs = Samples.Doubles(x);
                var tolerance = OpCase.Tolerance(dtype) * 4;
                new OpCase("MaxPool", x) { Attrs = attrs, Expected = [Samples.From(windows.Select(w => w.Max(i => xs[i])).ToArray(), dtype, output)] }.Check();
                new OpCase("AvgPool", x) { Attrs = attrs, Expected = [Samples.From(windows.Select(w => w.Average(i => xs[i])).ToArray(), dtype, output)],
                    AbsoluteTolerance = tolerance }.Check();
                var dy = Samples.Of(dtype, output);
                var (dys, best, share) = (Samples.Doubles(dy), new double[xs.Length], new double[xs.Length]);
                for (var k = 0; k < windows.Count; k++)
                {
                    best[windows[k].First(i => xs[i] == windows[k].Max(j => xs[j]))] += dys[k];
                    foreach (var i in windows[k]) share[i] += dys[k] / windows[k].Length;
                }
                new OpCase("MaxPoolGrad", x, dy, dy) { Attrs = attrs, Expected = [Samples.From(best, dtype, dims)], AbsoluteTolerance = tolerance }.Check();
                new OpCase("AvgPoolGrad", NDArray.From(dims, 4).AsType(DType.Int32), dy)
                    { Attrs = attrs, Expected = [Samples.From(share, dtype, dims)], AbsoluteTolerance = tolerance }.Check();
            }
    }

    [TestMethod]
    public void Integers_and_NaN_have_maxima_too()
    {
        var attrs = Attrs("SAME", [1, 2, 2, 1], [1, 2, 2, 1]);
        new OpCase("MaxPool", NDArray.From([1, 4, 2, 3], 1, 2, 2, 1)) { Attrs = attrs, Expected = [NDArray.From([4], 1, 1, 1, 1)] }.Check();
        new OpCase("MaxPool", NDArray.From([1, float.NaN, 2, 3, float.NaN, 1, 0, 0], 1, 2, 4, 1))
            { Attrs = attrs, Expected = [NDArray.From([1f, 3], 1, 1, 2, 1)] }.Check();
        new OpCase("MaxPoolGrad", NDArray.From([1f, 1, 1, 1], 1, 2, 2, 1), NDArray.From([1f], 1, 1, 1, 1), NDArray.From([5f], 1, 1, 1, 1))
        {
            Attrs = attrs,
            Expected = [NDArray.From([5f, 0, 0, 0], 1, 2, 2, 1)],
        }.Check();
        new OpCase("MaxPool", NDArray.From([1f, 5, 3, 2], 1, 1, 1, 4))
            { Attrs = Attrs("SAME", [1, 1, 1, 2], [1, 1, 1, 2]), Expected = [NDArray.From([5f, 3], 1, 1, 1, 2)] }.Check();
    }

    // The numbers are TensorFlow's.
    [TestMethod]
    public void The_gradient_of_the_gradient_is_what_stands_where_the_maximum_does()
    {
        var x = NDArray.From([1f, 6, 8, 9, 13, 4, 2, 14, 10, 7, 15, 11, 3, 0, 5, 12], 1, 4, 4, 1);
        var maxima = NDArray.From([13f, 8, 14, 14, 13, 15, 15, 14, 10, 15, 15, 12, 3, 5, 12, 12], 1, 4, 4, 1);
        var gradient = NDArray.From(Enumerable.Range(100, 16).Select(i => (float)i).ToArray(), 1, 4, 4, 1);
        new OpCase("MaxPoolGradGrad", x, maxima, gradient)
        {
            Attrs = Attrs("SAME", [1, 2, 2, 1], [1, 1, 1, 1]),
            Expected = [NDArray.From([104f, 102, 107, 107, 104, 110, 110, 107, 108, 110, 110, 115, 112, 114, 115, 115], 1, 4, 4, 1)],
        }.Check();
        new OpCase("MaxPoolGradGrad", x, maxima, NDArray.From([1f], 1, 1, 1, 1)) { Attrs = Attrs("SAME", [1, 2, 2, 1], [1, 1, 1, 1]) }
            .Fails<InvalidArgumentError>("Expected grad shape to be [1,4,4,1], but got [1,1,1,1]");
    }

    [TestMethod]
    [DataRow("MaxPool")]
    [DataRow("AvgPool")]
    public void Wrong_attributes_and_shapes_are_named(string op)
    {
        var x = new NDArray(DType.Float32, 1, 3, 3, 2);
        int[] window = [1, 2, 2, 1];
        new OpCase(op, new NDArray(DType.Float32, 1, 3, 3)) { Attrs = Attrs("SAME", window, window) }
            .Fails<InvalidArgumentError>("tensor_in_shape must have 2 spatial dimensions. 3 0");
        new OpCase(op, x) { Attrs = Attrs("SAME", [2, 2, 2, 1], window) }.Fails<UnimplementedError>("Pooling is not yet supported on the batch dimension.");
        new OpCase(op, x) { Attrs = new(Attrs("SAME", window, window)) { ["data_format"] = "NCHW" } }
            .Fails<InvalidArgumentError>($"Default {op}ingOp only supports NHWC on device type CPU");
        Infer("Shape must be rank 4 but is rank 3", Attrs("SAME", window, window), new Shape(1, 3, 3));
        Infer("Negative dimension size caused by subtracting 2 from 1", Attrs("VALID", window, window), new Shape(1, 1, 1, 2));
        Infer($"{op} requires the ksize attribute to contain 4 values, but got: 5", Attrs("SAME", [1, 2, 2, 1, 1], window), new Shape(1, 3, 3, 2));
        Assert.AreEqual(new Shape(-1, 4, 4, 4), OpCase.Infer(op, Attrs("VALID", window, window), [new Shape(-1, 8, 8, 4)])[0]);

        void Infer(string message, Dictionary<string, object> attrs, Shape shape) =>
            Assert.AreEqual(message, Assert.ThrowsExactly<InvalidArgumentError>(() => OpCase.Infer(op, attrs, [shape])).Message);
    }

    private static Dictionary<string, object> Attrs(string padding, int[] sizes, int[] strides) =>
        new() { ["padding"] = padding, ["ksize"] = sizes, ["strides"] = strides };

    // The flat places of every window's elements, in the order of the output.
    private static List<int[]> Windows(long[] dims, int height, int width, int strideH, int strideW, string padding, out long[] output)
    {
        var (rows, top) = Fit(dims[1], height, strideH);
        var (columns, left) = Fit(dims[2], width, strideW);
        output = [dims[0], rows, columns, dims[3]];
        var windows = new List<int[]>();
        for (var n = 0; n < dims[0]; n++)
            for (var y = 0; y < rows; y++)
                for (var x = 0; x < columns; x++)
                    for (var c = 0; c < dims[3]; c++)
                        windows.Add([.. from h in Enumerable.Range((y * strideH) - top, height)
                                        from w in Enumerable.Range((x * strideW) - left, width)
                                        where h >= 0 && h < dims[1] && w >= 0 && w < dims[2]
                                        select (int)((((((n * dims[1]) + h) * dims[2]) + w) * dims[3]) + c)]);
        return windows;

        (int Out, int Before) Fit(long size, int window, int stride)
        {
            if (padding == "VALID") return ((int)(size - window + stride) / stride, 0);
            var result = (int)(size + stride - 1) / stride;
            return (result, (int)System.Math.Max(0, ((result - 1) * stride) + window - size) / 2);
        }
    }
}

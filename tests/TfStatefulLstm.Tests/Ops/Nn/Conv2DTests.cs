using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Nn;

/// <summary>Convolution and its gradients against the sum over every pair of elements that meet.</summary>
[TestClass]
public sealed class Conv2DTests
{
    private static readonly Geometry[] s_geometries =
    [
        new([2, 5, 6, 3], [3, 2, 3, 4], 1, 1, 1, "SAME"), new([2, 5, 6, 3], [3, 2, 3, 4], 2, 1, 1, "VALID"), new([1, 7, 7, 2], [3, 3, 2, 1], 2, 2, 1, "SAME"),
        new([1, 8, 9, 1], [2, 3, 1, 2], 1, 1, 2, "VALID"), new([1, 8, 9, 1], [2, 3, 1, 2], 1, 1, 3, "SAME"),
            new([2, 4, 4, 2], [3, 3, 2, 2], 2, 1, 1, "EXPLICIT", 1, 2, 0, 3),
        new([0, 3, 3, 2], [2, 2, 2, 2], 1, 1, 1, "SAME"), new([1, 1, 1, 5], [1, 1, 5, 3], 1, 1, 1, "VALID"),
    ];

    [TestMethod]
    public void Every_place_is_the_sum_of_what_meets()
    {
        foreach (var dtype in Samples.Floats)
            foreach (var g in s_geometries)
            {
                var (x, w, dy) = (Samples.Of(dtype, g.Input), Samples.Of(dtype, g.Filter), Samples.Of(dtype, g.Output));
                var (xs, ws, dys) = (Samples.Doubles(x), Samples.Doubles(w), Samples.Doubles(dy));
                var (y, dx, dw) = (new double[dys.Length], new double[xs.Length], new double[ws.Length]);
                foreach (var (xAt, wAt, yAt) in g.Meetings())
                {
                    y[yAt] += xs[xAt] * ws[wAt];
                    dx[xAt] += dys[yAt] * ws[wAt];
                    dw[wAt] += xs[xAt] * dys[yAt];
                }
                var absolute = OpCase.Tolerance(dtype) * 100;
                new OpCase("Conv2D", x, w) { Attrs = g.Attrs(), Expected = [Samples.From(y, dtype, g.Output)], AbsoluteTolerance = absolute }.Check();
                new OpCase("Conv2DBackpropInput", Ints(g.Input), w, dy)
                    { Attrs = g.Attrs(), Expected = [Samples.From(dx, dtype, g.Input)], AbsoluteTolerance = absolute }.Check();
                new OpCase("Conv2DBackpropFilter", x, Ints(g.Filter), dy)
                    { Attrs = g.Attrs(), Expected = [Samples.From(dw, dtype, g.Filter)], AbsoluteTolerance = absolute }.Check();
            }
    }

    [TestMethod]
    public void NaN_reaches_what_its_windows_reach()
    {
        var x = NDArray.From([1f, float.NaN, 1, 1], 1, 1, 4, 1);
        new OpCase("Conv2D", x, NDArray.From([1f, 1], 1, 2, 1, 1))
            { Attrs = Attrs("VALID"), Expected = [NDArray.From([float.NaN, float.NaN, 2], 1, 1, 3, 1)] }.Check();
    }

    [TestMethod]
    public void Wrong_attributes_and_shapes_are_named_while_building()
    {
        Shape x = new(1, 3, 3, 2), w = new(2, 2, 2, 4);
        Fails("Depth of input (2) is not a multiple of input depth of filter (3)", Attrs("SAME"), x, new Shape(2, 2, 3, 4));
        Fails("Shape must be rank 4 but is rank 3", Attrs("SAME"), new Shape(1, 3, 3), w);
        Fails("Negative dimension size caused by subtracting 2 from 1", Attrs("VALID"), new Shape(1, 1, 1, 2), w);
        Fails("Conv2D on data format NHWC requires the stride attribute to contain 4 values, but got: 3",
            new(Attrs("SAME")) { ["strides"] = new[] { 1, 1, 1 } }, x, w);
        Fails("Stride must be > 0, but got 0", new(Attrs("SAME")) { ["strides"] = new[] { 1, 0, 1, 1 } }, x, w);
        Fails("Dilation rate must be >= 1, but got 0", new(Attrs("SAME")) { ["dilations"] = new[] { 1, 0, 1, 1 } }, x, w);
        Fails("explicit_paddings attribute must contain 8 values, but got: 4", new(Attrs("EXPLICIT")) { ["explicit_paddings"] = new[] { 0, 0, 1, 1 } }, x, w);
        Assert.AreEqual(new Shape(-1, 8, 8, 4),
            OpCase.Infer("Conv2D", new(Attrs("VALID")) { ["strides"] = new[] { 1, 2, 2, 1 } }, [new Shape(-1, 18, 18, 1), new Shape(4, 4, 1, 4)])[0]);
        Assert.AreEqual(new Shape(1, 4, 3, 3), OpCase.Infer("Conv2D", new(Attrs("SAME")) { ["data_format"] = "NCHW" }, [new Shape(1, 2, 3, 3), w])[0]);

        static void Fails(string message, Dictionary<string, object> attrs, params Shape[] shapes) =>
            Assert.AreEqual(message, Assert.ThrowsExactly<InvalidArgumentError>(() => OpCase.Infer("Conv2D", attrs, shapes)).Message);
    }

    [TestMethod]
    public void Wrong_shapes_are_named_while_running()
    {
        var (x, w) = (new NDArray(DType.Float32, 1, 3, 3, 2), new NDArray(DType.Float32, 2, 2, 2, 4));
        Case(new NDArray(DType.Float32, 1, 3, 3), w).Fails<InvalidArgumentError>("input must be 4-dimensional[1,3,3]");
        Case(x, new NDArray(DType.Float32, 2, 2, 3)).Fails<InvalidArgumentError>("filter must be 4-dimensional: [2,2,3]");
        Case(x, new NDArray(DType.Float32, 2, 2, 3, 4)).Fails<InvalidArgumentError>("input depth must be evenly divisible by filter depth: 2 vs 3");
        Case(new NDArray(DType.Float32, 1, 3, 3, 4), w).Fails<UnimplementedError>("The Conv2D op currently does not support grouped convolutions on the CPU. "
            + "A grouped convolution was attempted to be run because the input depth of 4 does not match the filter input depth of 2");
        new OpCase("Conv2D", x, w) { Attrs = new(Attrs("SAME")) { ["strides"] = new[] { 2, 1, 1, 1 } } }
            .Fails<InvalidArgumentError>("Current implementation does not yet support strides in the batch and depth dimensions.");
        new OpCase("Conv2D", x, w) { Attrs = new(Attrs("SAME")) { ["data_format"] = "NCHW" } }
            .Fails<UnimplementedError>("The Conv2D op currently only supports the NHWC tensor format on the CPU. The op was given the format: NCHW");
        new OpCase("Conv2DBackpropInput", Ints([1, 3, 3, 2]), w, new NDArray(DType.Float32, 1, 2, 3, 4)) { Attrs = Attrs("SAME") }.Fails<InvalidArgumentError>(
            "Conv2DCustomBackpropInput: Size of out_backprop doesn't match computed: actual = 2, computed = 3 spatial_dim: 1 input: 3 filter: 2 output: 2 stride: 1 dilation: 1");
        new OpCase("Conv2DBackpropFilter", x, Ints([2, 2, 2, 4]), new NDArray(DType.Float32, 1, 2, 3, 4)) { Attrs = Attrs("SAME") }.Fails<InvalidArgumentError>(
            "Conv2DCustomBackpropFilter: Size of out_backprop doesn't match computed: actual = 2, computed = 3 spatial_dim: 1 input: 3 filter: 2 output: 2 stride: 1 dilation: 1");
        new OpCase("Conv2DBackpropInput", Ints([1, 3, 3, 2]).Reshape(1, 4), w, x) { Attrs = Attrs("SAME") }
            .Fails<InvalidArgumentError>("Conv2DBackpropInput: input_sizes input must be 1-dim, not 2");

        static OpCase Case(NDArray x, NDArray w) => new("Conv2D", x, w) { Attrs = Attrs("SAME") };
    }

    private static Dictionary<string, object> Attrs(string padding) => new() { ["strides"] = new[] { 1, 1, 1, 1 }, ["padding"] = padding };

    private static NDArray Ints(long[] dims) => NDArray.From(dims, dims.Length).AsType(DType.Int32);

    /// <param name="Input">Batch, height, width, channels.</param>
    /// <param name="Filter">Height, width, channels, output channels.</param>
    private sealed record Geometry(long[] Input, long[] Filter, int StrideH, int StrideW, int Dilation, string Padding, int Top = 0, int Bottom = 0,
        int Left = 0, int Right = 0)
    {
        public long[] Output => [Input[0], Fit(Input[1], Filter[0], StrideH, Top + Bottom).Out, Fit(Input[2], Filter[1], StrideW, Left + Right).Out, Filter[3]];

        public Dictionary<string, object> Attrs() => new()
        {
            ["strides"] = new[] { 1, StrideH, StrideW, 1 }, ["dilations"] = new[] { 1, Dilation, Dilation, 1 }, ["padding"] = Padding,
            ["explicit_paddings"] = Padding == "EXPLICIT" ? (int[])[0, 0, Top, Bottom, Left, Right, 0, 0] : [],
        };

        /// <summary>The flat places of input, filter and output elements that meet.</summary>
        public IEnumerable<(int X, int W, int Y)> Meetings()
        {
            var (top, left) = Padding == "EXPLICIT"
                ? (Top, Left) : ((int)Fit(Input[1], Filter[0], StrideH, 0).Before, (int)Fit(Input[2], Filter[1], StrideW, 0).Before);
            for (var y = 0; y < NDArray.ElementCount(Output); y++)
            {
                var (n, row, column, o) = Places(y, Output);
                for (var w = 0; w < NDArray.ElementCount(Filter); w++)
                {
                    var (i, j, channel, k) = Places(w, Filter);
                    var (h, v) = ((row * StrideH) - top + (i * Dilation), (column * StrideW) - left + (j * Dilation));
                    if (k == o && h >= 0 && h < Input[1] && v >= 0 && v < Input[2])
                        yield return ((int)((((((n * Input[1]) + h) * Input[2]) + v) * Input[3]) + channel), w, y);
                }
            }
        }

        private static (int, int, int, int) Places(int at, long[] dims)
        {
            var d = at % (int)dims[3];
            at /= (int)dims[3];
            var c = at % (int)dims[2];
            at /= (int)dims[2];
            return (at / (int)dims[1], at % (int)dims[1], c, d);
        }

        private (long Out, long Before) Fit(long size, long filter, long stride, long padding)
        {
            var extent = ((filter - 1) * Dilation) + 1;
            if (Padding != "SAME") return ((size + padding - extent + stride) / stride, 0);
            var result = (size + stride - 1) / stride;
            return (result, System.Math.Max(0, ((result - 1) * stride) + extent - size) / 2);
        }
    }
}

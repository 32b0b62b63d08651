using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Nn;

[TestClass]
public sealed class BiasAddTests
{
    [TestMethod]
    public void A_vector_is_added_along_the_channels_and_its_gradient_sums_the_rest()
    {
        foreach (var dtype in new[] { DType.Float32, DType.Float64, DType.Float16, DType.Int32 })
            foreach (var (dims, format) in new (long[], string)[] { ([2, 3], "NHWC"), ([4, 2, 37], "NHWC"), ([2, 5, 4], "NCHW"), ([2, 3, 4, 5], "NCHW"),
                ([0, 3], "NHWC"), ([2, 0], "NHWC") })
            {
                var channel = format == "NCHW" ? 1 : dims.Length - 1;
                var (x, b) = (Samples.Of(dtype, dims), Samples.Of(dtype, dims[channel]));
                var inner = NDArray.ElementCount(dims.AsSpan(channel + 1));
                var (xs, bs) = (Samples.Doubles(x), Samples.Doubles(b));
                var (sums, gradient) = (new double[xs.Length], new double[bs.Length]);
                for (var i = 0; i < xs.Length; i++)
                {
                    var at = i / inner % bs.Length;
                    sums[i] = xs[i] + bs[at];
                    gradient[at] += xs[i];
                }
                var tolerance = OpCase.Tolerance(dtype) * 10;
                new OpCase("BiasAdd", x, b) { Attrs = { ["data_format"] = format }, Expected = [Samples.From(sums, dtype, dims)],
                    AbsoluteTolerance = tolerance }.Check();
                new OpCase("BiasAddGrad", x) { Attrs = { ["data_format"] = format }, Expected = [Samples.From(gradient, dtype, bs.Length)],
                    AbsoluteTolerance = tolerance }.Check();
                if (format == "NHWC") new OpCase("BiasAddV1", x, b) { Expected = [Samples.From(sums, dtype, dims)], AbsoluteTolerance = tolerance }.Check();
            }
    }

    [TestMethod]
    public void NaN_stays_in_its_channel() =>
        new OpCase("BiasAdd", NDArray.From([1f, 2], 1, 2), NDArray.From([float.NaN, 1], 2)) { Expected = [NDArray.From([float.NaN, 3], 1, 2)] }.Check();

    [TestMethod]
    public void Wrong_shapes_are_named()
    {
        var (x, b) = (new NDArray(DType.Float32, 2, 3), new NDArray(DType.Float32, 1));
        new OpCase("BiasAdd", b, b).Fails<InvalidArgumentError>("Input tensor must be at least 2D: [1]");
        new OpCase("BiasAddGrad", b).Fails<InvalidArgumentError>("Input tensor must be at least 2D: [1]");
        new OpCase("BiasAdd", x, new NDArray(DType.Float32, 1, 1)).Fails<InvalidArgumentError>("Biases must be 1D: [1,1]");
        new OpCase("BiasAdd", x, b).Fails<InvalidArgumentError>("Must provide as many biases as the last dimension of the input tensor: [1] vs. [2,3]");
        Assert.AreEqual("Dimensions must be equal, but are 3 and 2", Error([], new Shape(2, 3), new Shape(2)));
        Assert.AreEqual("Shape must be at least rank 3 but is rank 2", Error(new() { ["data_format"] = "NCHW" }, new Shape(2, 3), new Shape(2)));
        Assert.AreEqual(new Shape(-1, 3), OpCase.Infer("BiasAdd", [], [new Shape(-1, -1), new Shape(3)])[0]);

        static string Error(Dictionary<string, object> attrs, params Shape[] shapes) =>
            Assert.ThrowsExactly<InvalidArgumentError>(() => OpCase.Infer("BiasAdd", attrs, shapes)).Message;
    }
}

using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The gradient of <see cref="Conv2D"/> for the filters.</summary>
internal sealed class Conv2DBackpropFilter : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Conv2DBackpropFilter").Input("input: T").Input("filter_sizes: int32").Input("out_backprop: T")
        .Output("output: T").Attr("T: {half, bfloat16, float, double}").Attr("strides: list(int)").Attr("use_cudnn_on_gpu: bool = true")
        .Attr("padding: {'SAME', 'VALID', 'EXPLICIT'}").Attr("explicit_paddings: list(int) = []").Attr("data_format: {'NHWC', 'NCHW'} = 'NHWC'")
        .Attr("dilations: list(int) = [1, 1, 1, 1]");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var input = ConvolutionNodes.Make("Conv2DBackpropInput", [ArrayFunctions.Shape(g.Inputs[0]), g.First, g.Inputs[2]], g.Attrs);
        return [input, null, ConvolutionNodes.Make("Conv2D", [g.Inputs[0], g.First], g.Attrs)];
    }

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, ShapeContext.WithRank(c.InputTensorAsShape(1), 4));

    protected override Kernel Floating<T>(NodeAttrs node)
    {
        var windows = ConvolutionWindows.OfKernel(node);
        return new FunctionKernel(c => Compute<T>(c, windows));
    }

    private static void Compute<T>(KernelContext c, ConvolutionWindows windows) where T : unmanaged, INumberBase<T>
    {
        var (input, sizes, gradient) = (c.Input(0), c.Input(1), c.Input(2));
        if (sizes.Rank != 1) throw new InvalidArgumentError($"Conv2DBackpropFilter: filter_sizes input must be 1-dim, not {sizes.Rank}");
        var dims = sizes.AsType(DType.Int64).ToArray<long>();
        var window = windows.Back("Conv2DCustomBackpropFilter", input.Dims, dims, gradient.Dims);
        var output = c.Allocate(0, input.DType, dims);
        Convolution.BackpropFilter(window, (int)dims[3], input.AsSpan<T>(), gradient.AsSpan<T>(), output.Data<T>(), c.Pool());
    }
}

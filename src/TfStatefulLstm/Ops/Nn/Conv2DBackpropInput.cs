using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The gradient of <see cref="Conv2D"/> for the images (also <c>tf.nn.conv2d_transpose</c>).</summary>
internal sealed class Conv2DBackpropInput : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Conv2DBackpropInput").Input("input_sizes: int32").Input("filter: T").Input("out_backprop: T")
        .Output("output: T").Attr("T: {half, bfloat16, float, double}").Attr("strides: list(int)").Attr("use_cudnn_on_gpu: bool = true")
        .Attr("padding: {'SAME', 'VALID', 'EXPLICIT'}").Attr("explicit_paddings: list(int) = []").Attr("data_format: {'NHWC', 'NCHW'} = 'NHWC'")
        .Attr("dilations: list(int) = [1, 1, 1, 1]");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var filter = ConvolutionNodes.Make("Conv2DBackpropFilter", [g.First, ArrayFunctions.Shape(g.Inputs[1]), g.Inputs[2]], g.Attrs);
        return [null, filter, ConvolutionNodes.Make("Conv2D", [g.First, g.Inputs[1]], g.Attrs)];
    }

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, ShapeContext.WithRank(c.InputTensorAsShape(0), 4));

    protected override Kernel Floating<T>(NodeAttrs node)
    {
        var windows = ConvolutionWindows.OfKernel(node);
        return new FunctionKernel(c => Compute<T>(c, windows));
    }

    private static void Compute<T>(KernelContext c, ConvolutionWindows windows) where T : unmanaged, INumberBase<T>
    {
        var (sizes, filter, gradient) = (c.Input(0), c.Input(1), c.Input(2));
        if (sizes.Rank != 1) throw new InvalidArgumentError($"Conv2DBackpropInput: input_sizes input must be 1-dim, not {sizes.Rank}");
        var dims = sizes.AsType(DType.Int64).ToArray<long>();
        var window = windows.Back("Conv2DCustomBackpropInput", dims, filter.Dims, gradient.Dims);
        var output = c.Allocate(0, filter.DType, dims);
        Convolution.BackpropInput(window, (int)filter.Dims[3], filter.AsSpan<T>(), gradient.AsSpan<T>(), output.Data<T>(), c.Pool());
    }
}

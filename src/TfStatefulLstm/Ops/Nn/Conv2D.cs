using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The cross-correlation of images with filters (<c>tf.nn.conv2d</c>).</summary>
internal sealed class Conv2D : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Conv2D").Input("input: T").Input("filter: T").Output("output: T")
        .Attr("T: {half, bfloat16, float, double}").Attr("strides: list(int)").Attr("use_cudnn_on_gpu: bool = true")
        .Attr("padding: {'SAME', 'VALID', 'EXPLICIT'}").Attr("explicit_paddings: list(int) = []").Attr("data_format: {'NHWC', 'NCHW'} = 'NHWC'")
        .Attr("dilations: list(int) = [1, 1, 1, 1]");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var shapes = Nodes.Op("ShapeN", null, [new TensorLike[] { g.Inputs[0], g.Inputs[1] }]).Outputs;
        var input = ConvolutionNodes.Make("Conv2DBackpropInput", [shapes[0], g.Inputs[1], g.First], g.Attrs);
        return [input, ConvolutionNodes.Make("Conv2DBackpropFilter", [g.Inputs[0], shapes[1], g.First], g.Attrs)];
    }

    public override void InferShapes(ShapeContext c)
    {
        var (input, filter) = (c.WithRank(0, 4), c.WithRank(1, 4));
        var windows = ConvolutionWindows.Of(c.Attrs);
        var depth = input[windows.Channels];
        ConvolutionWindows.RequireDepths(depth, filter[2], filter[3]);
        var output = input.With(windows.Channels, filter[3]);
        for (var i = 0; i < 2; i++) output = output.With(windows.Spatial + i, windows.OutputSize(i, input[windows.Spatial + i], filter[i]));
        c.SetOutput(0, output);
    }

    protected override Kernel Floating<T>(NodeAttrs node)
    {
        var windows = ConvolutionWindows.OfKernel(node);
        return new FunctionKernel(c => Compute<T>(c, windows));
    }

    private static void Compute<T>(KernelContext c, ConvolutionWindows windows) where T : unmanaged, INumberBase<T>
    {
        var (input, filter) = (c.Input(0), c.Input(1));
        if (input.Rank != 4) throw new InvalidArgumentError($"input must be 4-dimensional{Shape.DebugString(input.Dims)}");
        if (filter.Rank != 4) throw new InvalidArgumentError($"filter must be 4-dimensional: {Shape.DebugString(filter.Dims)}");
        var (depth, filterDepth, channels) = (input.Dims[3], filter.Dims[2], filter.Dims[3]);
        if (depth != filterDepth)
        {
            if (filterDepth == 0 || depth % filterDepth != 0) throw new InvalidArgumentError($"input depth must be evenly divisible by filter depth: {depth} vs {filterDepth}");
            throw new UnimplementedError("The Conv2D op currently does not support grouped convolutions on the CPU. A grouped convolution was attempted to be run "
                + $"because the input depth of {depth} does not match the filter input depth of {filterDepth}");
        }
        var window = windows.Over(input.Dims, filter.Dims);
        var output = c.Allocate(0, input.DType, input.Dims[0], window.OutHeight, window.OutWidth, channels);
        Convolution.Forward(window, (int)channels, input.AsSpan<T>(), filter.AsSpan<T>(), output.Data<T>(), c.Pool());
    }
}

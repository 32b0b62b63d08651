using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The average of every window, over what lies inside the image (<c>tf.nn.avg_pool</c>).</summary>
internal sealed class AvgPool : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("AvgPool").Input("value: T").Output("output: T").Attr("ksize: list(int) >= 4")
        .Attr("strides: list(int) >= 4").Attr("padding: {'SAME', 'VALID'}").Attr("data_format: {'NHWC', 'NCHW'} = 'NHWC'")
        .Attr("T: {half, bfloat16, float, double}");

    public override Gradient? Gradient => g => [PoolingNodes.Make("AvgPoolGrad", [ArrayFunctions.Shape(g.Inputs[0]), g.First], g.Attrs)];

    public override void InferShapes(ShapeContext c) => PoolingWindows.Of(c.Attrs).Infer(c, poolsDepth: false);

    protected override Kernel Floating<T>(NodeAttrs node)
    {
        var windows = PoolingWindows.OfKernel(node);
        return new FunctionKernel(c =>
        {
            var input = c.Input(0);
            var window = windows.Over(input.Dims, out var dims);
            Pooling.Average(window, input.AsSpan<T>(), c.Allocate(0, input.DType, dims).Data<T>());
        });
    }
}

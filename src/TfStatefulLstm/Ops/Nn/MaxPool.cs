using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Math;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The largest element of every window (<c>tf.nn.max_pool</c>), NaN left out; over windows of the image or of the channels.</summary>
internal sealed class MaxPool : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("MaxPool").Input("input: T").Output("output: T")
        .Attr("T: {half, bfloat16, float, double, int32, int64, uint8, int16, int8, uint16, qint8} = float").Attr("ksize: list(int) >= 4")
        .Attr("strides: list(int) >= 4").Attr("padding: {'SAME', 'VALID'}").Attr("data_format: {'NHWC', 'NCHW', 'NCHW_VECT_C'} = 'NHWC'");

    public override Gradient? Gradient => g => [PoolingNodes.Make("MaxPoolGrad", [g.Inputs[0], g.Outputs[0], g.First], g.Attrs)];

    public override void InferShapes(ShapeContext c) => PoolingWindows.Of(c.Attrs).Infer(c, poolsDepth: true);

    protected override Kernel Real<T>(NodeAttrs node)
    {
        var windows = PoolingWindows.OfKernel(node);
        return new FunctionKernel(c =>
        {
            var input = c.Input(0);
            var window = windows.Over(input.Dims, out var dims);
            Pooling.Max(window, input.AsSpan<T>(), c.Allocate(0, input.DType, dims).Data<T>());
        });
    }
}

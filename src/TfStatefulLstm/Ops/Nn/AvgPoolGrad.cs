using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The gradient of <see cref="AvgPool"/>: every element of a window gets an equal share.</summary>
internal sealed class AvgPoolGrad : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("AvgPoolGrad").Input("orig_input_shape: int32").Input("grad: T").Output("output: T")
        .Attr("ksize: list(int) >= 4").Attr("strides: list(int) >= 4").Attr("padding: {'SAME', 'VALID'}").Attr("data_format: {'NHWC', 'NCHW'} = 'NHWC'")
        .Attr("T: {half, bfloat16, float, double}");

    public override Gradient? Gradient => g => [ArrayFunctions.StopGradient(g.Inputs[0]), PoolingNodes.Make("AvgPool", [g.First], g.Attrs)];

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, ShapeContext.WithRank(c.InputTensorAsShape(0), 4));

    protected override Kernel Floating<T>(NodeAttrs node)
    {
        var windows = PoolingWindows.OfKernel(node);
        return new FunctionKernel(c =>
        {
            var (shape, gradient) = (c.Input(0), c.Input(1));
            if (shape.Rank != 1 || shape.Length != 4) throw new InvalidArgumentError("out_backprop must be 1-dimensional and 4 elements");
            var input = shape.AsType(DType.Int64).ToArray<long>();
            var window = windows.Over(input, out var dims);
            PoolingWindows.RequireGradient(gradient.Dims, dims);
            Pooling.AverageGradient(window, gradient.AsSpan<T>(), c.Allocate(0, gradient.DType, input).Data<T>());
        });
    }
}

using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The gradient of <see cref="MaxPool"/>: it goes to the first element, row by row, that has the window's maximum.</summary>
internal sealed class MaxPoolGrad : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("MaxPoolGrad").Input("orig_input: T").Input("orig_output: T").Input("grad: T")
        .Output("output: T").Attr("ksize: list(int) >= 4").Attr("strides: list(int) >= 4").Attr("padding: {'SAME', 'VALID'}")
        .Attr("data_format: {'NHWC', 'NCHW'} = 'NHWC'")
        .Attr("T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64} = float");

    public override Gradient? Gradient => g =>
    [
        ConstantFunctions.Zeros(ArrayFunctions.Shape(g.Inputs[0]), g.Inputs[0].DType),
        ConstantFunctions.Zeros(ArrayFunctions.Shape(g.Inputs[1]), g.Inputs[1].DType),
        PoolingNodes.Make("MaxPoolGradGrad", [g.Inputs[0], g.Inputs[1], g.First], g.Attrs),
    ];

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.WithRank(0, 4));

    protected override Kernel Real<T>(NodeAttrs node)
    {
        var windows = PoolingWindows.OfKernel(node);
        return new FunctionKernel(c =>
        {
            var (input, gradient) = (c.Input(0), c.Input(2));
            if (input.Rank != 4) throw new InvalidArgumentError("tensor_in must be 4-dimensional");
            if (c.Input(1).Rank != 4) throw new InvalidArgumentError("tensor_out must be 4-dimensional");
            var window = windows.Over(input.Dims, out var dims);
            PoolingWindows.RequireGradient(gradient.Dims, dims);
            Pooling.MaxGradient(window, input.AsSpan<T>(), gradient.AsSpan<T>(), c.Allocate(0, input.DType, input.Dims).Data<T>());
        });
    }
}

using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>Half the sum of squares (<c>tf.nn.l2_loss</c>).</summary>
internal sealed class L2Loss : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("L2Loss").Input("t: T").Output("output: T").Attr("T: {half, bfloat16, float, double}");

    public override Gradient? Gradient => g => [g.Inputs[0] * g.Grad];

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, Shape.Scalar);

    protected override Kernel Floating<T>(NodeAttrs node) => new FunctionKernel(c =>
    {
        var x = c.Input(0);
        c.Allocate(0, x.DType).Data<T>()[0] = TensorPrimitives.SumOfSquares(x.AsSpan<T>()) * T.CreateTruncating(0.5);
    });
}

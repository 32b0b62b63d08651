using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The absolute value (<c>tf.abs</c>).</summary>
internal sealed class Abs : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Abs").Input("x: T").Output("y: T")
        .Attr("T: {bfloat16, half, float, double, int8, int16, int32, int64}");

    public override Gradient? Gradient => g => [g.Grad * MathFunctions.Sign(g.Inputs[0])];

    protected override Kernel Floating<T>(NodeAttrs node) => new UnaryKernel<T, T>(TensorPrimitives.Abs);

    protected override Kernel Integer<T>(NodeAttrs node) => UnaryKernel<T, T>.Each(x => x < T.Zero ? T.Zero - x : x);
}

using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The negative (<c>tf.negative</c>).</summary>
internal sealed class Neg : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Neg").Input("x: T").Output("y: T")
        .Attr("T: {bfloat16, half, float, double, int32, int64, complex64, complex128}");

    public override Gradient? Gradient => g => [-g.Grad];

    protected override Kernel Number<T>(NodeAttrs node) => new UnaryKernel<T, T>(TensorPrimitives.Negate);
}

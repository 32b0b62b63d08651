using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The nearest integer, the even one of two (<c>tf.math.rint</c>).</summary>
internal sealed class Rint : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Rint").Input("x: T").Output("y: T").Attr("T: {bfloat16, half, float, double}");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    protected override Kernel Floating<T>(NodeAttrs node) => new UnaryKernel<T, T>(TensorPrimitives.Round);
}

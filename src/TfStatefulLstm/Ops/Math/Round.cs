using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The nearest integer, the even one of two (<c>tf.round</c>).</summary>
internal sealed class Round : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Round").Input("x: T").Output("y: T")
        .Attr("T: {bfloat16, half, float, double, int32, int64, complex64, complex128}");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    protected override Kernel Floating<T>(NodeAttrs node) => new UnaryKernel<T, T>(TensorPrimitives.Round);

    protected override Kernel Integer<T>(NodeAttrs node) => new UnaryKernel<T, T>((x, y) => x.CopyTo(y));
}

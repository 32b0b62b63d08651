using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The integer below (<c>tf.floor</c>).</summary>
internal sealed class Floor : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Floor").Input("x: T").Output("y: T").Attr("T: {bfloat16, half, float, double}");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    protected override Kernel Floating<T>(NodeAttrs node) => new UnaryKernel<T, T>(TensorPrimitives.Floor);
}

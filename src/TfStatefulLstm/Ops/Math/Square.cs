using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The square (<c>tf.square</c>).</summary>
internal sealed class Square : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Square").Input("x: T").Output("y: T")
        .Attr("T: {bfloat16, half, float, double, int32, int64, complex64, complex128}");

    protected override Kernel Number<T>(NodeAttrs node) => new UnaryKernel<T, T>((x, y) => TensorPrimitives.Multiply(x, x, y));
}

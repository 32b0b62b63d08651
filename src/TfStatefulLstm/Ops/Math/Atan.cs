using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The arc tangent (<c>tf.atan</c>).</summary>
internal sealed class Atan : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Atan").Input("x: T").Output("y: T")
        .Attr("T: {bfloat16, half, float, double, int32, int64, complex64, complex128}");

    protected override Kernel Floating<T>(NodeAttrs node) => UnaryKernel<T, T>.Each(T.Atan);

    protected override Kernel ComplexNumbers(NodeAttrs node) => UnaryKernel<Complex, Complex>.Each(Complex.Atan);
}

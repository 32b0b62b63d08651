using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The arc cosine (<c>tf.acos</c>).</summary>
internal sealed class Acos : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Acos").Input("x: T").Output("y: T")
        .Attr("T: {bfloat16, half, float, double, int32, int64, complex64, complex128}");

    protected override Kernel Floating<T>(NodeAttrs node) => UnaryKernel<T, T>.Each(T.Acos);

    protected override Kernel ComplexNumbers(NodeAttrs node) => UnaryKernel<Complex, Complex>.Each(Complex.Acos);
}

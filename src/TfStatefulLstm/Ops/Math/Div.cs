using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The quotient (<c>tf.div</c>); of integers, rounded towards zero.</summary>
internal sealed class Div : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Div").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {bfloat16, half, float, double, uint8, int8, uint16, int16, int32, int64, complex64, complex128}");

    protected override Kernel Floating<T>(NodeAttrs node) => new BinaryKernel<T, Quotient<T>>();

    protected override Kernel Integer<T>(NodeAttrs node) => new BinaryKernel<T, IntegerQuotient<T>>();

    protected override Kernel ComplexNumbers(NodeAttrs node) => new BinaryKernel<Complex, Quotient<Complex>>();
}

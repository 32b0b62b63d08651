using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>x times the logarithm of y, zero where x is zero, whatever y is (<c>tf.math.xlogy</c>).</summary>
internal sealed class Xlogy : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Xlogy").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {half, float, double, complex64, complex128}");

    protected override Kernel Floating<T>(NodeAttrs node) => new BinaryKernel<T, Product0<T>>();

    protected override Kernel ComplexNumbers(NodeAttrs node) => new BinaryKernel<Complex, ComplexProduct0>();

    private readonly struct Product0<T> : IBinaryOperator<T, T> where T : IBinaryFloatingPointIeee754<T>
    {
        public static T Invoke(T x, T y) => T.IsZero(x) ? T.Zero : x * T.Log(y);
    }

    private readonly struct ComplexProduct0 : IBinaryOperator<Complex, Complex>
    {
        public static Complex Invoke(Complex x, Complex y) => x == Complex.Zero ? x : x * Complex.Log(y);
    }
}

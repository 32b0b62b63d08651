using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The quotient, zero where x is zero, whatever y is (<c>tf.math.xdivy</c>).</summary>
internal sealed class Xdivy : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Xdivy").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {half, float, double, complex64, complex128}");

    protected override Kernel Floating<T>(NodeAttrs node) => new BinaryKernel<T, Quotient0<T>>();

    protected override Kernel ComplexNumbers(NodeAttrs node) => new BinaryKernel<Complex, Quotient0<Complex>>();

    private readonly struct Quotient0<T> : IBinaryOperator<T, T> where T : INumberBase<T>
    {
        public static T Invoke(T x, T y) => T.IsZero(x) ? T.Zero : x / y;
    }
}

using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>x times the logarithm of y, zero where x is zero, whatever y is (<c>tf.math.xlogy</c>).</summary>
internal sealed class Xlogy : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Xlogy").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {half, float, double, complex64, complex128}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (x, y) = (g.Inputs[0], g.Inputs[1]);
        var back = BroadcastGradients.Of(x, y);
        using var after = g.AfterGradient();
        var isThere = MathFunctions.Cast(MathFunctions.NotEqual(x, MathFunctions.Cast(0.0, x.DType.Base())), x.DType.Base());
        var slopeX = Nodes.Make("Xlogy", null, [isThere, y]);
        var slopeY = Nodes.Make("Xdivy", null, [x, y]);
        return [back.X.Reduce(slopeX * g.Grad), back.Y.Reduce(slopeY * g.Grad)];
    }

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

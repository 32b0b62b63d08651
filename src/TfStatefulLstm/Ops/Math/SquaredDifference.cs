using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The square of the difference (<c>tf.squared_difference</c>); of complex numbers, of its absolute value.</summary>
internal sealed class SquaredDifference : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("SquaredDifference").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {bfloat16, half, float, double, int32, int64, complex64, complex128}").Commutative();

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (x, y) = (g.Inputs[0], g.Inputs[1]);
        Tensor slope;
        using (g.AfterGradient()) slope = MathFunctions.ScalarMul(2.0, g.First) * (x - y);
        if (BroadcastGradients.AreEqual(x, y, g.First)) return [slope, -slope];
        var back = BroadcastGradients.Known(x, y, g.First);
        var left = back.X.Fit(slope);
        return [left, -(Tensor)back.Y.Fit(slope)];
    }

    protected override Kernel Real<T>(NodeAttrs node) => new BinaryKernel<T, Squared<T>>();

    protected override Kernel ComplexNumbers(NodeAttrs node) => new BinaryKernel<Complex, SquaredModulus>();

    private readonly struct Squared<T> : IBinaryOperator<T, T> where T : INumber<T>
    {
        public static T Invoke(T x, T y) => (x - y) * (x - y);

        public static bool IsVectorized => true;

        public static Vector<T> Invoke(Vector<T> x, Vector<T> y) => (x - y) * (x - y);
    }

    private readonly struct SquaredModulus : IBinaryOperator<Complex, Complex>
    {
        public static Complex Invoke(Complex x, Complex y) => (x - y) * Complex.Conjugate(x - y);
    }
}

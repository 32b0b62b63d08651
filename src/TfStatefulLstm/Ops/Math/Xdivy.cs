using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The quotient, zero where x is zero, whatever y is (<c>tf.math.xdivy</c>).</summary>
internal sealed class Xdivy : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Xdivy").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {half, float, double, complex64, complex128}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (x, y) = (g.Inputs[0], g.Inputs[1]);
        var back = BroadcastGradients.Of(x, y);
        using var after = g.AfterGradient();
        var isThere = MathFunctions.Cast(MathFunctions.NotEqual(x, MathFunctions.Cast(0.0, x.DType.Base())), x.DType.Base());
        var slopeX = Nodes.Make("Xdivy", null, [isThere, y]);
        var slopeY = Nodes.Make("Xdivy", null, [MathFunctions.Negative(x), Squared(y)]);
        return [back.X.Reduce(slopeX * g.Grad), back.Y.Reduce(slopeY * g.Grad)];
    }

    // Python's operator y ** 2, whose scope is pow.
    private static Tensor Squared(Tensor y)
    {
        using var scope = y.Graph.NameScope("pow");
        return MathFunctions.Pow(y, ((TensorLike)2).ToTensor(y.Graph, y.DType.Base(), "y"), scope);
    }

    protected override Kernel Floating<T>(NodeAttrs node) => new BinaryKernel<T, Quotient0<T>>();

    protected override Kernel ComplexNumbers(NodeAttrs node) => new BinaryKernel<Complex, Quotient0<Complex>>();

    private readonly struct Quotient0<T> : IBinaryOperator<T, T> where T : INumberBase<T>
    {
        public static T Invoke(T x, T y) => T.IsZero(x) ? T.Zero : x / y;
    }
}

using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The product, zero where y is zero, whatever x is (<c>tf.math.multiply_no_nan</c>).</summary>
internal sealed class MulNoNan : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("MulNoNan").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {half, float, double, complex64, complex128}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (x, y, grad) = (g.Inputs[0], g.Inputs[1], (TensorLike)g.First);
        Tensor Product(TensorLike a, TensorLike b) => Nodes.Make("MulNoNan", null, [a, b]);
        if (BroadcastGradients.AreEqual(x, y, g.First)) return [Product(grad, y), Product(x, grad)];
        var back = BroadcastGradients.Of(x, y);
        return [back.X.Reduce(Product(grad, y)), back.Y.Reduce(Product(x, grad))];
    }

    protected override Kernel Floating<T>(NodeAttrs node) => new BinaryKernel<T, Product0<T>>();

    protected override Kernel ComplexNumbers(NodeAttrs node) => new BinaryKernel<Complex, Product0<Complex>>();

    private readonly struct Product0<T> : IBinaryOperator<T, T> where T : INumberBase<T>
    {
        public static T Invoke(T x, T y) => T.IsZero(y) ? T.Zero : x * y;
    }
}

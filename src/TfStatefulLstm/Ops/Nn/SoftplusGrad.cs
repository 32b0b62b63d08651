using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The gradient of <see cref="Softplus"/>: dy / (1 + exp(-x)).</summary>
internal sealed class SoftplusGrad : PairwiseOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("SoftplusGrad").Input("gradients: T").Input("features: T").Output("backprops: T")
        .Attr("T: {half, bfloat16, float, double}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        using var after = g.AfterGradient();
        var (dy, x, grad) = (g.Inputs[0], g.Inputs[1], g.Grad);
        var first = Nodes.Make("SoftplusGrad", null, [grad, x]);
        return [first, grad * dy / (MathFunctions.Exp(-x) + 2.0 + MathFunctions.Exp(x))];
    }

    protected override bool MergesShapes => true;

    protected override Kernel Floating<T>(NodeAttrs node) => new PairwiseKernel<T, Slope<T>>(node);

    private readonly struct Slope<T> : IBinaryOperator<T, T> where T : IBinaryFloatingPointIeee754<T>
    {
        public static T Invoke(T gradient, T feature) => gradient / (T.Exp(-feature) + T.One);
    }
}

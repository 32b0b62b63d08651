using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The gradient of <see cref="Elu"/> from its result.</summary>
internal sealed class EluGrad : PairwiseOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("EluGrad").Input("gradients: T").Input("outputs: T").Output("backprops: T")
        .Attr("T: {half, bfloat16, float, double}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var y = g.Inputs[1];
        var first = Nodes.Make("EluGrad", null, [g.First, y]);
        return [first, ArrayFunctions.Where(y < 0, g.Grad * g.Inputs[0], ConstantFunctions.ZerosLike(y))];
    }

    protected override bool MergesShapes => true;

    protected override Kernel Floating<T>(NodeAttrs node) => new PairwiseKernel<T, Slope<T>>(node);

    private readonly struct Slope<T> : IBinaryOperator<T, T> where T : IBinaryFloatingPointIeee754<T>
    {
        public static T Invoke(T gradient, T output) => output < T.Zero ? (output + T.One) * gradient : gradient;
    }
}

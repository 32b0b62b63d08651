using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>One minus the error function (<c>tf.erfc</c>).</summary>
internal sealed class Erfc : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Erfc").Input("x: T").Output("y: T").Attr("T: {bfloat16, half, float, double}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var scale = ConstantFunctions.Constant(-2 / System.Math.Sqrt(System.Math.PI), g.First.ElementType);
        using var after = g.AfterGradient();
        return [g.Grad * scale * MathFunctions.Exp(-MathFunctions.Square(g.Inputs[0]))];
    }

    protected override Kernel Floating<T>(NodeAttrs node) => UnaryKernel<T, T>.Each(x => T.CreateTruncating(SpecialFunctions.Erfc(double.CreateTruncating(x))));
}

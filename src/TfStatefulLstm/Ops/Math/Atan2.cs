using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The angle of the point (x, y) (<c>tf.atan2</c>).</summary>
internal sealed class Atan2 : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Atan2").Input("y: T").Input("x: T").Output("z: T").Attr("T: {bfloat16, half, float, double}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        using var after = g.AfterGradient();
        var (y, x) = (g.Inputs[0], g.Inputs[1]);
        var slope = g.Grad / (MathFunctions.Square(x) + MathFunctions.Square(y));
        return [x * slope, -y * slope];
    }

    protected override Kernel Floating<T>(NodeAttrs node) => new BinaryKernel<T, Angle<T>>();

    private readonly struct Angle<T> : IBinaryOperator<T, T> where T : IBinaryFloatingPointIeee754<T>
    {
        public static T Invoke(T y, T x) => T.Atan2(y, x);
    }
}

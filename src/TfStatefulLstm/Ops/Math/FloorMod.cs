using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The rest of a division rounded down, with the sign of y (<c>tf.floormod</c>, Python's <c>%</c>).</summary>
internal sealed class FloorMod : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("FloorMod").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {int32, int64, bfloat16, half, float, double}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (x, y) = (g.Inputs[0], g.Inputs[1]);
        var back = BroadcastGradients.Of(x, y);
        var quotient = MathFunctions.FloorDiv(x, y);
        var left = back.X.Reduce(g.First);
        return [left, back.Y.Reduce(g.Grad * MathFunctions.Negative(quotient))];
    }

    protected override Kernel Floating<T>(NodeAttrs node) => new BinaryKernel<T, FloorRemainder<T>>();

    protected override Kernel Integer<T>(NodeAttrs node) => new BinaryKernel<T, IntegerFloorRemainder<T>>();

    private readonly struct FloorRemainder<T> : IBinaryOperator<T, T> where T : IBinaryFloatingPointIeee754<T>
    {
        public static T Invoke(T x, T y) => (x < T.Zero) == (y < T.Zero) ? x % y : ((x % y) + y) % y;
    }

    private readonly struct IntegerFloorRemainder<T> : IBinaryOperator<T, T> where T : IBinaryInteger<T>
    {
        public static T Invoke(T x, T y) => Wrap(IntegerRemainder<T>.Invoke(x, y), y);

        private static T Wrap(T rest, T y) => rest != T.Zero && (rest < T.Zero) != (y < T.Zero) ? rest + y : rest;
    }
}

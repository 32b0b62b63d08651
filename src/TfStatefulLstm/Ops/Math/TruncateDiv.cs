using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The quotient of integers, rounded towards zero (<c>tf.truncatediv</c>).</summary>
internal sealed class TruncateDiv : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("TruncateDiv").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {bfloat16, half, float, double, uint8, int8, uint16, int16, int32, int64, complex64, complex128}");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    protected override Kernel Integer<T>(NodeAttrs node) => new BinaryKernel<T, IntegerQuotient<T>>();
}

/// <summary>x / y of integers, rounded towards zero.</summary>
internal readonly struct IntegerQuotient<T> : IBinaryOperator<T, T> where T : IBinaryInteger<T>
{
    public static T Invoke(T x, T y) => Divide(x, y);

    /// <exception cref="InvalidArgumentError">y is zero.</exception>
    public static T Divide(T x, T y)
    {
        if (y == T.Zero) throw new InvalidArgumentError("Integer division by zero");
        // The smallest integer by -1 overflows, which the hardware traps.
        return y + T.One == T.Zero && y < T.Zero ? T.Zero - x : x / y;
    }
}

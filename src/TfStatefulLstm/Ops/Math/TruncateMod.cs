using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The rest of a division rounded towards zero, with the sign of x (<c>tf.truncatemod</c>).</summary>
internal sealed class TruncateMod : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("TruncateMod").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {int32, int64, bfloat16, half, float, double}");

    protected override Kernel Floating<T>(NodeAttrs node) => new BinaryKernel<T, Remainder<T>>();

    protected override Kernel Integer<T>(NodeAttrs node) => new BinaryKernel<T, IntegerRemainder<T>>();
}

/// <summary>C's <c>fmod</c>.</summary>
internal readonly struct Remainder<T> : IBinaryOperator<T, T> where T : IBinaryFloatingPointIeee754<T>
{
    public static T Invoke(T x, T y) => x % y;
}

/// <summary>The rest of <see cref="IntegerQuotient{T}"/>.</summary>
internal readonly struct IntegerRemainder<T> : IBinaryOperator<T, T> where T : IBinaryInteger<T>
{
    public static T Invoke(T x, T y) => x - (IntegerQuotient<T>.Divide(x, y) * y);
}

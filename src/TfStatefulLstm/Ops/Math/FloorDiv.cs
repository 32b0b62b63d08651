using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The quotient rounded down (<c>tf.floordiv</c>, Python's <c>//</c>).</summary>
internal sealed class FloorDiv : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("FloorDiv").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {bfloat16, half, float, double, uint8, int8, uint16, int16, int32, int64, complex64, complex128}");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    protected override Kernel Floating<T>(NodeAttrs node) => new BinaryKernel<T, FloorOfQuotient<T>>();

    protected override Kernel Integer<T>(NodeAttrs node) => new BinaryKernel<T, IntegerFloorOfQuotient<T>>();

    private readonly struct FloorOfQuotient<T> : IBinaryOperator<T, T> where T : IBinaryFloatingPointIeee754<T>
    {
        public static T Invoke(T x, T y) => T.Floor(x / y);
    }

    private readonly struct IntegerFloorOfQuotient<T> : IBinaryOperator<T, T> where T : IBinaryInteger<T>
    {
        public static T Invoke(T x, T y) => Floor(x, IntegerQuotient<T>.Divide(x, y), y);

        private static T Floor(T x, T quotient, T y) => quotient * y != x && (x < T.Zero) != (y < T.Zero) ? quotient - T.One : quotient;
    }
}

using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>Whether x differs from y (<c>tf.not_equal</c>).</summary>
internal sealed class NotEqual : EqualityOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("NotEqual").Input("x: T").Input("y: T").Output("z: bool")
        .Attr("T: {bfloat16, half, float, double, uint8, int8, int16, int32, int64, complex64, quint8, qint8, qint32, string, bool, complex128}")
        .Attr("incompatible_shape_error: bool = true").Commutative();

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    protected override bool OfIncompatible => true;

    protected override Kernel Number<T>(NodeAttrs node) => Comparing<T, Comparison<T>>(node);

    protected override Kernel Booleans(NodeAttrs node) => Comparing<bool, BooleanComparison>(node);

    protected override Kernel Strings(NodeAttrs node) => Comparing<byte[], StringComparison>(node);

    private readonly struct Comparison<T> : IBinaryOperator<T, bool> where T : INumberBase<T>
    {
        public static bool Invoke(T x, T y) => x != y;
    }

    private readonly struct BooleanComparison : IBinaryOperator<bool, bool>
    {
        public static bool Invoke(bool x, bool y) => x != y;
    }

    private readonly struct StringComparison : IBinaryOperator<byte[], bool>
    {
        public static bool Invoke(byte[] x, byte[] y) => !x.AsSpan().SequenceEqual(y);
    }
}

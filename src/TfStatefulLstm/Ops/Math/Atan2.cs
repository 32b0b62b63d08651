using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The angle of the point (x, y) (<c>tf.atan2</c>).</summary>
internal sealed class Atan2 : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Atan2").Input("y: T").Input("x: T").Output("z: T").Attr("T: {bfloat16, half, float, double}");

    protected override Kernel Floating<T>(NodeAttrs node) => new BinaryKernel<T, Angle<T>>();

    private readonly struct Angle<T> : IBinaryOperator<T, T> where T : IBinaryFloatingPointIeee754<T>
    {
        public static T Invoke(T y, T x) => T.Atan2(y, x);
    }
}

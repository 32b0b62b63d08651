using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The rest of a division rounded towards zero, with the sign of x (<c>tf.mod</c> of old graphs).</summary>
internal sealed class Mod : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Mod").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {int32, int64, half, half, bfloat16, float, double}");

    protected override Kernel Floating<T>(NodeAttrs node) => new BinaryKernel<T, Remainder<T>>();

    protected override Kernel Integer<T>(NodeAttrs node) => new BinaryKernel<T, IntegerRemainder<T>>();
}

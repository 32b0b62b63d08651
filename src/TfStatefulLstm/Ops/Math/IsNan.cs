using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>Whether it is no number (<c>tf.is_nan</c>).</summary>
internal sealed class IsNan : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("IsNan").Input("x: T").Output("y: bool").Attr("T: {bfloat16, half, float, double}");

    protected override Kernel Floating<T>(NodeAttrs node) => UnaryKernel<T, bool>.Each(T.IsNaN);
}

using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>Whether the number is neither infinite nor NaN (<c>tf.is_finite</c>).</summary>
internal sealed class IsFinite : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("IsFinite").Input("x: T").Output("y: bool").Attr("T: {bfloat16, half, float, double}");

    protected override Kernel Floating<T>(NodeAttrs node) => UnaryKernel<T, bool>.Each(T.IsFinite);
}

using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>Whether the number is infinite (<c>tf.is_inf</c>).</summary>
internal sealed class IsInf : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("IsInf").Input("x: T").Output("y: bool").Attr("T: {bfloat16, half, float, double}");

    protected override Kernel Floating<T>(NodeAttrs node) => UnaryKernel<T, bool>.Each(T.IsInfinity);
}

using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The error function (<c>tf.erf</c>).</summary>
internal sealed class Erf : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Erf").Input("x: T").Output("y: T").Attr("T: {bfloat16, half, float, double}");

    protected override Kernel Floating<T>(NodeAttrs node) => UnaryKernel<T, T>.Each(x => T.CreateTruncating(SpecialFunctions.Erf(double.CreateTruncating(x))));
}

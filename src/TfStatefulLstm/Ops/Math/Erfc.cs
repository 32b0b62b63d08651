using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>One minus the error function (<c>tf.erfc</c>).</summary>
internal sealed class Erfc : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Erfc").Input("x: T").Output("y: T").Attr("T: {bfloat16, half, float, double}");

    protected override Kernel Floating<T>(NodeAttrs node) => UnaryKernel<T, T>.Each(x => T.CreateTruncating(SpecialFunctions.Erfc(double.CreateTruncating(x))));
}

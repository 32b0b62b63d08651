using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>x, or exp(x) - 1 if x is negative (<c>tf.nn.elu</c>).</summary>
internal sealed class Elu : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Elu").Input("features: T").Output("activations: T").Attr("T: {half, bfloat16, float, double}");

    public override Gradient? Gradient => g => [Nodes.Make("EluGrad", null, [g.First, g.Outputs[0]])];

    protected override Kernel Floating<T>(NodeAttrs node) => UnaryKernel<T, T>.Each(x => x < T.Zero ? T.Exp(x) - T.One : x);
}

using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>x, or alpha x unless x is positive (<c>tf.nn.leaky_relu</c>).</summary>
internal sealed class LeakyRelu : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("LeakyRelu").Input("features: T").Output("activations: T").Attr("alpha: float = 0.200000003")
        .Attr("T: {half, bfloat16, float, double} = float");

    public override Gradient? Gradient => g => [Nodes.Make("LeakyReluGrad", null, [g.First, g.Inputs[0]], ("alpha", AttrValues.Of(g.Attrs.Float("alpha"))))];

    protected override Kernel Floating<T>(NodeAttrs node)
    {
        var alpha = T.CreateTruncating(node.Float("alpha"));
        return UnaryKernel<T, T>.Each(x => x > T.Zero ? x : x * alpha);
    }
}

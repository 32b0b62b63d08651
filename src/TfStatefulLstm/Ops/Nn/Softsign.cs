using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>x / (1 + |x|) (<c>tf.nn.softsign</c>).</summary>
internal sealed class Softsign : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Softsign").Input("features: T").Output("activations: T")
        .Attr("T: {half, bfloat16, float, double}");

    public override Gradient? Gradient => g => [Nodes.Make("SoftsignGrad", null, [g.First, g.Inputs[0]])];

    protected override Kernel Floating<T>(NodeAttrs node) => UnaryKernel<T, T>.Each(x => x / (T.One + T.Abs(x)));
}

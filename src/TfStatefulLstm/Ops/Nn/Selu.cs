using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The self-normalizing exponential unit (<c>tf.nn.selu</c>).</summary>
internal sealed class Selu : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Selu").Input("features: T").Output("activations: T").Attr("T: {half, bfloat16, float, double}");

    public override Gradient? Gradient => g => [Nodes.Make("SeluGrad", null, [g.First, g.Outputs[0]])];

    /// <summary>The factor of the positive side.</summary>
    public const double Scale = 1.0507009873554804934193349852946;

    /// <summary>The factor of the negative side.</summary>
    public const double ScaleAlpha = 1.7580993408473768599402175208123;

    protected override Kernel Floating<T>(NodeAttrs node) =>
        UnaryKernel<T, T>.Each(x => x < T.Zero ? T.CreateTruncating(ScaleAlpha) * (T.Exp(x) - T.One) : T.CreateTruncating(Scale) * x);
}

using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The number, held between 0 and 6 (<c>tf.nn.relu6</c>); NaN stays.</summary>
internal sealed class Relu6 : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Relu6").Input("features: T").Output("activations: T")
        .Attr("T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64}");

    public override Gradient? Gradient => g => [Nodes.Make("Relu6Grad", null, [g.First, g.Outputs[0]])];

    protected override Kernel Real<T>(NodeAttrs node) =>
        UnaryKernel<T, T>.Each(x => x < T.Zero ? T.Zero : x > T.CreateTruncating(6) ? T.CreateTruncating(6) : x);
}

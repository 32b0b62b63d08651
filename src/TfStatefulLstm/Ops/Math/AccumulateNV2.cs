using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The sum of arrays of one shape, which the node states (<c>tf.accumulate_n</c>).</summary>
internal sealed class AccumulateNV2 : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("AccumulateNV2").Input("inputs: N * T").Output("sum: T").Attr("N: int >= 1")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}")
        .Attr("shape: shape").Commutative().Aggregate();

    public override Gradient? Gradient => g => [.. Enumerable.Repeat(g.First, g.Inputs.Count)];

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.Attrs.Shape("shape"));

    protected override Kernel Number<T>(NodeAttrs node) => new SumKernel<T>(node);
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The running sums along an axis (<c>tf.cumsum</c>).</summary>
internal sealed class Cumsum : ScanOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Cumsum").Input("x: T").Input("axis: Tidx").Output("out: T").Attr("exclusive: bool = false")
        .Attr("reverse: bool = false")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}")
        .Attr("Tidx: {int32, int64} = int32");

    public override Gradient? Gradient => g => [MathFunctions.Cumsum(g.First, g.Inputs[1], g.Attrs.Bool("exclusive"), !g.Attrs.Bool("reverse")), null];

    protected override T Start<T>() => T.Zero;

    protected override T Combine<T>(T total, T element) => total + element;
}

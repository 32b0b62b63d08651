using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The running products along an axis (<c>tf.cumprod</c>).</summary>
internal sealed class Cumprod : ScanOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Cumprod").Input("x: T").Input("axis: Tidx").Output("out: T").Attr("exclusive: bool = false")
        .Attr("reverse: bool = false")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}")
        .Attr("Tidx: {int32, int64} = int32");

    protected override T Start<T>() => T.One;

    protected override T Combine<T>(T total, T element) => total * element;
}

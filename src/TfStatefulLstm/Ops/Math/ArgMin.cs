using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>Where the smallest element stands along an axis, the first of equals (<c>tf.argmin</c>).</summary>
internal sealed class ArgMin : ArgOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("ArgMin").Input("input: T").Input("dimension: Tidx").Output("output: output_type")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}")
        .Attr("Tidx: {int32, int64} = int32").Attr("output_type: {int32, int64} = int64");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    protected override bool IsBetter<T>(T candidate, T best) => candidate < best;
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>Adds a vector along the last dimension (<c>tf.nn.bias_add</c> of old graphs).</summary>
internal sealed class BiasAddV1 : BiasAddOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("BiasAddV1").Input("value: T").Input("bias: T").Output("output: T")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}");

    protected override bool ChannelsFirst(NodeAttrs node) => false;
}

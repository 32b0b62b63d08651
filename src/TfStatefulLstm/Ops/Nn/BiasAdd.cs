using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>Adds a vector along the channels: the last dimension, or the second of <c>NCHW</c> (<c>tf.nn.bias_add</c>).</summary>
internal sealed class BiasAdd : BiasAddOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("BiasAdd").Input("value: T").Input("bias: T").Output("output: T")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}")
        .Attr("data_format: {'NHWC', 'NCHW'} = 'NHWC'");

    public override Gradient? Gradient => g => [g.First, Nodes.Make("BiasAddGrad", null, [g.First], ("data_format", AttrValues.Of(g.Attrs.Str("data_format"))))];

    protected override bool ChannelsFirst(NodeAttrs node) => node.Str("data_format") == "NCHW";
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>Adds a vector along the last dimension (<c>tf.nn.bias_add</c> of old graphs).</summary>
internal sealed class BiasAddV1 : BiasAddOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("BiasAddV1").Input("value: T").Input("bias: T").Output("output: T")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var axes = ConstantFunctions.Range(ArrayFunctions.Rank(g.First) - 1);
        return [g.First, MathFunctions.ReduceSum(g.First, axes)];
    }

    protected override bool ChannelsFirst(NodeAttrs node) => false;
}

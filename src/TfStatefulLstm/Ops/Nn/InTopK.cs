using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>Whether the target class is among the k best predictions of its row (<c>tf.nn.in_top_k</c> of old graphs).</summary>
internal sealed class InTopK : InTopKOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("InTopK").Input("predictions: float").Input("targets: T").Output("precision: bool")
        .Attr("k: int").Attr("T: {int32, int64} = int32");

    protected override Func<KernelContext, long> Counting(NodeAttrs node)
    {
        var k = node.Int("k");
        return _ => k;
    }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The largest elements of every row and where they stood, the first of equals first (<c>tf.nn.top_k</c> of old graphs).</summary>
internal sealed class TopK : TopKOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("TopK").Input("input: T").Output("values: T").Output("indices: int32").Attr("k: int >= 0")
        .Attr("sorted: bool = true").Attr("T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64}");

    public override Gradient? Gradient => Scattered;

    protected override long Count(ShapeContext c) => c.Attrs.Int("k");

    protected override Func<KernelContext, int> Counting(NodeAttrs node) 
    {
        var k = (int)node.Int("k");
        return _ => k;
    }
}

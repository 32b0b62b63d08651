using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Segments;

namespace TfStatefulLstm.Ops.Array;

/// <summary>Sums of the slices that go to one place: what a sparse gradient is as a dense one (<c>tf.unsorted_segment_sum</c>).</summary>
internal sealed class UnsortedSegmentSum : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("UnsortedSegmentSum")
        .Input("data: T").Input("segment_ids: Tindices").Input("num_segments: Tnumsegments").Output("output: T")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}")
        .Attr("Tindices: {int32, int64}").Attr("Tnumsegments: {int32, int64} = int32");

    public override Gradient? Gradient => g => [SegmentFold.GatherKept(g.First, g.Inputs[1]).Gathered, null, null];

    public override void InferShapes(ShapeContext c) => SegmentFold.InferCounted(c, 2);

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (target, places, length) = UnsortedSegments.Prepare(c);
        Elements.Clear(target);
        for (var i = 0; i < places.Length; i++)
            if (places[i] >= 0) Arithmetic.Apply(Combine.Add, target, (int)places[i] * length, c.Input(0), i * length, length);
    });
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Array;

/// <summary>Sums of the slices that go to one place: what a sparse gradient is as a dense one (<c>tf.unsorted_segment_sum</c>).</summary>
internal sealed class UnsortedSegmentSum : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("UnsortedSegmentSum")
        .Input("data: T").Input("segment_ids: Tindices").Input("num_segments: Tnumsegments").Output("output: T")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}")
        .Attr("Tindices: {int32, int64}").Attr("Tnumsegments: {int32, int64} = int32");

    public override Gradient? Gradient => g => [Kept(g.First, g.Inputs[1]), null, null];

    public override void InferShapes(ShapeContext c)
    {
        var (data, ids) = (c.Input(0), c.Input(1));
        c.WithRank(2, 0);
        if (!ids.HasRank)
        {
            c.SetOutput(0, Shape.Unknown);
            return;
        }
        data = ShapeContext.MergePrefix(data, ids);
        long count = -1;
        if (c.InputTensor(2) is { } number)
        {
            count = Elements.Integer(number);
            if (count < 0) throw new InvalidArgumentError($"Dimension size, given by scalar input 2, must be non-negative but is {count}");
        }
        c.SetOutput(0, new Shape(count).Concatenate(ArrayShapes.Subshape(data, ids.Rank)));
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (data, ids, number) = (c.Input(0), c.Input(1), c.Input(2));
        if (number.Length != 1) throw new InvalidArgumentError($"num_segments should be a scalar, not shape {number.Shape.ToDebugString()}");
        if (data.Rank < ids.Rank || !data.Dims[..ids.Rank].SequenceEqual(ids.Dims))
            throw new InvalidArgumentError($"data.shape = {data.Shape.ToDebugString()} does not start with segment_ids.shape = {ids.Shape.ToDebugString()}");
        var count = Elements.Integer(number);
        if (count < 0) throw new InvalidArgumentError($"Input num_segments == {count} must not be negative.");
        var target = c.Allocate(0, data.DType, [count, .. data.Dims[ids.Rank..]]);
        Elements.Clear(target);
        var places = Elements.Integers(ids, stackalloc long[32]);
        var length = places.Length == 0 ? 0 : data.Length / places.Length;
        for (var i = 0; i < places.Length; i++)
        {
            // A negative place is nowhere.
            if (places[i] < 0) continue;
            if (places[i] >= count) throw new InvalidArgumentError($"segment_ids{Gathering.Place(ids.Dims, i)} = {places[i]} is out of range [0, {count})");
            Arithmetic.Apply(Combine.Add, target, (int)places[i] * length, data, i * length, length);
        }
    });

    // Slices of no segment get zeros.
    private static Tensor Kept(TensorLike gradient, Tensor segments)
    {
        var clipped = MathFunctions.Maximum(segments, ConstantFunctions.ZerosLike(segments));
        var gathered = ArrayFunctions.Gather(gradient, clipped);
        var isKept = MathFunctions.GreaterEqual(segments, 0);
        for (var i = segments.Rank; i < gathered.Rank; i++) isKept = ArrayFunctions.ExpandDims(isKept, -1);
        isKept &= ConstantFunctions.OnesLike(gathered, DType.Bool);
        return ArrayFunctions.Where(isKept, gathered, ConstantFunctions.ZerosLike(gathered));
    }
}

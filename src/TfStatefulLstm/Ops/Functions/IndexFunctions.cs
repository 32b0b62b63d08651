using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Functions;

/// <summary>Sets, partitions and segments: tensors taken apart and put together by indices.</summary>
internal static class IndexFunctions
{
    /// <summary>The different elements of a vector in the order in which they come, and for each element of the vector which of them it is.</summary>
    public static (Tensor Y, Tensor Idx) Unique(TensorLike x, DType outIdx = DType.Int32, string? name = null) => Two(Nodes.Op("Unique", name, [x], ("out_idx", AttrValues.Of(outIdx))));

    /// <summary>The different elements of a vector, which of them each element is, and how often each comes.</summary>
    public static (Tensor Y, Tensor Idx, Tensor Count) UniqueWithCounts(TensorLike x, DType outIdx = DType.Int32, string? name = null)
    {
        var op = Nodes.Op("UniqueWithCounts", name, [x], ("out_idx", AttrValues.Of(outIdx)));
        return (op.Outputs[0], op.Outputs[1], op.Outputs[2]);
    }

    /// <summary>The elements of x that are not in y, and where they stand in x.</summary>
    public static (Tensor Out, Tensor Idx) Setdiff1d(TensorLike x, TensorLike y, DType indexDtype = DType.Int32, string? name = null) =>
        Two(Nodes.Op("ListDiff", name, [x, y], ("out_idx", AttrValues.Of(indexDtype))));

    /// <summary>A tensor of zeros but for the values at these indices; one that is named twice counts twice.</summary>
    public static Tensor ScatterNd(TensorLike indices, TensorLike updates, TensorLike shape, string? name = null) => Nodes.Make("ScatterNd", name, [indices, updates, shape]);

    /// <summary>The rows of a tensor dealt out to parts.</summary>
    public static Tensor[] DynamicPartition(TensorLike data, TensorLike partitions, int numPartitions, string? name = null) =>
        [.. Nodes.Op("DynamicPartition", name, [data, partitions], ("num_partitions", AttrValues.Of((long)numPartitions))).Outputs];

    /// <summary>Rows put together by their indices; of one that is named twice the last counts.</summary>
    public static Tensor DynamicStitch(TensorLike indices, TensorLike data, string? name = null) =>
        Nodes.Make("DynamicStitch", name, [TensorLike.List(indices), TensorLike.List(data)]);

    /// <summary>The sums of the rows of each segment.</summary>
    public static Tensor UnsortedSegmentSum(TensorLike data, TensorLike segmentIds, TensorLike numSegments, string? name = null) =>
        Nodes.Make("UnsortedSegmentSum", name, [data, segmentIds, numSegments]);

    /// <summary>The shape that two shapes broadcast to, as a run computes it.</summary>
    public static Tensor BroadcastDynamicShape(TensorLike shapeX, TensorLike shapeY) => Nodes.Make("BroadcastArgs", null, [shapeX, shapeY]);

    private static (Tensor First, Tensor Second) Two(Operation op) => (op.Outputs[0], op.Outputs[1]);
}

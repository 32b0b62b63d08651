using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Tensors taken apart and put together by indices.
public sealed partial class tensorflow
{
    /// <summary>The different elements of a vector in the order in which they come, and for each element of the vector which of them it is.</summary>
    /// <param name="x">A vector.</param>
    /// <param name="out_idx">Int32 or int64.</param>
    /// <param name="name">The node's name.</param>
    public (Tensor Y, Tensor Idx) unique(TensorLike x, DType out_idx = DType.Int32, string? name = null) => IndexFunctions.Unique(x, out_idx, name);

    /// <summary>The different elements of a vector, which of them each element is, and how often each comes.</summary>
    /// <param name="x">A vector.</param>
    /// <param name="out_idx">Int32 or int64.</param>
    /// <param name="name">The node's name.</param>
    public (Tensor Y, Tensor Idx, Tensor Count) unique_with_counts(TensorLike x, DType out_idx = DType.Int32, string? name = null) =>
        IndexFunctions.UniqueWithCounts(x, out_idx, name);

    /// <summary>The elements of x that are not in y, and where they stand in x.</summary>
    /// <param name="x">A vector.</param>
    /// <param name="y">A vector.</param>
    /// <param name="index_dtype">Int32 or int64.</param>
    /// <param name="name">The node's name.</param>
    public (Tensor Out, Tensor Idx) setdiff1d(TensorLike x, TensorLike y, DType index_dtype = DType.Int32, string? name = null) =>
        IndexFunctions.Setdiff1d(x, y, index_dtype, name);

    /// <summary>A tensor of zeros but for the values at these indices; one that is named twice counts twice.</summary>
    /// <param name="indices">Vectors of indices.</param>
    /// <param name="updates">The values.</param>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="name">The node's name.</param>
    public Tensor scatter_nd(TensorLike indices, TensorLike updates, TensorLike shape, string? name = null) =>
        IndexFunctions.ScatterNd(indices, updates, shape, name);

    /// <summary>The rows of a tensor dealt out to parts.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="partitions">For each row the part that it goes to.</param>
    /// <param name="num_partitions">How many parts there are.</param>
    /// <param name="name">The node's name.</param>
    public Tensor[] dynamic_partition(TensorLike data, TensorLike partitions, int num_partitions, string? name = null) =>
        IndexFunctions.DynamicPartition(data, partitions, num_partitions, name);

    /// <summary>Rows put together by their indices; of one that is named twice the last counts.</summary>
    /// <param name="indices">For each part the indices of its rows.</param>
    /// <param name="data">The parts.</param>
    /// <param name="name">The node's name.</param>
    public Tensor dynamic_stitch(TensorLike indices, TensorLike data, string? name = null) => IndexFunctions.DynamicStitch(indices, data, name);

    /// <summary>The sums of the rows of each segment.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="segment_ids">For each row its segment; a negative one is left out.</param>
    /// <param name="num_segments">How many segments there are.</param>
    /// <param name="name">The node's name.</param>
    public Tensor unsorted_segment_sum(TensorLike data, TensorLike segment_ids, TensorLike num_segments, string? name = null) =>
        IndexFunctions.UnsortedSegmentSum(data, segment_ids, num_segments, name);

    /// <summary>The shape that two shapes broadcast to, as a run computes it.</summary>
    /// <param name="shape_x">A shape.</param>
    /// <param name="shape_y">A shape.</param>
    public Tensor broadcast_dynamic_shape(TensorLike shape_x, TensorLike shape_y) => IndexFunctions.BroadcastDynamicShape(shape_x, shape_y);
}

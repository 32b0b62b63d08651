using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Variables;

/// <summary>What cuts large variables into parts (<c>tf.fixed_size_partitioner</c> and its siblings).</summary>
public static class Partitioners
{
    /// <summary>That many parts along an axis, or as many as it is long (<c>fixed_size_partitioner</c>).</summary>
    public static Partitioner FixedSize(int shards, int axis = 0) => (shape, _) => Along(shape, axis, (int)Math.Min(shards, shape[axis]));

    /// <summary>As many parts as keep each at or under a size (<c>variable_axis_size_partitioner</c>).</summary>
    /// <param name="maxShardBytes">The size, in bytes.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="bytesPerString">What a string counts.</param>
    /// <param name="maxShards">The most parts.</param>
    /// <exception cref="ValueError">A number is not positive.</exception>
    public static Partitioner VariableAxisSize(long maxShardBytes, int axis = 0, int bytesPerString = 16, int? maxShards = null)
    {
        if (maxShardBytes < 1 || bytesPerString < 1) throw new ValueError("Both max_shard_bytes and bytes_per_string_element must be positive.");
        if (maxShards < 0) throw new ValueError("max_shards must be positive.");
        return (shape, dtype) =>
        {
            if (!shape.IsFullyDefined) throw new ValueError($"shape is not fully defined: {shape}");
            var slice = (double)shape.NumElements / shape[axis] * ElementBytes(dtype, bytesPerString);
            var perShard = Math.Max(1, Math.Floor(maxShardBytes / slice));
            var shards = (int)Math.Ceiling(shape[axis] / perShard);
            return Along(shape, axis, maxShards is > 0 ? Math.Min(maxShards.Value, shards) : shards);
        };
    }

    /// <summary>As many parts as make each at least that large, up to a most (<c>min_max_variable_partitioner</c>).</summary>
    /// <param name="maxPartitions">The most parts.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="minSliceBytes">The least size of a part, in bytes.</param>
    /// <param name="bytesPerString">What a string counts.</param>
    public static Partitioner MinMax(int maxPartitions = 1, int axis = 0, long minSliceBytes = 256 << 10, int bytesPerString = 16) => (shape, dtype) =>
    {
        if (axis >= shape.Rank) throw new ValueError($"Can not partition variable along axis {axis} when shape is only {shape}");
        var wanted = Math.Ceiling((double)shape.NumElements * ElementBytes(dtype, bytesPerString) / minSliceBytes);
        return Along(shape, axis, (int)Math.Max(1, Math.Min(Math.Min(shape[axis], maxPartitions), wanted)));
    };

    /// <summary>What the partitioner says of a shape, checked.</summary>
    /// <exception cref="ValueError">The shape cannot be cut, or not so.</exception>
    internal static int[] Call(Partitioner partitioner, Shape shape, DType dtype)
    {
        if (!shape.IsFullyDefined) throw new ValueError($"Shape of a new partitioned variable must be fully defined, but instead was {shape}.");
        if (shape.Rank < 1) throw new ValueError($"A partitioned Variable must have rank at least 1, shape: {shape}");
        var slicing = partitioner(shape, dtype);
        var text = $"[{string.Join(", ", slicing)}]";
        if (slicing.Length != shape.Rank) throw new ValueError($"Partitioner returned a partition list that does not match the Variable's rank: {text} vs. {shape}");
        if (slicing.Any(p => p < 1)) throw new ValueError($"Partitioner returned zero partitions for some axes: {text}");
        if (slicing.Count(p => p > 1) > 1) throw new ValueError($"Can only slice a variable along one dimension: shape: {shape}, partitioning: {text}");
        return slicing;
    }

    /// <summary>Where the parts begin and how large they are; the first ones take what is left over.</summary>
    internal static IEnumerable<(long[] Offset, long[] Size)> Slices(Shape shape, int count, int axis)
    {
        var offset = new long[shape.Rank];
        for (var i = 0; i < count; i++)
        {
            var size = shape.ToArray();
            size[axis] = shape[axis] / count + (i < shape[axis] % count ? 1 : 0);
            yield return ([.. offset], size);
            offset[axis] += size[axis];
        }
    }

    private static int[] Along(Shape shape, int axis, int shards)
    {
        var partitions = new int[shape.Rank];
        Array.Fill(partitions, 1);
        partitions[axis] = shards;
        return partitions;
    }

    private static int ElementBytes(DType dtype, int bytesPerString) => dtype.Base() == DType.String ? bytesPerString : dtype.Size();
}

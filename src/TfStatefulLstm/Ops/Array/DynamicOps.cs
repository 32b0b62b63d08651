using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Array;

/// <summary>Slices of several arrays merged into one at their indices; where several go to one place, the last one stays.</summary>
internal abstract class StitchBase : Op
{
    /// <summary>Every part gets the slices at its indices.</summary>
    protected static readonly Gradient Parts = g =>
    {
        var count = g.Inputs.Count / 2;
        var grad = (TensorLike)g.First;
        if (g.First is IndexedSlices rows)
            grad = Nodes.Make("UnsortedSegmentSum", null, [rows.Values, rows.Indices, ArrayFunctions.Shape(g.Outputs[0])[0]]);
        return [.. new TensorConvertible?[count], .. g.Inputs.Take(count).Select(indices => ArrayFunctions.Gather(grad, indices))];
    };

    public sealed override void InferShapes(ShapeContext c)
    {
        var count = c.InputCount / 2;
        var slice = Shape.Unknown;
        long most = -1;
        var known = true;
        for (var i = 0; i < count; i++)
        {
            var values = ArrayShapes.Integers(c, i);
            known &= values is not null;
            foreach (var index in values ?? []) most = System.Math.Max(most, index);
            var (indices, data) = (c.Input(i), c.Input(count + i));
            if (!indices.HasRank) continue;
            ShapeContext.MergePrefix(data, indices);
            slice = ShapeContext.Merge(slice, ArrayShapes.Subshape(data, indices.Rank));
        }
        c.SetOutput(0, new Shape(known ? most + 1 : -1).Concatenate(slice));
    }

    public sealed override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var count = c.InputCount / 2;
        var (first, firstIndices) = (c.Input(count), c.Input(0));
        var most = -1;
        for (var i = 0; i < count; i++)
        {
            Check(c, i, count);
            foreach (var index in c.Input(i).AsSpan<int>()) most = System.Math.Max(most, index);
        }
        var target = c.Allocate(0, first.DType, [most + 1, .. first.Dims[firstIndices.Rank..]]);
        // Places that nobody fills are zero.
        Elements.Clear(target);
        var length = most < 0 ? 0 : target.Length / (most + 1);
        for (var i = 0; i < count; i++)
        {
            var indices = c.Input(i).AsSpan<int>();
            for (var k = 0; k < indices.Length; k++)
            {
                if (indices[k] < 0) throw new InvalidArgumentError($"indices[{k}] is out of range");
                Elements.Copy(c.Input(count + i), k * length, target, indices[k] * length, length);
            }
        }
    });

    private static void Check(KernelContext c, int i, int count)
    {
        var (indices, data, first, firstIndices) = (c.Input(i), c.Input(count + i), c.Input(count), c.Input(0));
        if (data.Rank < indices.Rank || !data.Dims[..indices.Rank].SequenceEqual(indices.Dims))
            throw new InvalidArgumentError($"data[{i}].shape = {data.Shape.ToDebugString()} does not start with indices[{i}].shape = "
                + $"{indices.Shape.ToDebugString()}");
        if (!data.Dims[indices.Rank..].SequenceEqual(first.Dims[firstIndices.Rank..]))
            throw new InvalidArgumentError($"Need data[0].shape[{firstIndices.Rank}:] = data[{i}].shape[{indices.Rank}:], got data[0].shape = "
                + $"{first.Shape.ToDebugString()}, data[{i}].shape = {data.Shape.ToDebugString()}, indices[0].shape = {firstIndices.Shape.ToDebugString()}, "
                + $"indices[{i}].shape = {indices.Shape.ToDebugString()}");
    }
}

/// <summary>Slices merged at their indices (<c>tf.dynamic_stitch</c>).</summary>
internal sealed class DynamicStitch : StitchBase
{
    public override OpSchema Schema { get; } = OpSchema.Define("DynamicStitch")
        .Input("indices: N * int32").Input("data: N * T").Output("merged: T").Attr("N: int >= 1").Attr("T: type");

    public override Gradient? Gradient => Parts;
}

/// <summary>Slices merged at their indices, in any order (<c>tf.parallel_stack</c>'s relative).</summary>
internal sealed class ParallelDynamicStitch : StitchBase
{
    public override OpSchema Schema { get; } = OpSchema.Define("ParallelDynamicStitch")
        .Input("indices: N * int32").Input("data: N * T").Output("merged: T").Attr("N: int >= 1").Attr("T: type");

    public override Gradient? Gradient => Parts;
}

/// <summary>Slices dealt out to several arrays (<c>tf.dynamic_partition</c>).</summary>
internal sealed class DynamicPartition : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("DynamicPartition")
        .Input("data: T").Input("partitions: int32").Output("outputs: num_partitions * T").Attr("num_partitions: int >= 1").Attr("T: type");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (data, partitions) = (g.Inputs[0], g.Inputs[1]);
        var prefix = ArrayFunctions.Shape(partitions);
        var original = ArrayFunctions.Reshape(ConstantFunctions.Range(MathFunctions.ReduceProd(prefix)), prefix);
        var indices = Nodes.Op("DynamicPartition", null, [original, partitions], ("num_partitions", AttrValues.Of(g.Attrs.Int("num_partitions")))).Outputs;
        var all = Nodes.Make("DynamicStitch", null, [TensorLike.List(indices.Select(i => (TensorLike)i)), TensorLike.List(g.Given.Select(d => (TensorLike)d!))]);
        return [ArrayFunctions.Reshape(all, ArrayFunctions.Shape(data)), null];
    }

    public override void InferShapes(ShapeContext c)
    {
        var (data, partitions) = (c.Input(0), c.Input(1));
        var shape = Shape.Unknown;
        if (partitions.HasRank)
        {
            ShapeContext.MergePrefix(data, partitions);
            shape = new Shape(-1).Concatenate(ArrayShapes.Subshape(data, partitions.Rank));
        }
        for (var i = 0; i < c.OutputCount; i++) c.SetOutput(i, shape);
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (data, partitions) = (c.Input(0), c.Input(1));
        if (data.Rank < partitions.Rank || !data.Dims[..partitions.Rank].SequenceEqual(partitions.Dims))
            throw new InvalidArgumentError($"data.shape must start with partitions.shape, got data.shape = {data.Shape.ToDebugString()}, partitions.shape = "
                + $"{partitions.Shape.ToDebugString()}");
        var counts = new int[c.OutputCount];
        var chosen = partitions.AsSpan<int>();
        for (var i = 0; i < chosen.Length; i++)
        {
            if (chosen[i] < 0 || chosen[i] >= counts.Length) throw Gathering.OutOfRange("partitions", partitions.Dims, i, chosen[i], counts.Length);
            counts[chosen[i]]++;
        }
        var outputs = new NDArray[counts.Length];
        for (var i = 0; i < outputs.Length; i++) outputs[i] = c.Allocate(i, data.DType, [counts[i], .. data.Dims[partitions.Rank..]]);
        var length = chosen.Length == 0 ? 0 : data.Length / chosen.Length;
        System.Array.Clear(counts);
        for (var i = 0; i < chosen.Length; i++) Elements.Copy(data, i * length, outputs[chosen[i]], counts[chosen[i]]++ * length, length);
    });
}

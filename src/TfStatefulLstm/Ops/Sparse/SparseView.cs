using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;

namespace TfStatefulLstm.Ops.Sparse;

/// <summary>A sparse tensor as a kernel sees it: three inputs that belong together.</summary>
internal sealed class SparseView
{
    private SparseView(long[] indices, NDArray values, long[] shape) => (Indices, Values, Shape) = (indices, values, shape);

    /// <summary>The places of the elements, one after the other.</summary>
    public long[] Indices { get; }

    /// <summary>The elements.</summary>
    public NDArray Values { get; }

    /// <summary>The shape of the whole.</summary>
    public long[] Shape { get; }

    public int Count => Values.Length;

    public int Rank => Shape.Length;

    /// <summary>Indices, values and shape from three inputs.</summary>
    /// <exception cref="InvalidArgumentError">They do not fit each other, or an index is out of the shape.</exception>
    public static SparseView Read(KernelContext c, int indices, int values, int shape, bool checkBounds = true)
    {
        var (places, elements, dims) = (c.Input(indices), c.Input(values), c.Input(shape));
        if (places.Rank != 2) throw new InvalidArgumentError($"Input indices should be a matrix but received shape {places.Shape.ToDebugString()}");
        if (elements.Rank != 1) throw new InvalidArgumentError($"Input values should be a vector but received shape {elements.Shape.ToDebugString()}");
        if (dims.Rank != 1) throw new InvalidArgumentError($"Input shape should be a vector but received shape {dims.Shape.ToDebugString()}");
        if (places.Dims[0] != elements.Length || places.Dims[1] != dims.Length)
            throw new InvalidArgumentError($"Indices of shape {places.Shape.ToDebugString()} do not fit {elements.Length} values of rank {dims.Length}");
        var view = new SparseView(Elements.Integers(places), elements, Elements.Integers(dims));
        foreach (var d in view.Shape)
            if (d < 0) throw new InvalidArgumentError($"Dimension {d} must be >= 0");
        if (checkBounds) view.CheckBounds();
        return view;
    }

    public ReadOnlySpan<long> At(int element) => Indices.AsSpan(element * Rank, Rank);

    /// <summary>The elements' numbers in row-major order of their places, those of one place in their own.</summary>
    public int[] Order() => [.. Enumerable.Range(0, Count).Order(Comparer<int>.Create((a, b) => At(a).SequenceCompareTo(At(b)) is not 0 and var order ? order : a.CompareTo(b)))];

    /// <summary>Writes elements and their places as outputs.</summary>
    public static void Write(KernelContext c, int indexOutput, int valueOutput, long[] indices, int rank, NDArray source, IReadOnlyList<int> elements)
    {
        indices.CopyTo(c.Allocate(indexOutput, DType.Int64, elements.Count, rank).Data<long>());
        var values = c.Allocate(valueOutput, source.DType, elements.Count);
        for (var i = 0; i < elements.Count; i++) Elements.Copy(source, elements[i], values, i, 1);
    }

    private void CheckBounds()
    {
        for (var i = 0; i < Count; i++)
            for (var d = 0; d < Rank; d++)
                if (At(i)[d] < 0 || At(i)[d] >= Shape[d])
                    throw new InvalidArgumentError($"indices[{i}] = [{string.Join(",", At(i).ToArray())}] is out of bounds: need 0 <= index < [{string.Join(",", Shape)}]");
    }

    /// <summary>The shape functions' check of one sparse tensor: how many elements and of which rank, as far as known.</summary>
    public static (long Count, long Rank) Infer(ShapeContext c, int indices, int values, int shape) =>
        (ShapeContext.Merge(c.WithRank(indices, 2)[0], c.WithRank(values, 1)[0]), ShapeContext.Merge(c.WithRank(indices, 2)[1], c.WithRank(shape, 1)[0]));
}

using System.Collections;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Bundles;

/// <summary>Puts a part of a tensor together from other parts, and knows when nothing is missing.</summary>
/// <param name="dtype">The element type.</param>
/// <param name="fullDims">The shape of the whole tensor.</param>
/// <param name="target">The part to make.</param>
internal sealed class SliceAssembler(DType dtype, long[] fullDims, TensorSlice target)
{
    private readonly BitArray _filled = new(NDArray.ElementCount(target.DimsIn(fullDims)));
    private int _missing = NDArray.ElementCount(target.DimsIn(fullDims));

    /// <summary>The part, as far as it was filled.</summary>
    public NDArray Result { get; } = new(dtype, target.DimsIn(fullDims));

    /// <summary>Whether every element was filled.</summary>
    public bool IsComplete => _missing == 0;

    /// <summary>A part of a tensor that is there whole.</summary>
    public static NDArray Cut(NDArray whole, long[] fullDims, TensorSlice slice)
    {
        if (slice.DimsIn(fullDims).AsSpan().SequenceEqual(fullDims)) return whole;
        var part = new SliceAssembler(whole.DType, fullDims, slice);
        part.Add(TensorSlice.Whole(fullDims.Length), whole);
        return part.Result;
    }

    /// <summary>Whether two slices that lie in a tensor share an element.</summary>
    public static bool Overlap(ReadOnlySpan<long> fullDims, TensorSlice a, TensorSlice b)
    {
        for (var d = 0; d < fullDims.Length; d++)
        {
            var (start, end) = Intersect(fullDims[d], a.Extents[d], b.Extents[d]);
            if (start >= end) return false;
        }
        return true;
    }

    /// <summary>Copies what a stored part has of the target.</summary>
    public void Add(TensorSlice slice, NDArray values)
    {
        if (!Overlap(fullDims, slice, target)) return;
        var rank = fullDims.Length;
        if (rank == 0)
        {
            Copy(values, 0, 0, 1);
            return;
        }
        var ranges = new (long Start, long End)[rank];
        for (var d = 0; d < rank; d++) ranges[d] = Intersect(fullDims[d], slice.Extents[d], target.Extents[d]);
        // Runs along the last dimension are contiguous in both.
        var index = Array.ConvertAll(ranges, r => r.Start);
        var run = (int)(ranges[^1].End - ranges[^1].Start);
        while (true)
        {
            Copy(values, Offset(index, slice, values.Dims), Offset(index, target, Result.Dims), run);
            var d = rank - 2;
            for (; d >= 0 && ++index[d] == ranges[d].End; d--) index[d] = ranges[d].Start;
            if (d < 0) return;
        }
    }

    private void Copy(NDArray values, long from, long to, int count)
    {
        Array.Copy(values.Buffer.Data, from, Result.Buffer.Data, to, count);
        for (var i = (int)to; i < to + count; i++)
        {
            if (_filled[i]) continue;
            _filled[i] = true;
            _missing--;
        }
    }

    private static (long Start, long End) Intersect(long dim, (long Start, long Length) a, (long Start, long Length) b) =>
        (Math.Max(a.Start, b.Start), Math.Min(End(dim, a), End(dim, b)));

    private static long End(long dim, (long Start, long Length) extent) => extent.Length == TensorSlice.Full ? dim : extent.Start + extent.Length;

    private static long Offset(long[] index, TensorSlice slice, ReadOnlySpan<long> dims)
    {
        long at = 0;
        for (var d = 0; d < index.Length; d++) at = at * dims[d] + index[d] - slice.Extents[d].Start;
        return at;
    }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Array;

/// <summary>What a strided slice means for one shape: NumPy's basic indexing, given as begin, end, strides and five bit masks
/// (<c>ValidateStridedSliceOp</c>).</summary>
internal sealed class StridedSliceSpec
{
    private const int NewAxis = -1;
    private const int Shrunk = -2;

    private readonly long[] _begin;
    private readonly long[] _end;
    private readonly long[] _strides;
    private readonly long[] _processing;
    private readonly List<int> _gather = [];
    private int _beginMask;
    private int _endMask;
    private int _shrinkMask;

    /// <summary>Reads a slice of an array of that shape; dimensions, begin and end may be unknown.</summary>
    /// <exception cref="InvalidArgumentError">The slice does not fit the shape.</exception>
    public StridedSliceSpec(ReadOnlySpan<long> shape, NDArray? begin, NDArray? end, NDArray strides, Masks masks)
    {
        if (IsWrong(begin, strides) || IsWrong(end, strides))
            throw new InvalidArgumentError(begin is not null && end is not null
                ? $"Expected begin and end to be 1D equal size tensors, but got shapes {begin.Shape.ToDebugString()} and {end.Shape.ToDebugString()} instead."
                : "Expected begin and end to be 1D equal size tensors");
        var rank = shape.Length;
        (_begin, _end, _strides, _processing) = (new long[rank], new long[rank], new long[rank], new long[rank]);
        var known = begin is not null && end is not null;
        Expand(begin is null ? null : Elements.Integers(begin), end is null ? null : Elements.Integers(end), Elements.Integers(strides), masks);
        for (var i = 0; i < rank; i++) _processing[i] = Resolve(i, shape[i], known);
        FinalDims = [.. _gather.Where(g => g != Shrunk).Select(g => g == NewAxis ? 1 : _processing[g])];
    }

    /// <summary>The masks of a strided slice: bit i is about the i-th index as it was written.</summary>
    internal readonly record struct Masks(int Begin, int End, int Ellipsis, int NewAxis, int Shrink)
    {
        public static Masks Of(NodeAttrs node) =>
            new(Bits(node, "begin_mask"), Bits(node, "end_mask"), Bits(node, "ellipsis_mask"), Bits(node, "new_axis_mask"), Bits(node, "shrink_axis_mask"));

        private static int Bits(NodeAttrs node, string name) => unchecked((int)node.Int(name));
    }

    /// <summary>The shape of the slice; -1 where it is not known.</summary>
    public long[] FinalDims { get; }

    /// <summary>Where the slice begins in each dimension of the input.</summary>
    public ReadOnlySpan<long> Begin => _begin;

    /// <summary>The step in each dimension of the input.</summary>
    public ReadOnlySpan<long> Strides => _strides;

    /// <summary>The number of indices in each dimension of the input.</summary>
    public ReadOnlySpan<long> ProcessingDims => _processing;

    private static bool IsWrong(NDArray? index, NDArray strides) => index is not null
        && (index.Rank != 1 || index.Length != strides.Length || strides.Length >= 32);

    // One index per dimension of the input: the ellipsis becomes full ranges, new axes and shrunk ones are only noted.
    private void Expand(long[]? begin, long[]? end, long[] strides, Masks masks)
    {
        var rank = _begin.Length;
        var (count, ellipsis, newAfter) = (strides.Length, masks.Ellipsis, 0);
        var seen = false;
        for (var i = 0; i < count; i++)
        {
            if (seen && Has(masks.NewAxis, i)) newAfter++;
            seen |= Has(ellipsis, i);
        }
        if (!seen) ellipsis |= 1 << count++;
        var full = 0;
        for (var i = 0; i < count; i++)
        {
            if (Has(ellipsis, i))
            {
                for (var next = System.Math.Min(rank - (count - i) + 1 + newAfter, rank); full < next; full++)
                {
                    _strides[full] = 1;
                    _beginMask |= 1 << full;
                    _endMask |= 1 << full;
                    _gather.Add(full);
                }
                continue;
            }
            if (Has(masks.NewAxis, i))
            {
                _gather.Add(NewAxis);
                continue;
            }
            if (full == rank) throw new InvalidArgumentError($"Index out of range using input dim {full}; input has only {rank} dims");
            if (begin is not null) _begin[full] = begin[i];
            if (end is not null) _end[full] = end[i];
            _strides[full] = strides[i];
            if (Has(masks.Begin, i)) _beginMask |= 1 << full;
            if (Has(masks.End, i)) _endMask |= 1 << full;
            _gather.Add(Has(masks.Shrink, i) ? Shrunk : full);
            if (Has(masks.Shrink, i)) _shrinkMask |= 1 << full;
            full++;
        }
    }

    // Makes begin and end of one dimension explicit, and returns how many indices there are.
    private long Resolve(int i, long dim, bool known)
    {
        var stride = _strides[i];
        if (stride == 0) throw new InvalidArgumentError($"strides[{i}] must be non-zero");
        var shrink = Has(_shrinkMask, i);
        if (dim < 0) return shrink ? 1 : -1;
        if (shrink && stride <= 0) throw new InvalidArgumentError("only stride 1 allowed on non-range indexing.");
        if (known && shrink)
        {
            var at = _begin[i] < 0 ? dim + _begin[i] : _begin[i];
            (_begin[i], _end[i]) = (at, at + 1);
            if (at < 0 || at >= dim) throw new InvalidArgumentError($"slice index {at} of dimension {i} out of bounds.");
            return 1;
        }
        if (shrink) return 1;
        var (least, most) = stride > 0 ? (0, dim) : (-1, dim - 1);
        if (known)
        {
            _begin[i] = Has(_beginMask, i) ? (stride > 0 ? least : most) : System.Math.Clamp(_begin[i] < 0 ? dim + _begin[i] : _begin[i], least, most);
            _end[i] = Has(_endMask, i) ? (stride > 0 ? most : least) : System.Math.Clamp(_end[i] < 0 ? dim + _end[i] : _end[i], least, most);
            return Count(_end[i] - _begin[i], stride);
        }
        return Has(_beginMask, i) && Has(_endMask, i) ? Count(stride < 0 ? -dim : dim, stride) : -1;
    }

    private static long Count(long interval, long stride) =>
        interval == 0 || (interval < 0) != (stride < 0) ? 0 : interval / stride + (interval % stride != 0 ? 1 : 0);

    private static bool Has(int mask, int bit) => (mask & (1 << bit)) != 0;
}

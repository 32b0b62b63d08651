using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Array;

/// <summary>Copies between two regular patterns of elements: every op that only moves elements is one or a few of these.</summary>
internal static class StridedCopy
{
    /// <summary>Copies <c>source[sourceAt + i . sourceStrides]</c> to <c>target[targetAt + i . targetStrides]</c> for all indices i within dims.
    /// Strides count elements; they may be zero or, at the source, negative.</summary>
    public static void Run(NDArray source, long sourceAt, ReadOnlySpan<long> sourceStrides, NDArray target, long targetAt, ReadOnlySpan<long> targetStrides,
        ReadOnlySpan<long> dims)
    {
        Span<long> room = stackalloc long[3 * dims.Length + 3];
        var d = room[..(dims.Length + 1)];
        var s = room.Slice(d.Length, d.Length);
        var t = room[(2 * d.Length)..];
        // Dimensions that follow each other in both patterns are one.
        var rank = 0;
        for (var i = 0; i < dims.Length; i++)
        {
            if (dims[i] == 0) return;
            if (dims[i] == 1) continue;
            if (rank > 0 && s[rank - 1] == sourceStrides[i] * dims[i] && t[rank - 1] == targetStrides[i] * dims[i])
            {
                (d[rank - 1], s[rank - 1], t[rank - 1]) = (d[rank - 1] * dims[i], sourceStrides[i], targetStrides[i]);
                continue;
            }
            (d[rank], s[rank], t[rank]) = (dims[i], sourceStrides[i], targetStrides[i]);
            rank++;
        }
        if (rank == 0)
        {
            (d[0], s[0], t[0]) = (1, 1, 1);
            rank = 1;
        }
        Elements.Run(source, target, new Loop(d[..rank], s[..rank], t[..rank], sourceAt, targetAt));
    }

    /// <summary>Row-major strides of a shape.</summary>
    public static void Strides(ReadOnlySpan<long> dims, Span<long> strides)
    {
        long stride = 1;
        for (var i = dims.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= dims[i];
        }
    }

    /// <summary>Row-major strides of a shape.</summary>
    public static long[] Strides(ReadOnlySpan<long> dims)
    {
        var strides = new long[dims.Length];
        Strides(dims, strides);
        return strides;
    }

    private readonly ref struct Loop(ReadOnlySpan<long> dims, ReadOnlySpan<long> sourceStrides, ReadOnlySpan<long> targetStrides, long sourceAt, long targetAt)
        : IElementLoop
    {
        // A transpose reads a cache line for every element: square tiles use each line up.
        private const int Tile = 16;

        private readonly ReadOnlySpan<long> _dims = dims;
        private readonly ReadOnlySpan<long> _sourceStrides = sourceStrides;
        private readonly ReadOnlySpan<long> _targetStrides = targetStrides;

        public void Run<T>(ReadOnlySpan<T> source, Span<T> target) => Walk(source, target, 0, sourceAt, targetAt);

        private void Walk<T>(ReadOnlySpan<T> source, Span<T> target, int axis, long from, long to)
        {
            var left = _dims.Length - axis;
            if (left == 1)
            {
                Line(source, target, from, to, _dims[axis], _sourceStrides[axis], _targetStrides[axis]);
                return;
            }
            if (left == 2 && _sourceStrides[axis + 1] > 1 && _sourceStrides[axis] == 1)
            {
                Tiles(source, target, axis, from, to);
                return;
            }
            for (long i = 0; i < _dims[axis]; i++)
                Walk(source, target, axis + 1, from + i * _sourceStrides[axis], to + i * _targetStrides[axis]);
        }

        private void Tiles<T>(ReadOnlySpan<T> source, Span<T> target, int axis, long from, long to)
        {
            var (rows, columns) = (_dims[axis], _dims[axis + 1]);
            for (long row = 0; row < rows; row += Tile)
                for (long column = 0; column < columns; column += Tile)
                    for (var r = row; r < System.Math.Min(row + Tile, rows); r++)
                        Line(source, target, from + r * _sourceStrides[axis] + column * _sourceStrides[axis + 1],
                            to + r * _targetStrides[axis] + column * _targetStrides[axis + 1],
                            System.Math.Min(Tile, columns - column), _sourceStrides[axis + 1], _targetStrides[axis + 1]);
        }

        private static void Line<T>(ReadOnlySpan<T> source, Span<T> target, long from, long to, long count, long sourceStride, long targetStride)
        {
            if (targetStride == 1 && sourceStride == 1)
            {
                source.Slice((int)from, (int)count).CopyTo(target.Slice((int)to, (int)count));
                return;
            }
            if (targetStride == 1 && sourceStride == 0)
            {
                target.Slice((int)to, (int)count).Fill(source[(int)from]);
                return;
            }
            for (long i = 0; i < count; i++, from += sourceStride, to += targetStride) target[(int)to] = source[(int)from];
        }
    }
}

using System.Numerics;
using System.Runtime.InteropServices;

namespace TfStatefulLstm.Runtime.Numerics;

/// <summary>
/// Sums, means, products, extremes and truth over any axes of row-major data. Long folds are split in halves, which keeps the error of sums small; the
/// order depends on the shape alone, never on threads, addresses or the vector width.
/// </summary>
/// <remarks>
/// <c>axes</c> are 0 .. rank - 1 in any order, twice is once; the result is row-major without them. An empty fold gives the identity.
/// </remarks>
internal static class Reduction
{
    /// <summary>Op <c>Sum</c>.</summary>
    public static void Sum<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> shape, ReadOnlySpan<int> axes, Span<T> y, WorkerPool? pool = null)
        where T : unmanaged, INumberBase<T> => Folding<T, Reducers.Sum<T>>.Reduce(x, shape, axes, y, pool);

    /// <summary>Op <c>Mean</c>: the sum divided by the count, in the type's own arithmetic; NaN of nothing.</summary>
    /// <exception cref="DivideByZeroException">The mean of no integers.</exception>
    public static void Mean<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> shape, ReadOnlySpan<int> axes, Span<T> y, WorkerPool? pool = null)
        where T : unmanaged, INumberBase<T>
    {
        var outputs = Folding<T, Reducers.Sum<T>>.Reduce(x, shape, axes, y, pool);
        var count = T.CreateTruncating(outputs == 0 ? 0 : x.Length / outputs);
        foreach (ref var sum in y[..outputs])
        {
            sum /= count;
        }
    }

    /// <summary>Op <c>Prod</c>.</summary>
    public static void Prod<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> shape, ReadOnlySpan<int> axes, Span<T> y, WorkerPool? pool = null)
        where T : unmanaged, INumberBase<T> => Folding<T, Reducers.Product<T>>.Reduce(x, shape, axes, y, pool);

    /// <summary>Op <c>Max</c>: NaN is passed over, as TensorFlow's kernel does; the lowest value, minus infinity where there is one, of nothing.</summary>
    public static void Max<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> shape, ReadOnlySpan<int> axes, Span<T> y, WorkerPool? pool = null)
        where T : unmanaged, INumber<T>
    {
        var outputs = Folding<T, Reducers.Maximum<T>>.Reduce(x, shape, axes, y, pool);
        foreach (ref var extreme in y[..outputs])
        {
            extreme = T.IsNaN(extreme) ? Reducers.Maximum<T>.Identity : extreme;
        }
    }

    /// <summary>Op <c>Min</c>: NaN is passed over, as TensorFlow's kernel does; the highest value, infinity where there is one, of nothing.</summary>
    public static void Min<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> shape, ReadOnlySpan<int> axes, Span<T> y, WorkerPool? pool = null)
        where T : unmanaged, INumber<T>
    {
        var outputs = Folding<T, Reducers.Minimum<T>>.Reduce(x, shape, axes, y, pool);
        foreach (ref var extreme in y[..outputs])
        {
            extreme = T.IsNaN(extreme) ? Reducers.Minimum<T>.Identity : extreme;
        }
    }

    /// <summary>Op <c>All</c>.</summary>
    public static void All(ReadOnlySpan<bool> x, ReadOnlySpan<int> shape, ReadOnlySpan<int> axes, Span<bool> y, WorkerPool? pool = null) =>
        Folding<byte, Reducers.Conjunction>.Reduce(MemoryMarshal.AsBytes(x), shape, axes, MemoryMarshal.AsBytes(y), pool);

    /// <summary>Op <c>Any</c>.</summary>
    public static void Any(ReadOnlySpan<bool> x, ReadOnlySpan<int> shape, ReadOnlySpan<int> axes, Span<bool> y, WorkerPool? pool = null) =>
        Folding<byte, Reducers.Disjunction>.Reduce(MemoryMarshal.AsBytes(x), shape, axes, MemoryMarshal.AsBytes(y), pool);
}

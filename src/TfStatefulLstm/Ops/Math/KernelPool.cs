using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The threads that kernels share.</summary>
internal static class KernelPool
{
    /// <summary>The pool of as many threads as the run allows; null for the caller's alone.</summary>
    public static WorkerPool? Pool(this KernelContext c) => c.Threads <= 1 ? null : WorkerPool.Shared(c.Threads);

    /// <summary>Runs the body over 0 .. <paramref name="count"/> - 1 in ranges, on several threads if that is enough work for them.</summary>
    /// <param name="c">The run.</param>
    /// <param name="count">How many items there are.</param>
    /// <param name="cost">How many elements an item stands for.</param>
    /// <param name="body">Must give the same result however the items are cut into ranges.</param>
    public static void ForRanges<TBody>(this KernelContext c, int count, int cost, TBody body) where TBody : struct, IRangeBody
    {
        const int elementsOfRange = 1 << 14;
        var size = System.Math.Max(1, elementsOfRange / System.Math.Max(1, cost));
        if (count <= size || c.Pool() is not { } pool) body.Invoke(0, count);
        else pool.For((int)(((long)count + size - 1) / size), new Ranges<TBody>(body, count, size));
    }

    private readonly struct Ranges<TBody>(TBody body, int count, int size) : WorkerPool.IBody where TBody : struct, IRangeBody
    {
        public void Invoke(int index) => body.Invoke(index * size, (int)System.Math.Min(count, ((long)index + 1) * size));
    }
}

/// <summary>Work on a range of items.</summary>
internal interface IRangeBody
{
    void Invoke(int start, int end);
}

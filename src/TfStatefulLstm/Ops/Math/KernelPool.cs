using System.Collections.Concurrent;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The threads that kernels share: one pool for every degree that a run may ask for.</summary>
internal static class KernelPool
{
    private static readonly ConcurrentDictionary<int, Lazy<WorkerPool>> s_pools = new();

    /// <summary>The pool of as many threads as the run allows; null for the caller's alone.</summary>
    public static WorkerPool? Pool(this KernelContext c) => c.Threads <= 1 ? null
        : s_pools.GetOrAdd(c.Threads, degree => new Lazy<WorkerPool>(() => new WorkerPool(degree))).Value;
}

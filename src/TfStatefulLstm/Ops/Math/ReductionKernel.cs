using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Math;

/// <summary>Folds an array along axes; the result is without them.</summary>
internal delegate void Fold<T>(ReadOnlySpan<T> x, ReadOnlySpan<int> shape, ReadOnlySpan<int> axes, Span<T> y, WorkerPool? pool);

/// <summary>The kernel of a reduction.</summary>
internal sealed class ReductionKernel<T>(NodeAttrs node, Fold<T> fold) : Kernel
{
    private readonly bool _keepDims = node.Bool("keep_dims");

    public override void Compute(KernelContext c)
    {
        var x = c.Input(0);
        var rank = x.Rank;
        var folded = ReductionOp.Axes(c.Input(1), rank, axis => $"Invalid reduction dimension ({axis} for input with {rank} dimension(s)");
        Span<int> shape = stackalloc int[rank];
        Span<int> axes = stackalloc int[rank];
        Span<long> dims = stackalloc long[rank];
        var (axisCount, dimCount) = (0, 0);
        for (var i = 0; i < rank; i++)
        {
            shape[i] = (int)x.Dims[i];
            if (folded[i]) axes[axisCount++] = i;
            if (!folded[i] || _keepDims) dims[dimCount++] = folded[i] ? 1 : x.Dims[i];
        }
        fold(x.AsSpan<T>(), shape, axes[..axisCount], c.Allocate(0, x.DType, dims[..dimCount]).Data<T>(), c.Pool());
    }
}

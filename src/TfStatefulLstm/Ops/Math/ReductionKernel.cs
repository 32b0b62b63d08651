using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The kernel of a reduction. Neighbouring dimensions that are both kept or both folded count as one, so that it runs along long rows.</summary>
internal sealed class ReductionKernel<T, TReducer>(NodeAttrs node) : Kernel where TReducer : struct, IReducer<TReducer, T>
{
    private readonly bool _keepDims = node.Bool("keep_dims");

    public override void Compute(KernelContext c)
    {
        var x = c.Input(0);
        var rank = x.Rank;
        var folded = ReductionOp.Axes(c.Input(1), rank, axis => $"Invalid reduction dimension ({axis} for input with {rank} dimension(s)");
        var output = new List<long>();
        var (sizes, folds) = (new List<int>(), new List<bool>());
        for (var i = 0; i < rank; i++)
        {
            if (!folded[i]) output.Add(x.Dims[i]);
            else if (_keepDims) output.Add(1);
            if (x.Dims[i] == 1) continue;
            if (sizes.Count > 0 && folds[^1] == folded[i]) sizes[^1] *= (int)x.Dims[i];
            else
            {
                sizes.Add((int)x.Dims[i]);
                folds.Add(folded[i]);
            }
        }
        var y = c.Allocate(0, x.DType, output.ToArray());
        Fold(x.AsSpan<T>(), [.. sizes], [.. folds], y.Data<T>());
    }

    private static void Fold(ReadOnlySpan<T> x, ReadOnlySpan<int> sizes, ReadOnlySpan<bool> folds, Span<T> y)
    {
        y.Fill(TReducer.Identity);
        if (x.Length > 0)
        {
            var row = sizes.Length == 0 ? 1 : sizes[^1];
            for (var start = 0; start < x.Length; start += row)
            {
                var at = ResultOf(start / row, sizes, folds);
                if (folds.Length > 0 && folds[^1]) y[at] = TReducer.Combine(TReducer.Row(x.Slice(start, row)), y[at]);
                else TReducer.Accumulate(x.Slice(start, row), y.Slice(at, row));
            }
        }
        var count = y.Length == 0 ? 0 : x.Length / y.Length;
        for (var i = 0; i < y.Length; i++) y[i] = TReducer.Finish(y[i], count);
    }

    // Where the results of a row stand: the outer dimensions alternate, the folded ones move nothing.
    private static int ResultOf(int row, ReadOnlySpan<int> sizes, ReadOnlySpan<bool> folds)
    {
        var step = folds.Length > 0 && !folds[^1] ? sizes[^1] : 1;
        var at = 0;
        for (var i = sizes.Length - 2; i >= 0; i--)
        {
            (row, var index) = System.Math.DivRem(row, sizes[i]);
            if (folds[i]) continue;
            at += index * step;
            step *= sizes[i];
        }
        return at;
    }
}

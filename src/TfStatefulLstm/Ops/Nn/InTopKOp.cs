using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>Asks of every row whether fewer than k predictions beat that of the target.</summary>
internal abstract class InTopKOp : Op
{
    /// <summary>k, when it runs.</summary>
    protected abstract Func<KernelContext, long> Counting(NodeAttrs node);

    public sealed override void InferShapes(ShapeContext c)
    {
        var (predictions, targets) = (c.WithRank(0, 2), c.WithRank(1, 1));
        c.SetOutput(0, new Shape(ShapeContext.Merge(predictions[0], targets[0])));
    }

    public sealed override Kernel CreateKernel(NodeAttrs node)
    {
        var counting = Counting(node);
        if (node.Type("T") == DType.Int64) return new FunctionKernel(c => Compute<long>(c, counting(c)));
        return new FunctionKernel(c => Compute<int>(c, counting(c)));
    }

    private static void Compute<T>(KernelContext c, long k) where T : unmanaged, IBinaryInteger<T>
    {
        var (predictions, targets) = (c.Input(0), c.Input(1));
        if (predictions.Rank != 2) throw new InvalidArgumentError("predictions must be 2-dimensional");
        if (targets.Rank != 1) throw new InvalidArgumentError("targets must be 1-dimensional");
        if (predictions.Dims[0] != targets.Dims[0])
            throw new InvalidArgumentError($"First dimension of predictions {predictions.Dims[0]} must match length of targets {targets.Dims[0]}");
        var classes = (int)predictions.Dims[1];
        var output = c.Allocate(0, DType.Bool, targets.Dims).Data<bool>();
        var scores = predictions.AsSpan<float>();
        for (var i = 0; i < output.Length; i++)
        {
            var target = targets.AsSpan<T>()[i];
            var inside = target >= T.Zero && target < T.CreateChecked(classes);
            output[i] = inside && IsAmong(scores.Slice(i * classes, classes), int.CreateTruncating(target), k);
        }
    }

    // A row with a number that is none has no order; equals of the target do not beat it.
    private static bool IsAmong(ReadOnlySpan<float> row, int target, long k)
    {
        var better = 0;
        foreach (var score in row)
        {
            if (!float.IsFinite(score)) return false;
            if (score > row[target]) better++;
        }
        return better < k;
    }
}

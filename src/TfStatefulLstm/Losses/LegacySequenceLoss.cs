using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Losses;

/// <summary>The cross entropy of sequences whose steps are given one by one (<c>tf.contrib.legacy_seq2seq</c>).</summary>
internal static class LegacySequenceLoss
{
    /// <summary>The loss of each row (<c>sequence_loss_by_example</c>).</summary>
    /// <exception cref="ValueError">The lists are not of one length.</exception>
    public static Tensor ByExample(IReadOnlyList<Tensor> logits, IReadOnlyList<Tensor> targets, IReadOnlyList<Tensor> weights, bool averageTime,
        Func<Tensor, Tensor, Tensor>? crossEntropy, string? name)
    {
        if (targets.Count != logits.Count || weights.Count != logits.Count)
            throw new ValueError($"Lengths of logits, weights, and targets must be the same {logits.Count}, {weights.Count}, {targets.Count}.");
        using var scope = GraphScopes.NameScope(name, "sequence_loss_by_example", All(logits, targets, weights));
        var steps = new TensorLike[logits.Count];
        for (var i = 0; i < steps.Length; i++)
        {
            var loss = crossEntropy is null
                ? NnFunctions.SparseSoftmaxCrossEntropyWithLogits(ArrayFunctions.Reshape(targets[i], new[] { -1 }), logits[i])
                : crossEntropy(targets[i], logits[i]);
            steps[i] = loss * weights[i];
        }
        var sum = MathFunctions.AddN(steps);
        if (!averageTime) return sum;
        // Where all weights of a row are 0, its loss is 0.
        var total = MathFunctions.AddN(weights.Select(w => (TensorLike)w).ToArray()) + 1e-12;
        return sum / total;
    }

    /// <summary>The sum over all rows, or their mean (<c>sequence_loss</c>).</summary>
    /// <exception cref="ValueError">The lists are not of one length.</exception>
    public static Tensor Total(IReadOnlyList<Tensor> logits, IReadOnlyList<Tensor> targets, IReadOnlyList<Tensor> weights, bool averageTime, bool averageBatch,
        Func<Tensor, Tensor, Tensor>? crossEntropy, string? name)
    {
        using var scope = GraphScopes.NameScope(name, "sequence_loss", All(logits, targets, weights));
        var cost = MathFunctions.ReduceSum(ByExample(logits, targets, weights, averageTime, crossEntropy, null));
        return averageBatch ? cost / MathFunctions.Cast(ArrayFunctions.Shape(targets[0])[0], cost.DType) : cost;
    }

    private static TensorLike[] All(params IEnumerable<Tensor>[] lists) => [.. lists.SelectMany(l => l).Select(t => (TensorLike)t)];
}

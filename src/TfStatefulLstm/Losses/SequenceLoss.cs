using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Losses;

/// <summary>The cross entropy of sequences of classes (<c>tf.contrib.seq2seq.sequence_loss</c>).</summary>
internal static class SequenceLoss
{
    /// <summary>The weighted cross entropy of each step of each row, averaged or summed over either.</summary>
    /// <exception cref="ValueError">A shape does not fit, or an axis is to be both averaged and summed over.</exception>
    public static Tensor Make(Tensor logits, Tensor targets, Tensor weights, bool averageTime, bool averageBatch, bool sumTime, bool sumBatch,
        Func<Tensor, Tensor, Tensor>? crossEntropy, string? name)
    {
        if (logits.Rank != 3) throw new ValueError("Logits must be a [batch_size x sequence_length x logits] tensor");
        if (targets.Rank != 2) throw new ValueError("Targets must be a [batch_size x sequence_length] tensor");
        if (weights.Rank != 2) throw new ValueError("Weights must be a [batch_size x sequence_length] tensor");
        if (averageTime && sumTime) throw new ValueError("average_across_timesteps and sum_over_timesteps cannot be set to True at same time.");
        if (averageBatch && sumBatch) throw new ValueError("average_across_batch and sum_over_batch cannot be set to True at same time.");
        using var scope = GraphScopes.NameScope(name, "sequence_loss", logits, targets, weights);
        var classes = ArrayFunctions.Shape(logits)[2];
        var flat = ArrayFunctions.Reshape(logits, [-1, classes]);
        var labels = ArrayFunctions.Reshape(targets, new[] { -1 });
        var loss = crossEntropy is null ? NnFunctions.SparseSoftmaxCrossEntropyWithLogits(labels, flat) : crossEntropy(labels, flat);
        loss *= ArrayFunctions.Reshape(weights, new[] { -1 });
        if (averageTime && averageBatch)
        {
            loss = MathFunctions.ReduceSum(loss);
            return MathFunctions.DivNoNan(loss, MathFunctions.ReduceSum(weights));
        }
        if (sumTime && sumBatch)
        {
            loss = MathFunctions.ReduceSum(loss);
            return MathFunctions.DivNoNan(loss, MathFunctions.Cast(CountNonzero(weights), loss.DType));
        }
        loss = ArrayFunctions.Reshape(loss, ArrayFunctions.Shape(logits)[new Slice(0, 2)]);
        if (!averageTime && !averageBatch && !sumTime && !sumBatch) return loss;
        var averages = averageTime || averageBatch;
        var axis = new[] { (averages ? averageBatch : sumBatch) ? 0 : 1 };
        loss = MathFunctions.ReduceSum(loss, axis);
        var size = averages ? MathFunctions.ReduceSum(weights, axis) : MathFunctions.Cast(CountNonzero(weights, axis), loss.DType);
        return MathFunctions.DivNoNan(loss, size);
    }

    // tf.count_nonzero.
    private static Tensor CountNonzero(Tensor weights, TensorLike? axis = null)
    {
        using var scope = weights.Graph.NameScope("count_nonzero");
        var other = MathFunctions.NotEqual(weights, ConstantFunctions.Zeros(Shape.Scalar, weights.DType.Base()));
        return MathFunctions.ReduceSum(MathFunctions.Cast(other, DType.Int64), axis);
    }
}

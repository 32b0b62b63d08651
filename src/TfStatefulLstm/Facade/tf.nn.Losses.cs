using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Cross entropies, and what tells whether a prediction is right.
public sealed partial class tensorflow_nn
{
    /// <summary>The cross entropy of a softmax, row by row; gradients flow into the labels too.</summary>
    /// <param name="labels">For each row a probability distribution.</param>
    /// <param name="logits">The scores before the softmax.</param>
    /// <param name="axis">The axis of the classes; by default the last.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="dim">The old name of <paramref name="axis"/>.</param>
    public Tensor softmax_cross_entropy_with_logits_v2(TensorLike labels, TensorLike logits, int? axis = null, string? name = null, int? dim = null) =>
        NnFunctions.SoftmaxCrossEntropyWithLogitsV2(labels, logits, axis, name, dim);

    /// <summary>The cross entropy of a softmax, row by row; no gradient flows into the labels.</summary>
    /// <param name="labels">For each row a probability distribution.</param>
    /// <param name="logits">The scores before the softmax.</param>
    /// <param name="dim">The axis of the classes; by default the last.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="axis">The new name of <paramref name="dim"/>.</param>
    public Tensor softmax_cross_entropy_with_logits(TensorLike labels, TensorLike logits, int? dim = null, string? name = null, int? axis = null) =>
        NnFunctions.SoftmaxCrossEntropyWithLogits(labels, logits, dim, name, axis);

    /// <summary>The cross entropy of a softmax, row by row, where each row has one right class.</summary>
    /// <param name="labels">For each row the index of its class.</param>
    /// <param name="logits">The scores before the softmax.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="ValueError">Labels and logits do not fit each other.</exception>
    public Tensor sparse_softmax_cross_entropy_with_logits(TensorLike labels, TensorLike logits, string? name = null) =>
        NnFunctions.SparseSoftmaxCrossEntropyWithLogits(labels, logits, name);

    /// <summary>The cross entropy of a logistic function, element by element.</summary>
    /// <param name="labels">Probabilities, in the shape of the logits.</param>
    /// <param name="logits">The scores before the softmax.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="ValueError">The shapes differ.</exception>
    public Tensor sigmoid_cross_entropy_with_logits(TensorLike labels, TensorLike logits, string? name = null) =>
        NnFunctions.SigmoidCrossEntropyWithLogits(labels, logits, name);

    /// <summary>Whether the right class is among the k highest scores.</summary>
    /// <param name="predictions">For each row the scores of its classes.</param>
    /// <param name="targets">For each row its class.</param>
    /// <param name="k">How many scores to look at.</param>
    /// <param name="name">The node's name.</param>
    public Tensor in_top_k(TensorLike predictions, TensorLike targets, TensorLike k, string? name = null) => NnFunctions.InTopK(predictions, targets, k, name);

    /// <summary>The k largest elements along the last axis, and their indices.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="k">How many.</param>
    /// <param name="sorted">Whether they come in order.</param>
    /// <param name="name">The node's name.</param>
    public (Tensor Values, Tensor Indices) top_k(TensorLike input, TensorLike? k = null, bool sorted = true, string? name = null) =>
        NnFunctions.TopK(input, k, sorted, name);
}

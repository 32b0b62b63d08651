using TfStatefulLstm.Framework;
using TfStatefulLstm.Losses;

namespace TfStatefulLstm.Facade;

// Losses. Every one takes the weight of each element or of all, and adds itself to a collection.
public sealed partial class tensorflow_losses
{
    private const string Losses = "losses";

    /// <summary>One loss of many, weighted.</summary>
    /// <param name="losses">The loss of each element.</param>
    /// <param name="weights">The weight of each element, or of all; 1 where nothing is said.</param>
    /// <param name="scope">The name scope.</param>
    /// <param name="loss_collection">The collection that it is added to, or null.</param>
    /// <param name="reduction">How many become one (<see cref="Reduction"/>).</param>
    /// <exception cref="ValueError">The weights do not fit the losses.</exception>
    public Tensor compute_weighted_loss(TensorLike losses, TensorLike? weights = null, string? scope = null, string? loss_collection = Losses,
        string reduction = Reduction.SUM_BY_NONZERO_WEIGHTS) => WeightedLoss.Compute(losses, weights, scope, loss_collection, reduction);

    /// <summary>|prediction - label|.</summary>
    /// <inheritdoc cref="mean_squared_error"/>
    public Tensor absolute_difference(TensorLike labels, TensorLike predictions, TensorLike? weights = null, string? scope = null, string? loss_collection = Losses,
        string reduction = Reduction.SUM_BY_NONZERO_WEIGHTS) => LossFunctions.AbsoluteDifference(labels, predictions, new(weights, scope, loss_collection, reduction));

    /// <summary>The square of prediction - label.</summary>
    /// <param name="labels">The truth.</param>
    /// <param name="predictions">The predictions, of the same shape.</param>
    /// <param name="weights">The weight of each element, or of all; 1 where nothing is said.</param>
    /// <param name="scope">The name scope.</param>
    /// <param name="loss_collection">The collection that it is added to, or null.</param>
    /// <param name="reduction">How the losses of single elements become one (<see cref="Reduction"/>).</param>
    /// <exception cref="ValueError">The shapes do not fit each other.</exception>
    public Tensor mean_squared_error(TensorLike labels, TensorLike predictions, TensorLike? weights = null, string? scope = null, string? loss_collection = Losses,
        string reduction = Reduction.SUM_BY_NONZERO_WEIGHTS) => LossFunctions.MeanSquaredError(labels, predictions, new(weights, scope, loss_collection, reduction));

    /// <summary>1 - cosine, of vectors of length 1 along an axis.</summary>
    /// <inheritdoc cref="mean_squared_error"/>
    public Tensor cosine_distance(TensorLike labels, TensorLike predictions, int axis, TensorLike? weights = null, string? scope = null, string? loss_collection = Losses,
        string reduction = Reduction.SUM_BY_NONZERO_WEIGHTS) => LossFunctions.CosineDistance(labels, predictions, axis, new(weights, scope, loss_collection, reduction));

    /// <summary>max(0, 1 - label * logit) with labels of 0 and 1.</summary>
    /// <inheritdoc cref="mean_squared_error"/>
    public Tensor hinge_loss(TensorLike labels, TensorLike logits, TensorLike? weights = null, string? scope = null, string? loss_collection = Losses,
        string reduction = Reduction.SUM_BY_NONZERO_WEIGHTS) => LossFunctions.Hinge(labels, logits, new(weights, scope, loss_collection, reduction));

    /// <summary>Half the square of the error up to delta, linear from there.</summary>
    /// <inheritdoc cref="mean_squared_error"/>
    public Tensor huber_loss(TensorLike labels, TensorLike predictions, TensorLike? weights = null, double delta = 1, string? scope = null,
        string? loss_collection = Losses, string reduction = Reduction.SUM_BY_NONZERO_WEIGHTS) =>
        LossFunctions.Huber(labels, predictions, delta, new(weights, scope, loss_collection, reduction));

    /// <summary>Cross entropy of independent probabilities.</summary>
    /// <inheritdoc cref="mean_squared_error"/>
    public Tensor log_loss(TensorLike labels, TensorLike predictions, TensorLike? weights = null, double epsilon = 1e-7, string? scope = null,
        string? loss_collection = Losses, string reduction = Reduction.SUM_BY_NONZERO_WEIGHTS) =>
        LossFunctions.Log(labels, predictions, epsilon, new(weights, scope, loss_collection, reduction));

    /// <summary>Cross entropy of independent truths.</summary>
    /// <inheritdoc cref="mean_squared_error"/>
    public Tensor sigmoid_cross_entropy(TensorLike multi_class_labels, TensorLike logits, TensorLike? weights = null, double label_smoothing = 0, string? scope = null,
        string? loss_collection = Losses, string reduction = Reduction.SUM_BY_NONZERO_WEIGHTS) =>
        LossFunctions.SigmoidCrossEntropy(multi_class_labels, logits, label_smoothing, new(weights, scope, loss_collection, reduction));

    /// <summary>Cross entropy of one class of many, the truth as probabilities.</summary>
    /// <inheritdoc cref="mean_squared_error"/>
    public Tensor softmax_cross_entropy(TensorLike onehot_labels, TensorLike logits, TensorLike? weights = null, double label_smoothing = 0, string? scope = null,
        string? loss_collection = Losses, string reduction = Reduction.SUM_BY_NONZERO_WEIGHTS) =>
        LossFunctions.SoftmaxCrossEntropy(onehot_labels, logits, label_smoothing, new(weights, scope, loss_collection, reduction));

    /// <summary>Cross entropy of one class of many, the truth as numbers.</summary>
    /// <inheritdoc cref="mean_squared_error"/>
    public Tensor sparse_softmax_cross_entropy(TensorLike labels, TensorLike logits, TensorLike? weights = null, string? scope = null, string? loss_collection = Losses,
        string reduction = Reduction.SUM_BY_NONZERO_WEIGHTS) => LossFunctions.SparseSoftmaxCrossEntropy(labels, logits, new(weights, scope, loss_collection, reduction));

    /// <summary>Adds a loss to a collection.</summary>
    public void add_loss(Tensor loss, string loss_collection = Losses) => loss.Graph.AddToCollection(loss_collection, loss);

    /// <summary>The losses of a collection, those whose names match the scope if one is given.</summary>
    public IReadOnlyList<Tensor> get_losses(string? scope = null, string loss_collection = Losses) => LossFunctions.Losses(loss_collection, scope);

    /// <summary>What regularizers added.</summary>
    public IReadOnlyList<Tensor> get_regularization_losses(string? scope = null) => LossFunctions.Losses(GraphKeys.Names.REGULARIZATION_LOSSES, scope);

    /// <summary>The sum of what regularizers added; 0 if they added nothing.</summary>
    public Tensor get_regularization_loss(string? scope = null, string name = "total_regularization_loss") => LossFunctions.RegularizationLoss(scope, name);

    /// <summary>The sum of all losses.</summary>
    public Tensor get_total_loss(bool add_regularization_losses = true, string name = "total_loss", string? scope = null) =>
        LossFunctions.TotalLoss(add_regularization_losses, name, scope);
}

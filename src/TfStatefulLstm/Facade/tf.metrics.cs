using TfStatefulLstm.Framework;
using TfStatefulLstm.Losses;

namespace TfStatefulLstm.Facade;

public sealed partial class tensorflow
{
    /// <summary>Means that go on from run to run (<c>tf.metrics</c>).</summary>
    public tensorflow_metrics metrics { get; } = new();
}

/// <summary>Means that go on from run to run (<c>tf.metrics</c>): each is its value so far and an op that takes a batch in and gives the value after it. The sums
/// are local variables: <c>tf.local_variables_initializer()</c> begins anew.</summary>
public sealed class tensorflow_metrics
{
    internal tensorflow_metrics() { }

    /// <summary>The mean of all values.</summary>
    /// <param name="values">The values.</param>
    /// <param name="weights">The weight of each, or of all; 1 where nothing is said.</param>
    /// <param name="metrics_collections">The collections that the value is added to.</param>
    /// <param name="updates_collections">The collections that the update is added to.</param>
    /// <param name="name">The variable scope of the sums.</param>
    /// <exception cref="ValueError">The weights do not fit the values.</exception>
    public (Tensor Value, Tensor UpdateOp) mean(TensorLike values, TensorLike? weights = null, IReadOnlyList<object>? metrics_collections = null,
        IReadOnlyList<object>? updates_collections = null, string? name = null) =>
        MetricFunctions.Mean(values, new MetricOptions(weights, metrics_collections, updates_collections, name));

    /// <summary>How often predictions are the labels.</summary>
    /// <inheritdoc cref="mean_squared_error"/>
    public (Tensor Value, Tensor UpdateOp) accuracy(TensorLike labels, TensorLike predictions, TensorLike? weights = null, IReadOnlyList<object>? metrics_collections = null,
        IReadOnlyList<object>? updates_collections = null, string? name = null) =>
        MetricFunctions.Accuracy(labels, predictions, new MetricOptions(weights, metrics_collections, updates_collections, name));

    /// <summary>The mean of the squares of predictions minus labels.</summary>
    /// <param name="labels">The truth.</param>
    /// <param name="predictions">The predictions, of the same shape but for a last dimension of size 1.</param>
    /// <param name="weights">The weight of each, or of all; 1 where nothing is said.</param>
    /// <param name="metrics_collections">The collections that the value is added to.</param>
    /// <param name="updates_collections">The collections that the update is added to.</param>
    /// <param name="name">The variable scope of the sums.</param>
    /// <exception cref="ValueError">The shapes do not fit each other.</exception>
    public (Tensor Value, Tensor UpdateOp) mean_squared_error(TensorLike labels, TensorLike predictions, TensorLike? weights = null,
        IReadOnlyList<object>? metrics_collections = null, IReadOnlyList<object>? updates_collections = null, string? name = null) =>
        MetricFunctions.MeanSquaredError(labels, predictions, new MetricOptions(weights, metrics_collections, updates_collections, name));

    /// <summary>The root of the mean of the squares of predictions minus labels.</summary>
    /// <inheritdoc cref="mean_squared_error"/>
    public (Tensor Value, Tensor UpdateOp) root_mean_squared_error(TensorLike labels, TensorLike predictions, TensorLike? weights = null,
        IReadOnlyList<object>? metrics_collections = null, IReadOnlyList<object>? updates_collections = null, string? name = null) =>
        MetricFunctions.RootMeanSquaredError(labels, predictions, new MetricOptions(weights, metrics_collections, updates_collections, name));
}

using TfStatefulLstm.ControlFlow.Gradients;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Facade;

// Gradients.
public sealed partial class tensorflow
{
    /// <summary>How gradients that meet at one tensor are added (<c>tf.AggregationMethod</c>), as Python spells it.</summary>
    public tensorflow_AggregationMethod AggregationMethod { get; } = new();

    /// <summary>The derivatives of the sum of all ys with respect to each x, as new nodes of the graph.</summary>
    /// <param name="ys">What is differentiated: a tensor or a list.</param>
    /// <param name="xs">With respect to what: tensors and variables.</param>
    /// <param name="grad_ys">The gradients that arrive at the ys; null, or a null in it, for ones.</param>
    /// <param name="name">The name scope of the new nodes.</param>
    /// <param name="colocate_gradients_with_ops">Whether gradients are placed with the ops that they are of.</param>
    /// <param name="gate_gradients">Whether the gradients of an op are there only when all of them are.</param>
    /// <param name="aggregation_method">How gradients that meet are added.</param>
    /// <param name="stop_gradients">Tensors that are taken for constants.</param>
    /// <param name="unconnected_gradients">What stands where nothing connects the ys with an x.</param>
    /// <returns>One entry for each x: a tensor, the rows of one (<see cref="IndexedSlices"/>), or null where nothing connects them.</returns>
    /// <exception cref="LookupError">An op on the way has no gradient.</exception>
    /// <exception cref="ValueError">The number of <paramref name="grad_ys"/> is not that of the ys, or a gradient's shape does not fit.</exception>
    /// <exception cref="TypeError">A y is of a type that has no gradient.</exception>
    public TensorConvertible?[] gradients(TensorLike ys, IEnumerable<TensorConvertible> xs, IEnumerable<TensorConvertible?>? grad_ys = null, string name = "gradients",
        bool colocate_gradients_with_ops = false, bool gate_gradients = false, ControlFlow.Gradients.AggregationMethod aggregation_method = ControlFlow.Gradients.AggregationMethod.Default,
        IEnumerable<TensorConvertible>? stop_gradients = null, UnconnectedGradients unconnected_gradients = UnconnectedGradients.None) =>
        GradientGraph.Build([.. ys], [.. xs], new GradientOptions
        {
            GradYs = grad_ys?.ToArray(),
            Name = name,
            Colocate = colocate_gradients_with_ops,
            Gate = gate_gradients,
            Aggregation = aggregation_method,
            Stop = stop_gradients?.ToArray() ?? [],
            Unconnected = unconnected_gradients,
        });

    /// <inheritdoc cref="gradients(TensorLike, IEnumerable{TensorConvertible}, IEnumerable{TensorConvertible}, string, bool, bool, ControlFlow.Gradients.AggregationMethod, IEnumerable{TensorConvertible}, UnconnectedGradients)"/>
    public TensorConvertible?[] gradients(TensorLike ys, TensorConvertible xs, IEnumerable<TensorConvertible?>? grad_ys = null, string name = "gradients",
        bool colocate_gradients_with_ops = false, bool gate_gradients = false, ControlFlow.Gradients.AggregationMethod aggregation_method = ControlFlow.Gradients.AggregationMethod.Default,
        IEnumerable<TensorConvertible>? stop_gradients = null, UnconnectedGradients unconnected_gradients = UnconnectedGradients.None) =>
        gradients(ys, [xs], grad_ys, name, colocate_gradients_with_ops, gate_gradients, aggregation_method, stop_gradients, unconnected_gradients);
}

/// <summary>How gradients that meet at one tensor are added (<c>tf.AggregationMethod</c>), as Python spells it.</summary>
public sealed class tensorflow_AggregationMethod
{
    internal tensorflow_AggregationMethod() { }

    /// <inheritdoc cref="AggregationMethod.AddN"/>
    public AggregationMethod ADD_N => AggregationMethod.AddN;

    /// <inheritdoc cref="AggregationMethod.Default"/>
    public AggregationMethod DEFAULT => AggregationMethod.Default;

    /// <inheritdoc cref="AggregationMethod.ExperimentalTree"/>
    public AggregationMethod EXPERIMENTAL_TREE => AggregationMethod.ExperimentalTree;

    /// <inheritdoc cref="AggregationMethod.ExperimentalAccumulateN"/>
    public AggregationMethod EXPERIMENTAL_ACCUMULATE_N => AggregationMethod.ExperimentalAccumulateN;
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.ControlFlow.Gradients;

/// <summary>How gradients that meet at one tensor are added (<c>tf.AggregationMethod</c>).</summary>
public enum AggregationMethod
{
    /// <summary>All at once, when all are there.</summary>
    AddN = 0,

    /// <summary>What TensorFlow takes if nothing is asked for: all at once.</summary>
    Default = AddN,

    /// <summary>In pairs.</summary>
    ExperimentalTree = 1,

    /// <summary>As they come, where the shape is known; else in pairs.</summary>
    ExperimentalAccumulateN = 2,
}

/// <summary>What stands for the gradient of what does not depend on it (<c>tf.UnconnectedGradients</c>).</summary>
public enum UnconnectedGradients
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Zeros.</summary>
    Zero,
}

/// <summary>What <c>tf.gradients</c> can be told beyond what to differentiate.</summary>
internal sealed record GradientOptions
{
    /// <summary>The gradients that arrive at the ys, with ones where there is none; null for ones everywhere.</summary>
    public IReadOnlyList<TensorConvertible?>? GradYs { get; init; }

    public string Name { get; init; } = "gradients";

    /// <summary>Whether gradients are placed with the ops that they are of.</summary>
    public bool Colocate { get; init; }

    /// <summary>Whether the gradients of an op are there only when all of them are.</summary>
    public bool Gate { get; init; }

    public AggregationMethod Aggregation { get; init; }

    /// <summary>Tensors whose ops are taken for constants.</summary>
    public IReadOnlyList<TensorConvertible> Stop { get; init; } = [];

    public UnconnectedGradients Unconnected { get; init; }
}

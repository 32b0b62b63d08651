using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Activations that are mathematics.
public sealed partial class tensorflow_nn
{
    /// <summary>The logistic function 1 / (1 + exp(-x)).</summary>
    public Tensor sigmoid(TensorLike x, string? name = null) => MathFunctions.Sigmoid(x, name);

    /// <summary>The hyperbolic tangent.</summary>
    public Tensor tanh(TensorLike x, string? name = null) => MathFunctions.Tanh(x, name);

    /// <summary>The logarithm of the logistic function.</summary>
    public Tensor log_sigmoid(TensorLike x, string? name = null) => MathFunctions.LogSigmoid(x, name);
}

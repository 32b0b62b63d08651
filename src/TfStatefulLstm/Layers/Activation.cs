using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Layers;

/// <summary>An activation function: <c>tf.tanh</c>, <c>tf.nn.relu</c>, or a function of one's own.</summary>
public delegate Tensor Activation(TensorLike x, string? name = null);

/// <summary>Activations by the names that Keras gives them (<c>activations.get</c>).</summary>
internal static class Activations
{
    /// <exception cref="ValueError">No activation has that name.</exception>
    public static Activation ByName(string name) => name switch
    {
        "tanh" => MathFunctions.Tanh,
        "sigmoid" => MathFunctions.Sigmoid,
        "relu" => NnFunctions.Relu,
        "elu" => NnFunctions.Elu,
        "selu" => NnFunctions.Selu,
        "softplus" => NnFunctions.Softplus,
        "softsign" => NnFunctions.Softsign,
        "exponential" => MathFunctions.Exp,
        "linear" => (x, _) => Nodes.Convert(x),
        "hard_sigmoid" => HardSigmoid,
        _ => throw new ValueError($"Unknown activation function:{name}"),
    };

    private static Tensor HardSigmoid(TensorLike x, string? name)
    {
        var tensor = Nodes.Convert(x);
        var scaled = MathFunctions.Multiply(tensor, ConstantFunctions.Constant(0.2, tensor.DType.Base()));
        return ClipFunctions.ClipByValue(MathFunctions.Add(scaled, ConstantFunctions.Constant(0.5, tensor.DType.Base())), 0.0, 1.0, name);
    }
}

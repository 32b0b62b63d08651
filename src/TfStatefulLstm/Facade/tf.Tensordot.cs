using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Products over chosen dimensions.
public sealed partial class tensorflow
{
    /// <summary>The sums of products over dimensions of two tensors.</summary>
    /// <param name="a">The first tensor.</param>
    /// <param name="b">The second tensor.</param>
    /// <param name="axes">The dimensions: how many, the last of a and the first of b; or the dimensions of a and of b.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="ValueError">The dimensions do not fit.</exception>
    public Tensor tensordot(TensorLike a, TensorLike b, (int[] A, int[] B) axes, string? name = null) => MathFunctions.Tensordot(a, b, axes, name);

    /// <summary>The sums of products over the last dimensions of a and the first of b.</summary>
    /// <param name="a">The first tensor.</param>
    /// <param name="b">The second tensor.</param>
    /// <param name="axes">How many dimensions.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="ValueError">There are not that many.</exception>
    public Tensor tensordot(TensorLike a, TensorLike b, int axes, string? name = null) => MathFunctions.Tensordot(a, b, axes, name);
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Reductions, sums over lists, and matrix products; tf derives from tf.math and so has them too.
public partial class tensorflow_math
{
    /// <summary>The sum along axes.</summary>
    /// <param name="input_tensor">The tensor.</param>
    /// <param name="axis">The axes, a number, a list or a tensor; by default all.</param>
    /// <param name="keepdims">Whether the axes stay, with size 1.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="reduction_indices">The old name of <paramref name="axis"/>.</param>
    /// <param name="keep_dims">The old name of <paramref name="keepdims"/>.</param>
    public Tensor reduce_sum(TensorLike input_tensor, TensorLike? axis = null, bool? keepdims = null, string? name = null,
        TensorLike? reduction_indices = null, bool? keep_dims = null) =>
        MathFunctions.ReduceSum(input_tensor, axis, keepdims, name, reduction_indices, keep_dims);

    /// <summary>The mean along axes.</summary>
    /// <param name="input_tensor">The tensor.</param>
    /// <param name="axis">The axes, a number, a list or a tensor; by default all.</param>
    /// <param name="keepdims">Whether the axes stay, with size 1.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="reduction_indices">The old name of <paramref name="axis"/>.</param>
    /// <param name="keep_dims">The old name of <paramref name="keepdims"/>.</param>
    public Tensor reduce_mean(TensorLike input_tensor, TensorLike? axis = null, bool? keepdims = null, string? name = null,
        TensorLike? reduction_indices = null, bool? keep_dims = null) =>
        MathFunctions.ReduceMean(input_tensor, axis, keepdims, name, reduction_indices, keep_dims);

    /// <summary>The product along axes.</summary>
    /// <param name="input_tensor">The tensor.</param>
    /// <param name="axis">The axes, a number, a list or a tensor; by default all.</param>
    /// <param name="keepdims">Whether the axes stay, with size 1.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="reduction_indices">The old name of <paramref name="axis"/>.</param>
    /// <param name="keep_dims">The old name of <paramref name="keepdims"/>.</param>
    public Tensor reduce_prod(TensorLike input_tensor, TensorLike? axis = null, bool? keepdims = null, string? name = null,
        TensorLike? reduction_indices = null, bool? keep_dims = null) =>
        MathFunctions.ReduceProd(input_tensor, axis, keepdims, name, reduction_indices, keep_dims);

    /// <summary>The largest element along axes.</summary>
    /// <param name="input_tensor">The tensor.</param>
    /// <param name="axis">The axes, a number, a list or a tensor; by default all.</param>
    /// <param name="keepdims">Whether the axes stay, with size 1.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="reduction_indices">The old name of <paramref name="axis"/>.</param>
    /// <param name="keep_dims">The old name of <paramref name="keepdims"/>.</param>
    public Tensor reduce_max(TensorLike input_tensor, TensorLike? axis = null, bool? keepdims = null, string? name = null,
        TensorLike? reduction_indices = null, bool? keep_dims = null) =>
        MathFunctions.ReduceMax(input_tensor, axis, keepdims, name, reduction_indices, keep_dims);

    /// <summary>The smallest element along axes.</summary>
    /// <param name="input_tensor">The tensor.</param>
    /// <param name="axis">The axes, a number, a list or a tensor; by default all.</param>
    /// <param name="keepdims">Whether the axes stay, with size 1.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="reduction_indices">The old name of <paramref name="axis"/>.</param>
    /// <param name="keep_dims">The old name of <paramref name="keepdims"/>.</param>
    public Tensor reduce_min(TensorLike input_tensor, TensorLike? axis = null, bool? keepdims = null, string? name = null,
        TensorLike? reduction_indices = null, bool? keep_dims = null) =>
        MathFunctions.ReduceMin(input_tensor, axis, keepdims, name, reduction_indices, keep_dims);

    /// <summary>Whether all are true along axes.</summary>
    /// <param name="input_tensor">The tensor.</param>
    /// <param name="axis">The axes, a number, a list or a tensor; by default all.</param>
    /// <param name="keepdims">Whether the axes stay, with size 1.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="reduction_indices">The old name of <paramref name="axis"/>.</param>
    /// <param name="keep_dims">The old name of <paramref name="keepdims"/>.</param>
    public Tensor reduce_all(TensorLike input_tensor, TensorLike? axis = null, bool? keepdims = null, string? name = null,
        TensorLike? reduction_indices = null, bool? keep_dims = null) =>
        MathFunctions.ReduceAll(input_tensor, axis, keepdims, name, reduction_indices, keep_dims);

    /// <summary>Whether any is true along axes.</summary>
    /// <param name="input_tensor">The tensor.</param>
    /// <param name="axis">The axes, a number, a list or a tensor; by default all.</param>
    /// <param name="keepdims">Whether the axes stay, with size 1.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="reduction_indices">The old name of <paramref name="axis"/>.</param>
    /// <param name="keep_dims">The old name of <paramref name="keepdims"/>.</param>
    public Tensor reduce_any(TensorLike input_tensor, TensorLike? axis = null, bool? keepdims = null, string? name = null,
        TensorLike? reduction_indices = null, bool? keep_dims = null) =>
        MathFunctions.ReduceAny(input_tensor, axis, keepdims, name, reduction_indices, keep_dims);

    /// <summary>log(sum(exp(x))) along axes, without overflow.</summary>
    /// <param name="input_tensor">The tensor.</param>
    /// <param name="axis">The axes, a number, a list or a tensor; by default all.</param>
    /// <param name="keepdims">Whether the axes stay, with size 1.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="reduction_indices">The old name of <paramref name="axis"/>.</param>
    /// <param name="keep_dims">The old name of <paramref name="keepdims"/>.</param>
    public Tensor reduce_logsumexp(TensorLike input_tensor, TensorLike? axis = null, bool? keepdims = null, string? name = null,
        TensorLike? reduction_indices = null, bool? keep_dims = null) =>
        MathFunctions.ReduceLogsumexp(input_tensor, axis, keepdims, name, reduction_indices, keep_dims);

    /// <summary>The index of the largest element along an axis.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="axis">The axis; by default the first.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="dimension">The old name of <paramref name="axis"/>.</param>
    /// <param name="output_type">Int32 or int64.</param>
    public Tensor argmax(TensorLike input, TensorLike? axis = null, string? name = null, TensorLike? dimension = null, DType output_type = DType.Int64) =>
        MathFunctions.Argmax(input, axis, name, dimension, output_type);

    /// <summary>The index of the smallest element along an axis.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="axis">The axis; by default the first.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="dimension">The old name of <paramref name="axis"/>.</param>
    /// <param name="output_type">Int32 or int64.</param>
    public Tensor argmin(TensorLike input, TensorLike? axis = null, string? name = null, TensorLike? dimension = null, DType output_type = DType.Int64) =>
        MathFunctions.Argmin(input, axis, name, dimension, output_type);

    /// <summary>The running sum along an axis.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="exclusive">Whether an element's own value is left out of its sum.</param>
    /// <param name="reverse">Whether to sum from the end.</param>
    /// <param name="name">The node's name.</param>
    public Tensor cumsum(TensorLike x, TensorLike? axis = null, bool exclusive = false, bool reverse = false, string? name = null) =>
        MathFunctions.Cumsum(x, axis, exclusive, reverse, name);

    /// <summary>The running product along an axis.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="exclusive">Whether an element's own value is left out of its product.</param>
    /// <param name="reverse">Whether to multiply from the end.</param>
    /// <param name="name">The node's name.</param>
    public Tensor cumprod(TensorLike x, TensorLike? axis = null, bool exclusive = false, bool reverse = false, string? name = null) =>
        MathFunctions.Cumprod(x, axis, exclusive, reverse, name);

    /// <summary>The sum of a list of tensors of one shape.</summary>
    /// <exception cref="ValueError">The list is empty.</exception>
    public Tensor add_n(TensorLike inputs, string? name = null) => MathFunctions.AddN(inputs, name);

    /// <summary>The sum of a list of tensors of one shape, which may be added up as they come.</summary>
    /// <param name="inputs">The tensors.</param>
    /// <param name="shape">The shape of the tensors, where they do not tell.</param>
    /// <param name="tensor_dtype">Their type.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="ValueError">The list is empty, or the tensors differ in type or shape.</exception>
    public Tensor accumulate_n(TensorLike inputs, Shape? shape = null, DType? tensor_dtype = null, string? name = null) =>
        MathFunctions.AccumulateN(inputs, shape, tensor_dtype, name);

    /// <summary>The matrix product; of tensors of higher rank, that of the matrices in their last two dimensions.</summary>
    /// <param name="a">The first tensor.</param>
    /// <param name="b">The second tensor.</param>
    /// <param name="transpose_a">Whether the first matrix is transposed.</param>
    /// <param name="transpose_b">Whether the second matrix is transposed.</param>
    /// <param name="adjoint_a">Whether the first matrix is transposed and conjugated.</param>
    /// <param name="adjoint_b">Whether the second matrix is transposed and conjugated.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="ValueError">The inner dimensions differ, or a matrix is to be both transposed and conjugated.</exception>
    public Tensor matmul(TensorLike a, TensorLike b, bool transpose_a = false, bool transpose_b = false, bool adjoint_a = false, bool adjoint_b = false,
        string? name = null) =>
        MathFunctions.Matmul(a, b, transpose_a, transpose_b, adjoint_a, adjoint_b, name);
}

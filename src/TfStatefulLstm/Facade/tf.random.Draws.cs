using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Random tensors under their newer names.
public sealed partial class tensorflow_random
{
    /// <summary>Numbers drawn evenly from a range.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="minval">The lower bound; by default 0.</param>
    /// <param name="maxval">The upper bound, which is never drawn; by default 1.</param>
    /// <param name="dtype">A floating point type, int32 or int64.</param>
    /// <param name="seed">The seed of this op.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="ValueError">The type cannot be drawn, or an integer type has no upper bound.</exception>
    public Tensor uniform(TensorLike shape, TensorLike? minval = null, TensorLike? maxval = null, DType dtype = DType.Float32, long? seed = null,
        string? name = null) =>
        RandomFunctions.RandomUniform(shape, minval, maxval, dtype, seed, name);

    /// <summary>Numbers drawn from a normal distribution.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="mean">The mean; by default 0.</param>
    /// <param name="stddev">The standard deviation; by default 1.</param>
    /// <param name="dtype">The element type.</param>
    /// <param name="seed">The seed of this op.</param>
    /// <param name="name">The node's name.</param>
    public Tensor normal(TensorLike shape, TensorLike? mean = null, TensorLike? stddev = null, DType dtype = DType.Float32, long? seed = null,
        string? name = null) =>
        RandomFunctions.RandomNormal(shape, mean, stddev, dtype, seed, name);

    /// <summary>Numbers drawn from a normal distribution; those more than two standard deviations from the mean are drawn again.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="mean">The mean; by default 0.</param>
    /// <param name="stddev">The standard deviation; by default 1.</param>
    /// <param name="dtype">The element type.</param>
    /// <param name="seed">The seed of this op.</param>
    /// <param name="name">The node's name.</param>
    public Tensor truncated_normal(TensorLike shape, TensorLike? mean = null, TensorLike? stddev = null, DType dtype = DType.Float32, long? seed = null,
        string? name = null) =>
        RandomFunctions.TruncatedNormal(shape, mean, stddev, dtype, seed, name);

    /// <summary>The rows of a tensor in random order.</summary>
    public Tensor shuffle(TensorLike value, long? seed = null, string? name = null) => RandomFunctions.RandomShuffle(value, seed, name);

    /// <summary>Indices drawn by their unnormalized log-probabilities.</summary>
    /// <param name="logits">One row of log-probabilities for each row of draws.</param>
    /// <param name="num_samples">How many to draw from each row.</param>
    /// <param name="seed">The seed of this op.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="output_dtype">Int32 or int64, the default.</param>
    public Tensor multinomial(TensorLike logits, TensorLike num_samples, long? seed = null, string? name = null, DType? output_dtype = null) =>
        RandomFunctions.Multinomial(logits, num_samples, seed, name, output_dtype);

    /// <summary>Indices drawn by their unnormalized log-probabilities.</summary>
    /// <param name="logits">One row of log-probabilities for each row of draws.</param>
    /// <param name="num_samples">How many to draw from each row.</param>
    /// <param name="dtype">Int32 or int64, the default.</param>
    /// <param name="seed">The seed of this op.</param>
    /// <param name="name">The node's name.</param>
    public Tensor categorical(TensorLike logits, TensorLike num_samples, DType? dtype = null, long? seed = null, string? name = null) =>
        RandomFunctions.Categorical(logits, num_samples, dtype, seed, name);
}

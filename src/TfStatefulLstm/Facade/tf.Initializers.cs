using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Facade;

// Initializers.
public sealed partial class tensorflow
{
    /// <summary>Initializers under their newer names.</summary>
    public tensorflow_initializers initializers { get; } = new();

    /// <inheritdoc cref="Zeros"/>
    public Initializer zeros_initializer(DType dtype = DType.Float32) => new Zeros(dtype);

    /// <inheritdoc cref="Ones"/>
    public Initializer ones_initializer(DType dtype = DType.Float32) => new Ones(dtype);

    /// <inheritdoc cref="Constant"/>
    public Initializer constant_initializer(TensorLike? value = null, DType dtype = DType.Float32, bool verify_shape = false) => new Constant(value, dtype, verify_shape);

    /// <inheritdoc cref="RandomUniform"/>
    public Initializer random_uniform_initializer(TensorLike? minval = null, TensorLike? maxval = null, long? seed = null, DType dtype = DType.Float32) =>
        new RandomUniform(minval, maxval, seed, dtype);

    /// <inheritdoc cref="RandomNormal"/>
    public Initializer random_normal_initializer(TensorLike? mean = null, TensorLike? stddev = null, long? seed = null, DType dtype = DType.Float32) =>
        new RandomNormal(mean, stddev, seed, dtype);

    /// <inheritdoc cref="TruncatedNormal"/>
    public Initializer truncated_normal_initializer(TensorLike? mean = null, TensorLike? stddev = null, long? seed = null, DType dtype = DType.Float32) =>
        new TruncatedNormal(mean, stddev, seed, dtype);

    /// <inheritdoc cref="UniformUnitScaling"/>
    public Initializer uniform_unit_scaling_initializer(double factor = 1, long? seed = null, DType dtype = DType.Float32) => new UniformUnitScaling(factor, seed, dtype);

    /// <inheritdoc cref="VarianceScaling"/>
    public Initializer variance_scaling_initializer(double scale = 1, string mode = "fan_in", string distribution = "truncated_normal", long? seed = null,
        DType dtype = DType.Float32) => new VarianceScaling(scale, mode, distribution, seed, dtype);

    /// <summary>Uniform, for as many inputs as outputs: what variables take that bring no initializer.</summary>
    public Initializer glorot_uniform_initializer(long? seed = null) => Initializers.GlorotUniform(seed);

    /// <summary>Truncated normal, for as many inputs as outputs.</summary>
    public Initializer glorot_normal_initializer(long? seed = null) => Initializers.GlorotNormal(seed);

    /// <inheritdoc cref="Orthogonal"/>
    public Initializer orthogonal_initializer(double gain = 1, long? seed = null, DType dtype = DType.Float32) => new Orthogonal(gain, seed, dtype);
}

public sealed partial class tensorflow_contrib
{
    /// <summary>Layers with their own spelling, initializers and regularizers (<c>tf.contrib.layers</c>).</summary>
    public tensorflow_contrib_layers layers { get; } = new();
}

/// <summary>Layers with their own spelling, initializers and regularizers (<c>tf.contrib.layers</c>).</summary>
public partial class tensorflow_contrib_layers
{
    internal tensorflow_contrib_layers() { }

    /// <summary>Values that keep the variance of inputs and outputs alike.</summary>
    /// <param name="uniform">Whether they are uniform, or truncated normal.</param>
    /// <param name="seed">The op-level seed.</param>
    /// <param name="dtype">The type where the variable says none.</param>
    public Initializer xavier_initializer(bool uniform = true, long? seed = null, DType dtype = DType.Float32) => new ContribVarianceScaling(1, "FAN_AVG", uniform, seed, dtype);

    /// <summary>Values scaled by the number of inputs or outputs.</summary>
    /// <param name="factor">The factor of the variance.</param>
    /// <param name="mode"><c>FAN_IN</c>, <c>FAN_OUT</c> or <c>FAN_AVG</c>.</param>
    /// <param name="uniform">Whether they are uniform, or truncated normal.</param>
    /// <param name="seed">The op-level seed.</param>
    /// <param name="dtype">The type where the variable says none.</param>
    /// <exception cref="TypeError">The mode is none of these.</exception>
    public Initializer variance_scaling_initializer(double factor = 2, string mode = "FAN_IN", bool uniform = false, long? seed = null, DType dtype = DType.Float32) =>
        new ContribVarianceScaling(factor, mode, uniform, seed, dtype);

    /// <summary>A regularizer: the scale times the sum of absolute values.</summary>
    /// <exception cref="ValueError">The scale is below 0.</exception>
    public Func<VariableBase, Tensor?> l1_regularizer(double scale, string? scope = null) => Regularizers.L1(scale, scope);

    /// <summary>A regularizer: the scale times half the sum of squares.</summary>
    /// <exception cref="ValueError">The scale is below 0.</exception>
    public Func<VariableBase, Tensor?> l2_regularizer(double scale, string? scope = null) => Regularizers.L2(scale, scope);

    /// <summary>A regularizer: both.</summary>
    /// <exception cref="ValueError">A scale is below 0.</exception>
    public Func<VariableBase, Tensor?> l1_l2_regularizer(double scale_l1 = 1, double scale_l2 = 1, string? scope = null) => Regularizers.L1L2(scale_l1, scale_l2, scope);

    /// <summary>A regularizer: the sum of several.</summary>
    public Func<VariableBase, Tensor?> sum_regularizer(IReadOnlyList<Func<VariableBase, Tensor?>> regularizer_list, string? scope = null) =>
        Regularizers.Sum(regularizer_list, scope);
}

/// <summary>Initializers (<c>tf.initializers</c>).</summary>
public sealed class tensorflow_initializers
{
    internal tensorflow_initializers() { }

    /// <inheritdoc cref="Identity"/>
    public Initializer identity(double gain = 1, DType dtype = DType.Float32) => new Identity(gain, dtype);

    /// <summary>Truncated normal, variance 1 over the number of inputs.</summary>
    public Initializer lecun_normal(long? seed = null) => Initializers.LecunNormal(seed);

    /// <summary>Uniform, variance 1 over the number of inputs.</summary>
    public Initializer lecun_uniform(long? seed = null) => Initializers.LecunUniform(seed);

    /// <summary>Truncated normal, variance 2 over the number of inputs.</summary>
    public Initializer he_normal(long? seed = null) => Initializers.HeNormal(seed);

    /// <summary>Uniform, variance 2 over the number of inputs.</summary>
    public Initializer he_uniform(long? seed = null) => Initializers.HeUniform(seed);
}

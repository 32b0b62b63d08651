using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Layers;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Facade;

// Layers, and activations by their names.
public sealed partial class tensorflow
{
    /// <summary>Keras, as far as programs of TensorFlow 1 reach into it (<c>tf.keras</c>).</summary>
    public tensorflow_keras keras { get; } = new();
}

/// <summary>Keras (<c>tf.keras</c>).</summary>
public sealed class tensorflow_keras
{
    internal tensorflow_keras() { }

    /// <summary>Activations (<c>tf.keras.activations</c>).</summary>
    public tensorflow_keras_activations activations { get; } = new();
}

/// <summary>Activations (<c>tf.keras.activations</c>).</summary>
public sealed class tensorflow_keras_activations
{
    internal tensorflow_keras_activations() { }

    /// <summary>The activation of that name: <c>relu</c>, <c>tanh</c>, <c>sigmoid</c>, <c>elu</c>, <c>selu</c>, <c>softplus</c>, <c>softsign</c>, <c>exponential</c>,
    /// <c>hard_sigmoid</c>, <c>linear</c>.</summary>
    /// <exception cref="ValueError">No activation has that name.</exception>
    public Activation get(string identifier) => Activations.ByName(identifier);
}

public sealed partial class tensorflow_layers
{
    /// <summary>A fully connected layer: <c>activation(x W + b)</c> over the last dimension.</summary>
    /// <param name="inputs">The inputs, [..., depth].</param>
    /// <param name="units">The width of the outputs.</param>
    /// <param name="activation">The activation; none where nothing is said.</param>
    /// <param name="use_bias">Whether there is a bias.</param>
    /// <param name="kernel_initializer">The initializer of the kernel.</param>
    /// <param name="bias_initializer">The initializer of the bias; zeros where nothing is said.</param>
    /// <param name="kernel_regularizer">What the kernel adds to the regularization losses.</param>
    /// <param name="bias_regularizer">What the bias adds to the regularization losses.</param>
    /// <param name="activity_regularizer">What the outputs add to the regularization losses.</param>
    /// <param name="kernel_constraint">The projection of the kernel after each update.</param>
    /// <param name="bias_constraint">The projection of the bias after each update.</param>
    /// <param name="trainable">Whether optimizers train the weights.</param>
    /// <param name="name">The layer's name, and that of its scope.</param>
    /// <param name="reuse">Whether the weights of that name must be there already.</param>
    /// <exception cref="ValueError">The depth of the inputs is not known.</exception>
    public Tensor dense(TensorLike inputs, long units, Activation? activation = null, bool use_bias = true, Initializer? kernel_initializer = null,
        Initializer? bias_initializer = null, Func<VariableBase, Tensor?>? kernel_regularizer = null, Func<VariableBase, Tensor?>? bias_regularizer = null,
        Func<Tensor, Tensor>? activity_regularizer = null, Func<VariableBase, Tensor>? kernel_constraint = null, Func<VariableBase, Tensor>? bias_constraint = null,
        bool trainable = true, string? name = null, Reuse? reuse = null) => new Dense(units, new KernelOptions
        {
            Activation = activation,
            UseBias = use_bias,
            KernelInitializer = kernel_initializer,
            BiasInitializer = bias_initializer ?? new Zeros(),
            KernelRegularizer = kernel_regularizer,
            BiasRegularizer = bias_regularizer,
            ActivityRegularizer = activity_regularizer,
            KernelConstraint = kernel_constraint,
            BiasConstraint = bias_constraint,
        }, Named(name, trainable, reuse)).Apply(inputs);

    /// <summary>A convolution over images.</summary>
    /// <param name="inputs">The images, [batch, rows, columns, channels], or channels second.</param>
    /// <param name="filters">The number of channels of the outputs.</param>
    /// <param name="kernel_size">The size of the window.</param>
    /// <param name="strides">The steps between windows.</param>
    /// <param name="padding"><c>valid</c> or <c>same</c>.</param>
    /// <param name="data_format"><c>channels_last</c> or <c>channels_first</c>.</param>
    /// <param name="dilation_rate">The holes in the window; there can be none.</param>
    /// <param name="activation">The activation; none where nothing is said.</param>
    /// <param name="use_bias">Whether there is a bias.</param>
    /// <param name="kernel_initializer">The initializer of the kernel.</param>
    /// <param name="bias_initializer">The initializer of the bias; zeros where nothing is said.</param>
    /// <param name="kernel_regularizer">What the kernel adds to the regularization losses.</param>
    /// <param name="bias_regularizer">What the bias adds to the regularization losses.</param>
    /// <param name="activity_regularizer">What the outputs add to the regularization losses.</param>
    /// <param name="kernel_constraint">The projection of the kernel after each update.</param>
    /// <param name="bias_constraint">The projection of the bias after each update.</param>
    /// <param name="trainable">Whether optimizers train the weights.</param>
    /// <param name="name">The layer's name, and that of its scope.</param>
    /// <param name="reuse">Whether the weights of that name must be there already.</param>
    /// <exception cref="ValueError">The number of channels is not known.</exception>
    public Tensor conv2d(TensorLike inputs, long filters, Pair kernel_size, Pair? strides = null, string padding = "valid", string data_format = "channels_last",
        Pair? dilation_rate = null, Activation? activation = null, bool use_bias = true, Initializer? kernel_initializer = null, Initializer? bias_initializer = null,
        Func<VariableBase, Tensor?>? kernel_regularizer = null, Func<VariableBase, Tensor?>? bias_regularizer = null,
        Func<Tensor, Tensor>? activity_regularizer = null, Func<VariableBase, Tensor>? kernel_constraint = null, Func<VariableBase, Tensor>? bias_constraint = null,
        bool trainable = true, string? name = null, Reuse? reuse = null) =>
        new Conv2D(filters, kernel_size, strides ?? 1, dilation_rate ?? 1, ImageLayout.Of(padding, data_format), new KernelOptions
        {
            Activation = activation,
            UseBias = use_bias,
            KernelInitializer = kernel_initializer,
            BiasInitializer = bias_initializer ?? new Zeros(),
            KernelRegularizer = kernel_regularizer,
            BiasRegularizer = bias_regularizer,
            ActivityRegularizer = activity_regularizer,
            KernelConstraint = kernel_constraint,
            BiasConstraint = bias_constraint,
        }, Named(name, trainable, reuse)).Apply(inputs);

    /// <summary>The largest value of each window of an image.</summary>
    /// <param name="inputs">The images, [batch, rows, columns, channels], or channels second.</param>
    /// <param name="pool_size">The size of the window.</param>
    /// <param name="strides">The steps between windows.</param>
    /// <param name="padding"><c>valid</c> or <c>same</c>.</param>
    /// <param name="data_format"><c>channels_last</c> or <c>channels_first</c>.</param>
    /// <param name="name">The layer's name.</param>
    public Tensor max_pooling2d(TensorLike inputs, Pair pool_size, Pair strides, string padding = "valid", string data_format = "channels_last", string? name = null) =>
        new MaxPooling2D(pool_size, strides, ImageLayout.Of(padding, data_format), new LayerOptions(name)).Apply(inputs);

    /// <summary>The mean of each window of an image.</summary>
    /// <inheritdoc cref="max_pooling2d"/>
    public Tensor average_pooling2d(TensorLike inputs, Pair pool_size, Pair strides, string padding = "valid", string data_format = "channels_last", string? name = null) =>
        new AveragePooling2D(pool_size, strides, ImageLayout.Of(padding, data_format), new LayerOptions(name)).Apply(inputs);

    /// <summary>All dimensions but the batch as one.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="name">The layer's name.</param>
    /// <param name="data_format"><c>channels_first</c> moves the channels to the end before.</param>
    public Tensor flatten(TensorLike inputs, string? name = null, string data_format = "channels_last") =>
        new Flatten(ImageLayout.Of("valid", data_format).ChannelsFirst, new LayerOptions(name)).Apply(inputs);

    /// <summary>While training, the inputs with a part of them, drawn anew each run, set to zero and the rest scaled up; else the inputs.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="rate">The part that is set to zero.</param>
    /// <param name="noise_shape">The shape of the draw, where dimensions of size 1 are drawn once.</param>
    /// <param name="seed">The op-level seed.</param>
    /// <param name="training">Whether to drop: known, or a scalar tensor.</param>
    /// <param name="name">The layer's name.</param>
    public Tensor dropout(TensorLike inputs, TensorLike? rate = null, TensorLike? noise_shape = null, long? seed = null, TensorLike? training = null, string? name = null) =>
        new Dropout(rate ?? 0.5, noise_shape, seed, new LayerOptions(name)).Apply(inputs, training ?? false);

    private static LayerOptions Named(string? name, bool trainable, Reuse? reuse) =>
        new(name, null, trainable, reuse ?? Reuse.No, name is null ? null : (ScopeLike)name);
}

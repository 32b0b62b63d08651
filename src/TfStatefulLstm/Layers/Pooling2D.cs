using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Layers;

/// <summary>One value for each window of an image.</summary>
public abstract class Pooling2D : Layer
{
    private readonly Pair _size;
    private readonly Pair _strides;
    private readonly ImageLayout _layout;

    private protected Pooling2D(Pair size, Pair strides, ImageLayout layout, LayerOptions options) : base(options)
    {
        (_size, _strides, _layout) = (size, strides, layout);
        Spec = new InputSpec(Rank: 4);
    }

    /// <summary>The outputs.</summary>
    /// <param name="inputs">The images, [batch, rows, columns, channels], or channels second.</param>
    public Tensor Apply(TensorLike inputs)
    {
        var tensor = Nodes.Convert(inputs);
        return InScope((TensorConvertible)tensor, null, () => Pool(tensor, _layout.Four(_size), _layout.Four(_strides), _layout.Padding, _layout.Format));
    }

    private protected abstract Tensor Pool(Tensor inputs, int[] size, int[] strides, string padding, string format);
}

/// <summary>The largest value of each window (<c>tf.layers.MaxPooling2D</c>).</summary>
public sealed class MaxPooling2D : Pooling2D
{
    internal MaxPooling2D(Pair size, Pair strides, ImageLayout layout, LayerOptions options) : base(size, strides, layout, options) { }

    private protected override Tensor Pool(Tensor inputs, int[] size, int[] strides, string padding, string format) =>
        NnFunctions.MaxPool(inputs, size, strides, padding, format);
}

/// <summary>The mean of each window (<c>tf.layers.AveragePooling2D</c>).</summary>
public sealed class AveragePooling2D : Pooling2D
{
    internal AveragePooling2D(Pair size, Pair strides, ImageLayout layout, LayerOptions options) : base(size, strides, layout, options) { }

    private protected override Tensor Pool(Tensor inputs, int[] size, int[] strides, string padding, string format) =>
        NnFunctions.AvgPool(inputs, size, strides, padding, format);
}

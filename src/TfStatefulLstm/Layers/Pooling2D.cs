using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Layers;

/// <summary>One value for each window of an image.</summary>
public abstract class Pooling2D : Layer
{
    private readonly string _op;
    private readonly Pair _size;
    private readonly Pair _strides;
    private readonly ImageLayout _layout;

    private protected Pooling2D(string op, Pair size, Pair strides, ImageLayout layout, LayerOptions options) : base(options)
    {
        (_op, _size, _strides, _layout) = (op, size, strides, layout);
        Spec = new InputSpec(Rank: 4);
    }

    /// <summary>The outputs.</summary>
    /// <param name="inputs">The images, [batch, rows, columns, channels], or channels second.</param>
    public Tensor Apply(TensorLike inputs)
    {
        var tensor = Nodes.Convert(inputs);
        return InScope((TensorConvertible)tensor, null, () => Nodes.Make(_op, null, [tensor], ("ksize", AttrValues.Of(_layout.Four(_size))),
            ("strides", AttrValues.Of(_layout.Four(_strides))), ("padding", AttrValues.Of(_layout.Padding)), ("data_format", AttrValues.Of(_layout.Format))));
    }
}

/// <summary>The largest value of each window (<c>tf.layers.MaxPooling2D</c>).</summary>
public sealed class MaxPooling2D : Pooling2D
{
    internal MaxPooling2D(Pair size, Pair strides, ImageLayout layout, LayerOptions options) : base("MaxPool", size, strides, layout, options) { }
}

/// <summary>The mean of each window (<c>tf.layers.AveragePooling2D</c>).</summary>
public sealed class AveragePooling2D : Pooling2D
{
    internal AveragePooling2D(Pair size, Pair strides, ImageLayout layout, LayerOptions options) : base("AvgPool", size, strides, layout, options) { }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Layers;

/// <summary>The two numbers of a layer over images, one a dimension: <c>5</c> stands for <c>(5, 5)</c>.</summary>
public readonly record struct Pair(int Rows, int Columns)
{
    /// <summary>The same number twice.</summary>
    public static implicit operator Pair(int both) => new(both, both);

    /// <summary>Two numbers.</summary>
    public static implicit operator Pair((int, int) pair) => new(pair.Item1, pair.Item2);
}

/// <summary>Padding and order of dimensions as layers spell them.</summary>
/// <param name="Padding"><c>VALID</c> or <c>SAME</c>.</param>
/// <param name="Format"><c>NHWC</c> or <c>NCHW</c>.</param>
internal sealed record ImageLayout(string Padding, string Format)
{
    public bool ChannelsFirst => Format == "NCHW";

    /// <exception cref="ValueError">A word is not known.</exception>
    public static ImageLayout Of(string padding, string dataFormat)
    {
        if (padding.ToLowerInvariant() is not ("valid" or "same"))
        {
            throw new ValueError("The `padding` argument must be a list/tuple or one of \"valid\", \"same\" (or \"causal\", only for `Conv1D). "
                + $"Received: {padding.ToLowerInvariant()}");
        }
        var format = dataFormat.ToLowerInvariant() switch
        {
            "channels_last" => "NHWC",
            "channels_first" => "NCHW",
            _ => throw new ValueError($"The `data_format` argument must be one of \"channels_first\", \"channels_last\". Received: {dataFormat}"),
        };
        return new(padding.ToUpperInvariant(), format);
    }

    /// <summary>Numbers for all four dimensions.</summary>
    public int[] Four(Pair pair) => ChannelsFirst ? [1, 1, pair.Rows, pair.Columns] : [1, pair.Rows, pair.Columns, 1];
}

/// <summary>A convolution over images (<c>tf.layers.Conv2D</c>).</summary>
public sealed class Conv2D : Layer
{
    private readonly long _filters;
    private readonly Pair _kernelSize;
    private readonly Pair _strides;
    private readonly Pair _dilation;
    private readonly ImageLayout _layout;
    private readonly KernelOptions _with;
    private SpaceToBatch? _holes;
    private VariableBase _kernel = null!;
    private VariableBase? _bias;

    internal Conv2D(long filters, Pair kernelSize, Pair strides, Pair dilation, ImageLayout layout, KernelOptions with, LayerOptions options) : base(options)
    {
        (_filters, _kernelSize, _strides, _layout, _with, ActivityRegularizer) = (filters, kernelSize, strides, layout, with, with.ActivityRegularizer);
        if (dilation.Rows < 1 || dilation.Columns < 1) throw new ValueError("dilation_rate must be positive");
        if (dilation != 1 && strides != 1) throw new ValueError("strides > 1 not supported in conjunction with dilation_rate > 1");
        _dilation = dilation;
        Spec = new InputSpec(Rank: 4);
    }

    /// <summary>The outputs.</summary>
    /// <param name="inputs">The images, [batch, rows, columns, channels], or channels second.</param>
    /// <exception cref="ValueError">The number of channels is not known, or not that of the first call.</exception>
    public Tensor Apply(TensorLike inputs)
    {
        var tensor = Nodes.Convert(inputs);
        return InScope((TensorConvertible)tensor, null, () => Call(tensor));
    }

    /// <inheritdoc/>
    protected override void Build(Nest<Shape> inputs)
    {
        var axis = _layout.ChannelsFirst ? 1 : -1;
        var channels = inputs.Value[axis];
        if (channels < 0) throw new ValueError("The channel dimension of the inputs should be defined. Found `None`.");
        _kernel = AddWeight("kernel", new Shape(_kernelSize.Rows, _kernelSize.Columns, channels, _filters),
            _with.KernelInitializer, _with.KernelRegularizer, _with.KernelConstraint);
        if (_with.UseBias) _bias = AddWeight("bias", new Shape(_filters), _with.BiasInitializer, _with.BiasRegularizer, _with.BiasConstraint);
        Spec = new InputSpec(Rank: 4, Axis: axis, Size: channels);
        // TensorFlow turns the rates into a constant before it sees that there are no holes.
        if (_dilation == 1) ConstantFunctions.Constant(new[] { 1, 1 }, name: "dilation_rate");
        else _holes = new SpaceToBatch([_dilation.Rows, _dilation.Columns], [_kernelSize.Rows, _kernelSize.Columns], _kernel.Shape, _layout.Padding == "SAME", _layout.ChannelsFirst ? 2 : 1);
    }

    private Tensor Call(Tensor inputs)
    {
        var outputs = _holes is null ? Convolve(inputs, _layout.Padding) : _holes.Apply(inputs, dealt => Convolve(dealt, "VALID"));
        if (_bias is not null) outputs = NnFunctions.BiasAdd(outputs, _bias, _layout.Format);
        if (_with.Activation is { } activation) outputs = activation(outputs);
        RegularizeActivity(outputs);
        return outputs;
    }

    private Tensor Convolve(Tensor inputs, string padding) => NnFunctions.Conv2D(inputs, _kernel, _layout.Four(_strides), padding, dataFormat: _layout.Format);
}

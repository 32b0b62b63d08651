using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Functions;

// Convolution and pooling over images.
internal static partial class NnFunctions
{
    /// <summary>The convolution of images with filters.</summary>
    public static Tensor Conv2D(TensorLike input, TensorLike? filter = null, int[]? strides = null, string? padding = null, bool useCudnnOnGpu = true,
        string? dataFormat = "NHWC", int[]? dilations = null, string? name = null, TensorLike? filters = null)
    {
        var weights = Nodes.Either("filters", filters, "filter", filter) ?? throw new ValueError("None values not supported.");
        var format = dataFormat ?? "NHWC";
        return Nodes.Make("Conv2D", name, [input, weights], ("strides", AttrValues.Of(PerDimension(strides, format, "strides"))),
            ("padding", AttrValues.Of(padding ?? throw new TypeError("Expected string for argument 'padding' not None."))),
            ("use_cudnn_on_gpu", AttrValues.Of(useCudnnOnGpu)), ("explicit_paddings", AttrValues.Of(System.Array.Empty<int>().AsEnumerable())),
            ("data_format", AttrValues.Of(format)), ("dilations", AttrValues.Of(PerDimension(dilations, format, "dilations"))));
    }

    /// <summary>The largest element of each window.</summary>
    public static Tensor MaxPool(TensorLike? value, int[] ksize, int[] strides, string padding, string? dataFormat = "NHWC", string? name = null, TensorLike? input = null)
    {
        if (ksize.Contains(0)) throw new ValueError("ksize cannot be zero.");
        return Pool("MaxPool", Nodes.Either("input", input, "value", value), ksize, strides, padding, dataFormat, name);
    }

    /// <summary>The mean of each window.</summary>
    public static Tensor AvgPool(TensorLike? value, int[] ksize, int[] strides, string padding, string? dataFormat = "NHWC", string? name = null, TensorLike? input = null) =>
        Pool("AvgPool", Nodes.Either("input", input, "value", value), ksize, strides, padding, dataFormat, name);

    private static Tensor Pool(string type, TensorLike? value, int[] ksize, int[] strides, string padding, string? dataFormat, string? name)
    {
        var format = dataFormat ?? "NHWC";
        return Nodes.Make(type, name, [value ?? throw new ValueError("None values not supported.")], ("ksize", AttrValues.Of(PerDimension(ksize, format, "ksize"))),
            ("strides", AttrValues.Of(PerDimension(strides, format, "strides"))), ("padding", AttrValues.Of(padding)), ("data_format", AttrValues.Of(format)));
    }

    private static IEnumerable<int> PerDimension(int[]? values, string format, string name)
    {
        values ??= [1];
        var spatial = values.Length switch
        {
            4 => null,
            1 => new[] { values[0], values[0] },
            2 => values,
            _ => throw new ValueError($"{name} should be of length 1, 2 or 4 but was {values.Length}"),
        };
        return spatial is null ? values : format.StartsWith("NC", StringComparison.Ordinal) ? [1, 1, .. spatial] : [1, .. spatial, 1];
    }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Convolution and pooling.
public sealed partial class tensorflow_nn
{
    /// <summary>The convolution of images with filters.</summary>
    /// <param name="input">Images of shape [batch, height, width, channels], or as the format says.</param>
    /// <param name="filter">Filters of shape [height, width, input channels, output channels].</param>
    /// <param name="strides">The steps: one number, one for height and one for width, or one a dimension.</param>
    /// <param name="padding">SAME or VALID.</param>
    /// <param name="use_cudnn_on_gpu">What TensorFlow writes into the graph.</param>
    /// <param name="data_format">NHWC or NCHW.</param>
    /// <param name="dilations">The distance between the elements of a filter, as <paramref name="strides"/>.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="filters">The new name of <paramref name="filter"/>.</param>
    /// <exception cref="ValueError">Strides or dilations are neither 1, 2 nor 4 numbers.</exception>
    public Tensor conv2d(TensorLike input, TensorLike? filter = null, int[]? strides = null, string? padding = null, bool use_cudnn_on_gpu = true,
        string? data_format = "NHWC", int[]? dilations = null, string? name = null, TensorLike? filters = null) =>
        NnFunctions.Conv2D(input, filter, strides, padding, use_cudnn_on_gpu, data_format, dilations, name, filters);

    /// <summary>The largest element of each window.</summary>
    /// <param name="value">Images of shape [batch, height, width, channels], or as the format says.</param>
    /// <param name="ksize">The window: one number, one for height and one for width, or one a dimension.</param>
    /// <param name="strides">The steps, as <paramref name="ksize"/>.</param>
    /// <param name="padding">SAME or VALID.</param>
    /// <param name="data_format">NHWC or NCHW.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="input">The new name of <paramref name="value"/>.</param>
    /// <exception cref="ValueError">The window is empty, or neither 1, 2 nor 4 numbers.</exception>
    public Tensor max_pool(TensorLike? value, int[] ksize, int[] strides, string padding, string? data_format = "NHWC", string? name = null,
        TensorLike? input = null) =>
        NnFunctions.MaxPool(value, ksize, strides, padding, data_format, name, input);

    /// <summary>The mean of each window.</summary>
    /// <param name="value">Images of shape [batch, height, width, channels], or as the format says.</param>
    /// <param name="ksize">The window: one number, one for height and one for width, or one a dimension.</param>
    /// <param name="strides">The steps, as <paramref name="ksize"/>.</param>
    /// <param name="padding">SAME or VALID.</param>
    /// <param name="data_format">NHWC or NCHW.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="input">The new name of <paramref name="value"/>.</param>
    /// <exception cref="ValueError">The window is neither 1, 2 nor 4 numbers.</exception>
    public Tensor avg_pool(TensorLike? value, int[] ksize, int[] strides, string padding, string? data_format = "NHWC", string? name = null,
        TensorLike? input = null) =>
        NnFunctions.AvgPool(value, ksize, strides, padding, data_format, name, input);
}

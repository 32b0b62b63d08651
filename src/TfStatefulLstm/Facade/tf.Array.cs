using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Shapes of tensors, and tensors in other shapes.
public sealed partial class tensorflow
{
    /// <summary>The shape as a vector: a constant where it is known when the graph is built.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="out_type">Int32 or int64.</param>
    public Tensor shape(TensorLike input, string? name = null, DType out_type = DType.Int32) => ArrayFunctions.Shape(input, name, out_type);

    /// <summary>The number of elements: a constant where it is known when the graph is built.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="out_type">Int32 or int64.</param>
    public Tensor size(TensorLike input, string? name = null, DType out_type = DType.Int32) => ArrayFunctions.Size(input, name, out_type);

    /// <summary>The number of dimensions: a constant where it is known when the graph is built.</summary>
    public Tensor rank(TensorLike input, string? name = null) => ArrayFunctions.Rank(input, name);

    /// <summary>The same elements in another shape; one dimension may be -1.</summary>
    public Tensor reshape(TensorLike tensor, TensorLike shape, string? name = null) => ArrayFunctions.Reshape(tensor, shape, name);

    /// <summary>The tensor itself, as a node of its own.</summary>
    public Tensor identity(TensorLike input, string? name = null) => ArrayFunctions.Identity(input, name);

    /// <summary>The tensor itself, through which no gradient flows.</summary>
    public Tensor stop_gradient(TensorLike input, string? name = null) => ArrayFunctions.StopGradient(input, name);

    /// <summary>The tensor itself, whose gradient is an error with that message.</summary>
    public Tensor prevent_gradient(TensorLike input, string message = "", string? name = null) => ArrayFunctions.PreventGradient(input, message, name);

    /// <summary>The tensor with a dimension of size 1 put in at the axis.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="axis">Where; a negative one counts from the end.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="dim">The old name of <paramref name="axis"/>.</param>
    public Tensor expand_dims(TensorLike input, TensorLike? axis = null, string? name = null, TensorLike? dim = null) =>
        ArrayFunctions.ExpandDims(input, axis, name, dim);

    /// <summary>The tensor without its dimensions of size 1.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="axis">The dimensions to take away, a number or a list; by default all of size 1.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="squeeze_dims">The old name of <paramref name="axis"/>.</param>
    public Tensor squeeze(TensorLike input, TensorLike? axis = null, string? name = null, TensorLike? squeeze_dims = null) =>
        ArrayFunctions.Squeeze(input, axis, name, squeeze_dims);

    /// <summary>The tensor with its dimensions in another order; by default reversed.</summary>
    /// <param name="a">The tensor.</param>
    /// <param name="perm">For each dimension of the result, the dimension of the input.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="conjugate">Whether complex elements are conjugated too.</param>
    public Tensor transpose(TensorLike a, TensorLike? perm = null, string name = "transpose", bool conjugate = false) =>
        ArrayFunctions.Transpose(a, perm, name, conjugate);

    /// <summary>The tensors one after another along an axis.</summary>
    /// <param name="values">The tensors.</param>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="name">The node's name.</param>
    public Tensor concat(TensorLike values, TensorLike axis, string name = "concat") => ArrayFunctions.Concat(values, axis, name);

    /// <summary>The tensors side by side along a new axis.</summary>
    /// <param name="values">The tensors, all of one shape.</param>
    /// <param name="axis">Where the new axis stands in the result; a negative one counts from the end.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="ValueError">The axis is out of range.</exception>
    public Tensor stack(TensorLike values, int axis = 0, string name = "stack") => ArrayFunctions.Stack(values, axis, name);

    /// <summary>The slices of a tensor along an axis, each without that axis.</summary>
    /// <param name="value">The tensor.</param>
    /// <param name="num">How many there are; by default the size of the dimension.</param>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="ValueError">The axis is out of range, or the number of slices is not known.</exception>
    public Tensor[] unstack(TensorLike value, int? num = null, int axis = 0, string name = "unstack") => ArrayFunctions.Unstack(value, num, axis, name);

    /// <summary>The tensor in parts along an axis.</summary>
    /// <param name="value">The tensor.</param>
    /// <param name="num_or_size_splits">Into how many equal parts, or the size of each.</param>
    /// <param name="axis">The axis; a negative one counts from the end.</param>
    /// <param name="num">How many parts there are, if the sizes are a tensor of unknown shape.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="ValueError">The number of parts is not known.</exception>
    public Tensor[] split(TensorLike value, TensorLike num_or_size_splits, TensorLike? axis = null, int? num = null, string name = "split") =>
        ArrayFunctions.Split(value, num_or_size_splits, axis, num, name);

    /// <summary>The tensor repeated along each dimension.</summary>
    public Tensor tile(TensorLike input, TensorLike multiples, string? name = null) => ArrayFunctions.Tile(input, multiples, name);

    /// <summary>The tensor broadcast to a shape.</summary>
    public Tensor broadcast_to(TensorLike input, TensorLike shape, string? name = null) => ArrayFunctions.BroadcastTo(input, shape, name);

    /// <summary>The tensor with a border around it.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="paddings">For each dimension, how much before and after.</param>
    /// <param name="mode">CONSTANT, REFLECT or SYMMETRIC.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="constant_values">What the border is made of; by default 0.</param>
    /// <exception cref="ValueError">There is no such mode.</exception>
    public Tensor pad(TensorLike tensor, TensorLike paddings, string mode = "CONSTANT", string? name = null, TensorLike? constant_values = null) =>
        ArrayFunctions.Pad(tensor, paddings, mode, name, constant_values);
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Tensors made from nothing but values and shapes.
public sealed partial class tensorflow
{
    /// <summary>A constant.</summary>
    /// <param name="value">The value: a number, an array, nested lists.</param>
    /// <param name="dtype">The element type; by default that of the value, where a double counts as float32.</param>
    /// <param name="shape">The shape, which the last element of the value fills up.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="verify_shape">Whether the value must have that very shape.</param>
    /// <exception cref="TypeError">The value is not of that type, or does not have that very shape.</exception>
    /// <exception cref="ValueError">The value has more elements than the shape.</exception>
    public Tensor constant(TensorLike value, DType? dtype = null, Shape? shape = null, string name = "Const", bool verify_shape = false) =>
        ConstantFunctions.Constant(value, dtype, shape, name, verify_shape);

    /// <summary>A tensor that a run is fed.</summary>
    /// <param name="dtype">The element type.</param>
    /// <param name="shape">The shape, where -1 may be fed any size; null may be fed any shape.</param>
    /// <param name="name">The node's name.</param>
    public Tensor placeholder(DType dtype, Shape? shape = null, string? name = null) => ConstantFunctions.Placeholder(dtype, shape, name);

    /// <summary>A tensor that a run may be fed, and that is the input if it is not.</summary>
    /// <param name="input">The value where none is fed.</param>
    /// <param name="shape">The shape, where -1 may be fed any size.</param>
    /// <param name="name">The node's name.</param>
    public Tensor placeholder_with_default(TensorLike input, Shape? shape, string? name = null) => ConstantFunctions.PlaceholderWithDefault(input, shape, name);

    /// <summary>A tensor of zeros: a constant where the shape is known and small.</summary>
    public Tensor zeros(TensorLike shape, DType dtype = DType.Float32, string? name = null) => ConstantFunctions.Zeros(shape, dtype, name);

    /// <summary>A tensor of ones: a constant where the shape is known and small.</summary>
    public Tensor ones(TensorLike shape, DType dtype = DType.Float32, string? name = null) => ConstantFunctions.Ones(shape, dtype, name);

    /// <summary>A tensor of zeros in the shape of another.</summary>
    /// <param name="tensor">The other tensor.</param>
    /// <param name="dtype">The element type; by default that of the other tensor.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="optimize">Whether a known shape makes a constant.</param>
    public Tensor zeros_like(TensorLike tensor, DType? dtype = null, string? name = null, bool optimize = true) =>
        ConstantFunctions.ZerosLike(tensor, dtype, name, optimize);

    /// <summary>A tensor of ones in the shape of another.</summary>
    /// <param name="tensor">The other tensor.</param>
    /// <param name="dtype">The element type; by default that of the other tensor.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="optimize">Whether a known shape makes a constant.</param>
    public Tensor ones_like(TensorLike tensor, DType? dtype = null, string? name = null, bool optimize = true) =>
        ConstantFunctions.OnesLike(tensor, dtype, name, optimize);

    /// <summary>A tensor of that shape with the value everywhere.</summary>
    public Tensor fill(TensorLike dims, TensorLike value, string? name = null) => ConstantFunctions.Fill(dims, value, name);

    /// <summary>The numbers from start to limit, without it; of one number those from 0 to it.</summary>
    /// <param name="start">The first number, or the limit if there is none.</param>
    /// <param name="limit">Where to stop.</param>
    /// <param name="delta">The step.</param>
    /// <param name="dtype">The element type; by default the widest of the arguments'.</param>
    /// <param name="name">The node's name.</param>
    public Tensor range(TensorLike start, TensorLike? limit = null, TensorLike? delta = null, DType? dtype = null, string name = "range") =>
        ConstantFunctions.Range(start, limit, delta, dtype, name);

    /// <summary>Numbers in equal steps from start to stop, both included.</summary>
    public Tensor linspace(TensorLike start, TensorLike stop, TensorLike num, string? name = null) => ConstantFunctions.LinSpace(start, stop, num, name);
}

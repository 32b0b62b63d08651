using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Between .NET's values and TensorFlow's.
public sealed partial class tensorflow
{
    /// <summary>The tensor that a value stands for: a tensor itself, of a variable its value, of anything else a constant.</summary>
    /// <param name="value">The value.</param>
    /// <param name="dtype">The type that it must have.</param>
    /// <param name="name">The name of a constant that is made.</param>
    /// <param name="preferred_dtype">The type to take if the value can be of it.</param>
    /// <exception cref="ValueError">A tensor is of another type than asked for.</exception>
    /// <exception cref="TypeError">A value cannot be of the type that is asked for.</exception>
    public Tensor convert_to_tensor(TensorLike value, DType? dtype = null, string? name = null, DType? preferred_dtype = null) =>
        Nodes.Convert(value, dtype, name, preferred_dtype);

    /// <summary>The element type of that name: <c>"float32"</c>, <c>"int32_ref"</c>.</summary>
    /// <exception cref="TypeError">There is no such type.</exception>
    public DType as_dtype(string type_value) => DTypes.Parse(type_value);

    /// <summary>A shape: <c>tf.TensorShape([-1, 3])</c>; null is the shape of unknown rank.</summary>
    public Shape TensorShape(Shape? dims) => dims ?? Shape.Unknown;

    /// <summary>Some rows of a larger tensor.</summary>
    /// <param name="values">The rows.</param>
    /// <param name="indices">For each row, where it stands in the whole.</param>
    /// <param name="dense_shape">The shape of the whole, if known.</param>
    public IndexedSlices IndexedSlices(Tensor values, Tensor indices, Tensor? dense_shape = null) => new(values, indices, dense_shape);
}

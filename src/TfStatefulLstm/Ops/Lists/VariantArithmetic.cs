using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;

namespace TfStatefulLstm.Ops.Lists;

/// <summary>Zeros and sums of what variant tensors hold: lists and optional values, and such in them. Gradients of loops and branches need them.</summary>
internal static class VariantArithmetic
{
    /// <summary>The same with zeros for all numbers (<c>tf.zeros_like</c>).</summary>
    public static NDArray ZerosLike(NDArray array)
    {
        if (array.DType != DType.Variant) return new NDArray(array.DType, array.Dims);
        return array is { Length: 1 } && array.AsSpan<object>()[0] is OptionalValue optional
            ? NDArrayHandles.VariantOf(new OptionalValue(optional.Components?.Select(ZerosLike).ToArray()))
            : ZerosOf(TensorListValue.Of(array)).Handle();
    }

    /// <summary>The sum (<c>tf.add_n</c>).</summary>
    /// <exception cref="InvalidArgumentError">The two do not hold the same.</exception>
    public static NDArray Sum(NDArray a, NDArray b)
    {
        if (a.DType == DType.Variant)
            return a is { Length: 1 } && a.AsSpan<object>()[0] is OptionalValue optional ? Sum(optional, OptionalValue.Of(b)) : Sum(TensorListValue.Of(a), TensorListValue.Of(b)).Handle();
        if (!a.Dims.SequenceEqual(b.Dims)) throw new InvalidArgumentError($"Cannot add arrays of shapes {a.Shape.ToDebugString()} and {b.Shape.ToDebugString()}");
        var sum = a.Clone();
        Arithmetic.Apply(Combine.Add, sum, 0, b, 0, sum.Length);
        return sum;
    }

    private static TensorListValue ZerosOf(TensorListValue list) => list with { Items = [.. list.Items.Select(i => i is null ? null : ZerosLike(i))] };

    private static TensorListValue Sum(TensorListValue a, TensorListValue b)
    {
        if (a.DType != b.DType)
            throw new InvalidArgumentError($"Trying to add two lists of tensors of different dtypes. One is {a.DType.RegistrationName()} and the other is {b.DType.RegistrationName()}");
        if (a.Items.Count != b.Items.Count)
            throw new InvalidArgumentError($"Trying to add two lists of tensors with different lengths. One is {a.Items.Count} and the other is {b.Items.Count}");
        // An element that was not set is zero.
        return a with { Items = [.. a.Items.Zip(b.Items, (x, y) => x is null || y is null ? x ?? y : Sum(x, y))] };
    }

    private static NDArray Sum(OptionalValue a, OptionalValue b)
    {
        if (a.Components is null != b.Components is null || a.Components?.Length != b.Components?.Length)
            throw new InvalidArgumentError("Cannot add optional values because one has a value and the other doesn't.");
        return NDArrayHandles.VariantOf(new OptionalValue(a.Components?.Zip(b.Components!, Sum).ToArray()));
    }
}

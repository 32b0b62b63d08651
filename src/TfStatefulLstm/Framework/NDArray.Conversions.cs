using System.Text;

namespace TfStatefulLstm.Framework;

// What .NET values become arrays, and back.
public sealed partial class NDArray
{
    /// <summary>An array over a copy of the elements.</summary>
    public static NDArray From<T>(ReadOnlySpan<T> elements, params ReadOnlySpan<long> dims)
    {
        var array = new NDArray(DTypes.Of(typeof(T)), dims);
        if (array.Length != elements.Length)
            throw new ValueError($"cannot reshape array of size {elements.Length} into shape {Shape.DebugString(dims)}");
        elements.CopyTo(array.Data<T>());
        return array;
    }

    /// <summary>An array over a copy of the elements.</summary>
    public static NDArray From<T>(T[] elements, params ReadOnlySpan<long> dims) => From<T>(elements.AsSpan(), dims);

    /// <summary>An array that takes the elements over without copying them; the caller must not write them again.</summary>
    internal static NDArray Wrap<T>(T[] elements, params ReadOnlySpan<long> dims) => new(DTypes.Of(typeof(T)), dims, new NDBuffer(elements));

    /// <summary>A scalar.</summary>
    public static NDArray Scalar<T>(T value) => typeof(T) == typeof(string)
        ? Scalar(Encoding.UTF8.GetBytes((string)(object)value!))
        : Wrap([value]);

    /// <summary>Any .NET value that a tensor can hold: a scalar, an array of any rank, or nested lists of equal lengths.</summary>
    /// <exception cref="TypeError">The elements are of no tensor type.</exception>
    /// <exception cref="ValueError">Nested lists have different lengths.</exception>
    public static NDArray Of(object value) => value switch
    {
        NDArray array => array,
        string text => Scalar(text),
        byte[] bytes => From(bytes, bytes.Length),
        Array array when DimensionsMatch(array) => FromArray(array),
        System.Collections.IEnumerable list => FromNested(list),
        _ => FromScalar(value),
    };

    /// <summary>This array with its elements converted as NumPy's <c>astype</c> does; itself if the type is the same.</summary>
    /// <exception cref="TypeError">There is no conversion between the types.</exception>
    public NDArray AsType(DType dtype)
    {
        dtype = dtype.Base();
        if (dtype == DType) return this;
        if (DType == DType.String || dtype == DType.String || dtype.Size() == 0 || DType.Size() == 0)
            throw new TypeError($"Cannot convert {DType.Name()} to {dtype.Name()}.");
        var result = new NDArray(dtype, _dims);
        for (var i = 0; i < Length; i++) result.Buffer.Data.SetValue(ConvertElement(Buffer.Data.GetValue(i)!, dtype), i);
        return result;
    }

    internal static object ConvertElement(object value, DType to)
    {
        if (value is System.Numerics.Complex c && !to.IsComplex()) value = c.Real;
        if (value is Complex64 c64 && !to.IsComplex()) value = c64.Real;
        if (value is Half h) value = (float)h;
        if (value is BFloat16 b) value = (float)b;
        if (value is bool t) value = t ? 1 : 0;
        var culture = System.Globalization.CultureInfo.InvariantCulture;
        switch (to)
        {
            case DType.Float16: return (Half)Convert.ToDouble(value, culture);
            case DType.BFloat16: return (BFloat16)Convert.ToSingle(value, culture);
            case DType.Bool: return Convert.ToDouble(value, culture) != 0;
            case DType.Complex128: return value is Complex64 z ? new System.Numerics.Complex(z.Real, z.Imaginary) : new System.Numerics.Complex(Convert.ToDouble(value, culture), 0);
            case DType.Complex64: return value is System.Numerics.Complex w ? new Complex64((float)w.Real, (float)w.Imaginary) : new Complex64(Convert.ToSingle(value, culture), 0);
        }
        if (!to.IsInteger()) return Convert.ChangeType(value, to.ElementType(), culture);
        // NumPy truncates towards zero and wraps.
        var whole = value switch
        {
            float f => unchecked((long)f),
            double d => unchecked((long)d),
            ulong u => unchecked((long)u),
            _ => Convert.ToInt64(value, culture),
        };
        return to switch
        {
            DType.Int8 => unchecked((sbyte)whole),
            DType.UInt8 => unchecked((byte)whole),
            DType.Int16 => unchecked((short)whole),
            DType.UInt16 => unchecked((ushort)whole),
            DType.Int32 => unchecked((int)whole),
            DType.UInt32 => unchecked((uint)whole),
            DType.UInt64 => unchecked((ulong)whole),
            _ => whole,
        };
    }

    private static bool DimensionsMatch(Array array) => array.GetType().GetElementType() is { IsArray: false } e && e != typeof(object) && !e.IsAssignableTo(typeof(NDArray));

    private static NDArray FromScalar(object value)
    {
        var result = new NDArray(DTypes.Of(value.GetType()));
        result.Buffer.Data.SetValue(value, 0);
        return result;
    }

    private static NDArray FromArray(Array array)
    {
        var dims = new long[array.Rank];
        for (var i = 0; i < dims.Length; i++) dims[i] = array.GetLength(i);
        var result = new NDArray(DTypes.Of(array.GetType().GetElementType()!), dims);
        var at = 0;
        foreach (var e in array) result.Buffer.Data.SetValue(e is string s ? Encoding.UTF8.GetBytes(s) : e, at++);
        return result;
    }

    private static NDArray FromNested(System.Collections.IEnumerable list)
    {
        var parts = new List<NDArray>();
        foreach (var item in list) parts.Add(Of(item is byte[] s && list is byte[][] ? Scalar(s) : item));
        if (parts.Count == 0) return new NDArray(DType.Float32, 0);
        var first = parts[0];
        var result = new NDArray(first.DType, [parts.Count, .. first._dims]);
        for (var i = 0; i < parts.Count; i++)
        {
            if (!parts[i].Dims.SequenceEqual(first._dims))
                throw new ValueError($"setting an array element with a sequence: item {i} has shape {parts[i].Shape}, the first has {first.Shape}");
            Array.Copy(parts[i].AsType(first.DType).Buffer.Data, 0, result.Buffer.Data, i * first.Length, first.Length);
        }
        return result;
    }

    /// <summary>A scalar of 32-bit floating point.</summary>
    public static implicit operator NDArray(float value) => Scalar(value);

    /// <summary>A scalar of 64-bit floating point.</summary>
    public static implicit operator NDArray(double value) => Scalar(value);

    /// <summary>A scalar of 32-bit integer.</summary>
    public static implicit operator NDArray(int value) => Scalar(value);

    /// <summary>A scalar of 64-bit integer.</summary>
    public static implicit operator NDArray(long value) => Scalar(value);

    /// <summary>A scalar truth value.</summary>
    public static implicit operator NDArray(bool value) => Scalar(value);

    /// <summary>A scalar string, in UTF-8.</summary>
    public static implicit operator NDArray(string value) => Scalar(value);

    /// <summary>An array of the same rank and elements: <c>float[]</c>, <c>int[,]</c>, <c>string[]</c>.</summary>
    public static implicit operator NDArray(Array value) => Of(value);

    /// <summary>The single element.</summary>
    public static explicit operator float(NDArray array) => array.Item<float>();

    /// <summary>The single element.</summary>
    public static explicit operator double(NDArray array) => array.Item<double>();

    /// <summary>The single element.</summary>
    public static explicit operator int(NDArray array) => array.Item<int>();

    /// <summary>The single element.</summary>
    public static explicit operator long(NDArray array) => array.Item<long>();

    /// <summary>The single element.</summary>
    public static explicit operator bool(NDArray array) => array.Item<bool>();

    /// <summary>The single element, read as UTF-8.</summary>
    public static explicit operator string(NDArray array) => array.Item<string>();
}

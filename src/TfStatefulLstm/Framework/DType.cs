using System.Numerics;

namespace TfStatefulLstm.Framework;

/// <summary>The element type of a tensor (<c>tf.DType</c>); the numbers are those of TensorFlow's <c>DataType</c> enumeration.
/// A reference type, as a <c>VariableV2</c> gives it, is its base type plus 100.</summary>
public enum DType
{
    /// <summary>No type.</summary>
    Invalid = 0,

    /// <summary>32-bit floating point (<c>tf.float32</c>).</summary>
    Float32 = 1,

    /// <summary>64-bit floating point (<c>tf.float64</c>).</summary>
    Float64 = 2,

    /// <summary>32-bit signed integer (<c>tf.int32</c>).</summary>
    Int32 = 3,

    /// <summary>8-bit unsigned integer (<c>tf.uint8</c>).</summary>
    UInt8 = 4,

    /// <summary>16-bit signed integer (<c>tf.int16</c>).</summary>
    Int16 = 5,

    /// <summary>8-bit signed integer (<c>tf.int8</c>).</summary>
    Int8 = 6,

    /// <summary>A string of bytes (<c>tf.string</c>).</summary>
    String = 7,

    /// <summary>A pair of 32-bit floats (<c>tf.complex64</c>).</summary>
    Complex64 = 8,

    /// <summary>64-bit signed integer (<c>tf.int64</c>).</summary>
    Int64 = 9,

    /// <summary>A truth value, one byte (<c>tf.bool</c>).</summary>
    Bool = 10,

    /// <summary>Quantized 8-bit signed integer (<c>tf.qint8</c>).</summary>
    QInt8 = 11,

    /// <summary>Quantized 8-bit unsigned integer (<c>tf.quint8</c>).</summary>
    QUInt8 = 12,

    /// <summary>Quantized 32-bit signed integer (<c>tf.qint32</c>).</summary>
    QInt32 = 13,

    /// <summary>The upper half of a 32-bit float (<c>tf.bfloat16</c>).</summary>
    BFloat16 = 14,

    /// <summary>Quantized 16-bit signed integer (<c>tf.qint16</c>).</summary>
    QInt16 = 15,

    /// <summary>Quantized 16-bit unsigned integer (<c>tf.quint16</c>).</summary>
    QUInt16 = 16,

    /// <summary>16-bit unsigned integer (<c>tf.uint16</c>).</summary>
    UInt16 = 17,

    /// <summary>A pair of 64-bit floats (<c>tf.complex128</c>).</summary>
    Complex128 = 18,

    /// <summary>16-bit floating point (<c>tf.float16</c>).</summary>
    Float16 = 19,

    /// <summary>A handle to a resource: a variable, a TensorArray (<c>tf.resource</c>).</summary>
    Resource = 20,

    /// <summary>An object of the runtime (<c>tf.variant</c>).</summary>
    Variant = 21,

    /// <summary>32-bit unsigned integer (<c>tf.uint32</c>).</summary>
    UInt32 = 22,

    /// <summary>64-bit unsigned integer (<c>tf.uint64</c>).</summary>
    UInt64 = 23,
}

/// <summary>Facts about element types.</summary>
public static class DTypes
{
    private const int RefOffset = 100;

    private static readonly string[] Names =
    [
        "invalid", "float32", "float64", "int32", "uint8", "int16", "int8", "string", "complex64", "int64", "bool", "qint8", "quint8", "qint32", "bfloat16", "qint16", "quint16", "uint16", "complex128", "float16", "resource", "variant", "uint32", "uint64",
    ];

    // The spelling of REGISTER_OP strings and of C++ messages: "float", "half".
    private static readonly string[] RegistrationNames =
    [
        "invalid", "float", "double", "int32", "uint8", "int16", "int8", "string", "complex64", "int64", "bool", "qint8", "quint8", "qint32", "bfloat16", "qint16", "quint16", "uint16", "complex128", "half", "resource", "variant", "uint32", "uint64",
    ];

    private static readonly Type?[] Elements =
    [
        null, typeof(float), typeof(double), typeof(int), typeof(byte), typeof(short), typeof(sbyte), typeof(byte[]), typeof(Complex64), typeof(long), typeof(bool), typeof(sbyte), typeof(byte), typeof(int), typeof(BFloat16), typeof(short), typeof(ushort), typeof(ushort), typeof(Complex), typeof(Half), typeof(object), typeof(object), typeof(uint), typeof(ulong),
    ];

    private static readonly int[] Sizes = [0, 4, 8, 4, 1, 2, 1, 0, 8, 8, 1, 1, 1, 4, 2, 2, 2, 2, 16, 2, 0, 0, 4, 8];

    /// <summary>Whether this is a reference type (<c>_is_ref_dtype</c>).</summary>
    public static bool IsRef(this DType type) => (int)type > RefOffset;

    /// <summary>The type without its reference (<c>base_dtype</c>).</summary>
    public static DType Base(this DType type) => type.IsRef() ? type - RefOffset : type;

    /// <summary>The reference to this type (<c>_as_ref</c>).</summary>
    public static DType AsRef(this DType type) => type.IsRef() ? type : type + RefOffset;

    /// <summary>TensorFlow's Python name: <c>float32</c>, <c>float32_ref</c>.</summary>
    public static string Name(this DType type) => NameIn(Names, type);

    /// <summary>TensorFlow's C++ name: <c>float</c>, <c>half</c>, <c>float_ref</c>.</summary>
    public static string RegistrationName(this DType type) => NameIn(RegistrationNames, type);

    // A file may hold a number that is no type; what is said of it must not fail in its turn.
    private static string NameIn(string[] names, DType type) => (uint)type.Base() < (uint)names.Length ? names[(int)type.Base()] + (type.IsRef() ? "_ref" : "") : $"unknown dtype enum ({(int)type})";

    /// <summary>The type with the given Python or C++ name.</summary>
    /// <exception cref="TypeError">No type has that name.</exception>
    public static DType Parse(string name)
    {
        var plain = name.EndsWith("_ref", StringComparison.Ordinal) ? name[..^4] : name;
        var i = Array.IndexOf(Names, plain);
        if (i < 0) i = Array.IndexOf(RegistrationNames, plain);
        if (i < 0) throw new TypeError($"Cannot convert value '{name}' to a TensorFlow DType.");
        return plain.Length == name.Length ? (DType)i : ((DType)i).AsRef();
    }

    /// <summary>The type with that C++ name, as op definitions spell it.</summary>
    internal static bool TryParseRegistration(string name, out DType type)
    {
        type = (DType)Array.IndexOf(RegistrationNames, name);
        return type > DType.Invalid;
    }

    /// <summary>Whether the type is a floating point type.</summary>
    public static bool IsFloating(this DType type) => type.Base() is DType.Float16 or DType.Float32 or DType.Float64 or DType.BFloat16;

    /// <summary>Whether the type is complex.</summary>
    public static bool IsComplex(this DType type) => type.Base() is DType.Complex64 or DType.Complex128;

    /// <summary>Whether the type is an integer that is not quantized.</summary>
    public static bool IsInteger(this DType type) => type.Base() is DType.Int8 or DType.Int16 or DType.Int32 or DType.Int64
        or DType.UInt8 or DType.UInt16 or DType.UInt32 or DType.UInt64;

    /// <summary>Bytes of one element; zero for strings, resources and variants.</summary>
    public static int Size(this DType type) => Sizes[(int)type.Base()];

    /// <summary>The .NET type that holds one element: <c>byte[]</c> for a string, <see cref="object"/> for a resource or variant.</summary>
    public static Type ElementType(this DType type) => Elements[(int)type.Base()] ?? throw new TypeError($"{type.Name()} has no elements.");

    /// <summary>The tensor type of a .NET element type; a <see cref="string"/> stands for its UTF-8 bytes.</summary>
    /// <exception cref="TypeError">No tensor holds such elements.</exception>
    public static DType Of(Type element)
    {
        if (element == typeof(string)) return DType.String;
        if (element == typeof(object)) return DType.Variant;
        // Quantized types share their storage with plain ones, which come first only for some: look for a plain match.
        for (var i = 1; i < Elements.Length; i++)
            if (Elements[i] == element && !Names[i].StartsWith('q')) return (DType)i;
        throw new TypeError($"Failed to convert object of type {element} to Tensor.");
    }
}

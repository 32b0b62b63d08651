using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Facade;

// The element types.
public sealed partial class tensorflow
{
    /// <inheritdoc cref="DType.Float16"/>
    public DType float16 => DType.Float16;

    /// <inheritdoc cref="DType.Float16"/>
    public DType half => DType.Float16;

    /// <inheritdoc cref="DType.BFloat16"/>
    public DType bfloat16 => DType.BFloat16;

    /// <inheritdoc cref="DType.Float32"/>
    public DType float32 => DType.Float32;

    /// <inheritdoc cref="DType.Float64"/>
    public DType float64 => DType.Float64;

    /// <inheritdoc cref="DType.Int8"/>
    public DType int8 => DType.Int8;

    /// <inheritdoc cref="DType.Int16"/>
    public DType int16 => DType.Int16;

    /// <inheritdoc cref="DType.Int32"/>
    public DType int32 => DType.Int32;

    /// <inheritdoc cref="DType.Int64"/>
    public DType int64 => DType.Int64;

    /// <inheritdoc cref="DType.UInt8"/>
    public DType uint8 => DType.UInt8;

    /// <inheritdoc cref="DType.UInt16"/>
    public DType uint16 => DType.UInt16;

    /// <inheritdoc cref="DType.UInt32"/>
    public DType uint32 => DType.UInt32;

    /// <inheritdoc cref="DType.UInt64"/>
    public DType uint64 => DType.UInt64;

    /// <inheritdoc cref="DType.Complex64"/>
    public DType complex64 => DType.Complex64;

    /// <inheritdoc cref="DType.Complex128"/>
    public DType complex128 => DType.Complex128;

    /// <inheritdoc cref="DType.Resource"/>
    public DType resource => DType.Resource;

    /// <inheritdoc cref="DType.Variant"/>
    public DType variant => DType.Variant;

    /// <inheritdoc cref="DType.Bool"/>
    public DType @bool => DType.Bool;

    /// <inheritdoc cref="DType.String"/>
    public DType @string => DType.String;

    /// <inheritdoc cref="DType.Float64"/>
    public DType @double => DType.Float64;
}

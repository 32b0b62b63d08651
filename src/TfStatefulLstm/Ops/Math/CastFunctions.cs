using System.Numerics;
using System.Runtime.InteropServices;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The conversions between element types, as the CPU that TensorFlow runs on does them: a fraction is cut off, an integer wraps, and a number that
/// no integer holds (NaN too) becomes the lower bits of the smallest one.</summary>
internal static class CastFunctions
{
    /// <summary>The function that converts the first array into the second, or null if there is no such cast.</summary>
    /// <param name="from">The type of the elements.</param>
    /// <param name="to">The type that they get.</param>
    /// <param name="truncate">Whether digits that a shorter float cannot hold are cut off instead of rounded.</param>
    public static Action<NDArray, NDArray>? Find(DType from, DType to, bool truncate) => from switch
    {
        DType.Bool => To<byte>(x => MemoryMarshal.AsBytes(x.AsSpan<bool>()), to, 0),
        DType.Float32 => To(x => x.AsSpan<float>(), to, truncate ? 24 : 0),
        DType.Float64 => To(x => x.AsSpan<double>(), to, truncate ? 53 : 0),
        DType.Float16 => To(x => x.AsSpan<Half>(), to, 0),
        DType.BFloat16 => To(x => Mapped(x.AsSpan<BFloat16>(), b => (float)b), to, 0),
        DType.Int8 => To(x => x.AsSpan<sbyte>(), to, 0),
        DType.Int16 => To(x => x.AsSpan<short>(), to, 0),
        DType.Int32 => To(x => x.AsSpan<int>(), to, 0),
        DType.Int64 => To(x => x.AsSpan<long>(), to, 0),
        DType.UInt8 => To(x => x.AsSpan<byte>(), to, 0),
        DType.UInt16 => To(x => x.AsSpan<ushort>(), to, 0),
        DType.UInt32 => To(x => x.AsSpan<uint>(), to, 0),
        DType.UInt64 => To(x => x.AsSpan<ulong>(), to, 0),
        DType.Complex64 => FromComplex(x => Mapped(x.AsSpan<Complex64>(), z => new Complex(z.Real, z.Imaginary)), to),
        DType.Complex128 => FromComplex(x => x.AsSpan<Complex>(), to),
        _ => null,
    };

    private delegate ReadOnlySpan<T> Reader<T>(NDArray array);

    private static Action<NDArray, NDArray>? To<T>(Reader<T> read, DType to, int digits) where T : unmanaged, INumber<T> => to switch
    {
        DType.Bool => (x, y) => Map(read(x), y.Data<bool>(), e => !T.IsZero(e)),
        DType.Float32 => (x, y) => Floats(Cut(read(x), digits - 24), y.Data<float>()),
        DType.Float64 => (x, y) => Floats(read(x), y.Data<double>()),
        DType.Float16 => (x, y) => Floats(Cut(read(x), digits - 11), y.Data<Half>()),
        DType.BFloat16 => (x, y) => Map(Cut(read(x), digits - 8), y.Data<BFloat16>(), e => (BFloat16)float.CreateTruncating(e)),
        DType.Int8 => (x, y) => Integers(read(x), y.Data<sbyte>()),
        DType.Int16 => (x, y) => Integers(read(x), y.Data<short>()),
        DType.Int32 => (x, y) => Integers(read(x), y.Data<int>()),
        DType.Int64 => (x, y) => Integers(read(x), y.Data<long>()),
        DType.UInt8 => (x, y) => Integers(read(x), y.Data<byte>()),
        DType.UInt16 => (x, y) => Integers(read(x), y.Data<ushort>()),
        DType.UInt32 => (x, y) => Integers(read(x), y.Data<uint>()),
        DType.UInt64 => (x, y) => Integers(read(x), y.Data<ulong>()),
        DType.Complex64 => (x, y) => Map(read(x), y.Data<Complex64>(), e => new Complex64(float.CreateTruncating(e), 0)),
        DType.Complex128 => (x, y) => Map(read(x), y.Data<Complex>(), e => new Complex(double.CreateTruncating(e), 0)),
        _ => null,
    };

    private static Action<NDArray, NDArray>? FromComplex(Reader<Complex> read, DType to) => to switch
    {
        DType.Complex128 => (x, y) => read(x).CopyTo(y.Data<Complex>()),
        DType.Complex64 => (x, y) => Map(read(x), y.Data<Complex64>(), z => new Complex64((float)z.Real, (float)z.Imaginary)),
        DType.Bool => (x, y) => Map(read(x), y.Data<bool>(), z => z != Complex.Zero),
        _ => To(x => Mapped(read(x), z => z.Real), to, 0),
    };

    private static void Floats<TFrom, TTo>(ReadOnlySpan<TFrom> x, Span<TTo> y) where TFrom : INumberBase<TFrom> where TTo : INumberBase<TTo>
    {
        for (var i = 0; i < x.Length; i++) y[i] = TTo.CreateTruncating(x[i]);
    }

    private static void Integers<TFrom, TTo>(ReadOnlySpan<TFrom> x, Span<TTo> y) where TFrom : INumber<TFrom> where TTo : unmanaged, INumber<TTo>
    {
        var whole = typeof(TFrom) != typeof(float) && typeof(TFrom) != typeof(double) && typeof(TFrom) != typeof(Half);
        for (var i = 0; i < x.Length; i++) y[i] = whole ? TTo.CreateTruncating(x[i]) : Truncated<TTo>(double.CreateTruncating(x[i]));
    }

    // Small integers go through 32 bits, unsigned 32 bits through 64, and the upper half of unsigned 64 through a difference.
    private static T Truncated<T>(double x) where T : unmanaged, INumber<T>
    {
        const double half = 9223372036854775808.0;
        if (typeof(T) == typeof(ulong)) return T.CreateTruncating(x >= half ? (ulong)Long(x - half) ^ (1UL << 63) : (ulong)Long(x));
        if (typeof(T) == typeof(long) || typeof(T) == typeof(uint)) return T.CreateTruncating(Long(x));
        return T.CreateTruncating(x is > int.MinValue - 1.0 and < int.MaxValue + 1.0 ? (int)x : int.MinValue);

        static long Long(double x) => x is >= -half and < half ? (long)x : long.MinValue;
    }

    // The number with its last binary digits cleared.
    private static ReadOnlySpan<T> Cut<T>(ReadOnlySpan<T> x, int digits)
    {
        if (digits <= 0) return x;
        if (typeof(T) == typeof(float))
            return Mapped(x, e => (T)(object)BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits((float)(object)e!) & (uint.MaxValue << digits)));
        return Mapped(x, e => (T)(object)BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits((double)(object)e!) & (ulong.MaxValue << digits)));
    }

    private static TTo[] Mapped<TFrom, TTo>(ReadOnlySpan<TFrom> x, Func<TFrom, TTo> convert)
    {
        var y = new TTo[x.Length];
        Map(x, y.AsSpan(), convert);
        return y;
    }

    private static void Map<TFrom, TTo>(ReadOnlySpan<TFrom> x, Span<TTo> y, Func<TFrom, TTo> convert)
    {
        for (var i = 0; i < x.Length; i++) y[i] = convert(x[i]);
    }
}

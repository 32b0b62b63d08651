using System.Buffers;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Bundles;

/// <summary>Little-endian numbers of seven bits a byte, as tables and string tensors write lengths.</summary>
internal static class Varint
{
    /// <summary>The most bytes that a 64-bit number takes.</summary>
    public const int MaxLength = 10;

    /// <summary>Writes a number, and says how many bytes it took.</summary>
    public static int Write(Span<byte> target, ulong value)
    {
        var n = 0;
        for (; value >= 0x80; value >>= 7) target[n++] = (byte)(value | 0x80);
        target[n++] = (byte)value;
        return n;
    }

    /// <summary>Appends a number.</summary>
    public static void Write(IBufferWriter<byte> target, ulong value) => target.Advance(Write(target.GetSpan(MaxLength), value));

    /// <summary>Writes a number to a stream.</summary>
    public static void Write(Stream target, ulong value)
    {
        Span<byte> bytes = stackalloc byte[MaxLength];
        target.Write(bytes[..Write(bytes, value)]);
    }

    /// <summary>Reads a number and moves on; false if the bytes end inside it or it has more than 64 bits.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (at >= source.Length) return false;
            var b = source[at++];
            if (shift == 63 && b > 1) return false;
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return true;
        }
        return false;
    }

    /// <summary>Reads a number that must be a length or offset within <paramref name="limit"/>.</summary>
    /// <exception cref="DataLossError">The number is cut short or out of range.</exception>
    public static int ReadLength(ReadOnlySpan<byte> source, ref int at, int limit, string where)
    {
        if (!TryRead(source, ref at, out var value) || value > (ulong)limit) throw new DataLossError($"bad entry in block: {where}, byte {at}");
        return (int)value;
    }
}

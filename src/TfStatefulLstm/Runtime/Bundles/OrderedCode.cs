using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace TfStatefulLstm.Runtime.Bundles;

/// <summary>Encodings whose byte order is the order of what they encode. Keys of tensor slices are made of them.</summary>
internal static class OrderedCode
{
    /// <summary>A number from zero up: a byte that counts the bytes, then the bytes, most significant first.</summary>
    public static void WriteNumber(List<byte> target, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        var significant = bytes.TrimStart((byte)0);
        target.Add((byte)significant.Length);
        target.AddRange(significant);
    }

    /// <summary>A string: zero and 255 are escaped by their opposite, and zero one ends it.</summary>
    public static void WriteString(List<byte> target, ReadOnlySpan<byte> value)
    {
        foreach (var b in value)
        {
            target.Add(b);
            if (b is 0 or 0xff) target.Add((byte)~b);
        }
        target.Add(0);
        target.Add(1);
    }

    /// <summary>A signed number in as few bytes as hold it beside a prefix of as many ones as there are bytes, all inverted for a negative one.</summary>
    public static void WriteSigned(List<byte> target, long value)
    {
        var magnitude = (ulong)(value < 0 ? ~value : value);
        // A length of n bytes leaves room for 7n - 1 bits.
        var length = (64 - BitOperations.LeadingZeroCount(magnitude)) / 7 + 1;
        var number = (Int128)value ^ (((Int128.One << length) - 1) << (7 * length));
        for (var i = length - 1; i >= 0; i--) target.Add((byte)(number >> (8 * i)));
    }
}

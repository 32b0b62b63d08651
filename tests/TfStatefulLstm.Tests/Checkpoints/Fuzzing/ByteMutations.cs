using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace TfStatefulLstm.Tests.Checkpoints.Fuzzing;

/// <summary>Alters bytes that it knows nothing of: flips, cuts, chunks doubled, dropped or out of their order, numbers at the edge of their types.</summary>
internal static partial class ByteMutations
{
    private static readonly long[] Edges =
        [0, 1, -1, 2, 7, 8, 127, 128, 255, 256, -128, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, 1L << 62, long.MaxValue, long.MinValue];

    /// <summary>A number that code tends to forget, or any other.</summary>
    public static long Edge(Random random) => random.Next(8) == 0 ? random.NextInt64() : Edges[random.Next(Edges.Length)];

    /// <summary>The bytes with one to four changes.</summary>
    public static byte[] Alter(byte[] bytes, Random random)
    {
        for (var n = 1 << random.Next(3); n > 0; n--) bytes = AlterOnce(bytes, random);
        return bytes;
    }

    /// <summary>The bytes with some of a range altered, none added or removed.</summary>
    public static byte[] Overwrite(byte[] bytes, int start, int length, Random random)
    {
        var altered = bytes.ToArray();
        if (length > 0)
            for (var n = 1 << random.Next(4); n > 0; n--) altered[start + random.Next(length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)Edge(random);
        return altered;
    }

    /// <summary>A text with one of its numbers, or a few of its characters, altered.</summary>
    public static string Alter(string text, Random random)
    {
        var numbers = Number().Matches(text);
        if (numbers.Count > 0 && random.Next(2) == 0)
        {
            var match = numbers[random.Next(numbers.Count)];
            return string.Concat(text.AsSpan(0, match.Index), Edge(random).ToString(), text.AsSpan(match.Index + match.Length));
        }
        return Encoding.Latin1.GetString(Alter(Encoding.Latin1.GetBytes(text), random));
    }

    private static byte[] AlterOnce(byte[] bytes, Random random)
    {
        if (bytes.Length == 0) return [(byte)random.Next(256)];
        var at = random.Next(bytes.Length);
        var length = Math.Min(bytes.Length - at, 1 << random.Next(10));
        var (before, chunk, after) = (bytes[..at], bytes[at..(at + length)], bytes[(at + length)..]);
        switch (random.Next(8))
        {
            case 0: return before;
            case 1: return [.. before, .. chunk, .. chunk, .. after];
            case 2: return [.. before, .. after];
            case 3:
                var to = random.Next(before.Length + 1);
                return [.. before[..to], .. chunk, .. before[to..], .. after];
            case 4 when length >= sizeof(long):
                BinaryPrimitives.WriteInt64LittleEndian(chunk, Edge(random));
                return [.. before, .. chunk, .. after];
            case 5 when length >= sizeof(int):
                BinaryPrimitives.WriteInt32LittleEndian(chunk, (int)Edge(random));
                return [.. before, .. chunk, .. after];
            case 6: return Overwrite(bytes, at, length, random);
            default: return Overwrite(bytes, at, 1, random);
        }
    }

    [GeneratedRegex(@"-?\d+")]
    private static partial Regex Number();
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Bundles;

/// <summary>Decompresses Snappy's raw format: a length, then literals and copies of what came before.</summary>
internal static class Snappy
{
    // A copy of two bytes gives at most 64: no input can grow more.
    private const int MaxGrowth = 32;

    /// <summary>The decompressed bytes.</summary>
    /// <param name="source">The compressed bytes.</param>
    /// <param name="where">The file and place, for messages.</param>
    /// <exception cref="DataLossError">The bytes are no Snappy stream, or claim a length that they cannot give.</exception>
    public static byte[] Decompress(ReadOnlySpan<byte> source, string where)
    {
        var at = 0;
        if (!Varint.TryRead(source, ref at, out var length) || length > (ulong)source.Length * MaxGrowth || length > (ulong)Array.MaxLength) throw Corrupt(where);
        var target = new byte[length];
        var done = 0;
        while (at < source.Length)
        {
            var tag = source[at++];
            if ((tag & 3) == 0) Literal(source, ref at, tag >> 2, target, ref done, where);
            else Copy(source, ref at, tag, target, ref done, where);
        }
        return done == target.Length ? target : throw Corrupt(where);
    }

    private static void Literal(ReadOnlySpan<byte> source, ref int at, int code, byte[] target, ref int done, string where)
    {
        // Codes 60 to 63 say that the length follows in one to four bytes.
        long length = code < 60 ? code + 1 : (long)Number(source, ref at, code - 59, where) + 1;
        if (length > source.Length - at || length > target.Length - done) throw Corrupt(where);
        source.Slice(at, (int)length).CopyTo(target.AsSpan(done));
        at += (int)length;
        done += (int)length;
    }

    private static void Copy(ReadOnlySpan<byte> source, ref int at, byte tag, byte[] target, ref int done, string where)
    {
        var kind = tag & 3;
        var length = kind == 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
        var low = Number(source, ref at, kind == 3 ? 4 : kind, where);
        var distance = kind == 1 ? ((uint)(tag >> 5) << 8) | low : low;
        if (distance == 0 || distance > (uint)done || length > target.Length - done) throw Corrupt(where);
        // A copy may overlap what it writes: it then repeats a pattern, and must go byte by byte.
        for (var i = 0; i < length; i++, done++) target[done] = target[done - (int)distance];
    }

    private static uint Number(ReadOnlySpan<byte> source, ref int at, int bytes, string where)
    {
        if (bytes > source.Length - at) throw Corrupt(where);
        uint value = 0;
        for (var i = 0; i < bytes; i++) value |= (uint)source[at++] << (8 * i);
        return value;
    }

    private static DataLossError Corrupt(string where) => new($"corrupted compressed block contents: {where}");
}

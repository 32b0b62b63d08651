using System.Numerics;
using System.Runtime.InteropServices;

namespace TfStatefulLstm.Runtime.Bundles;

/// <summary>CRC-32 with Castagnoli's polynomial, by the processor's own instruction where it has one: the checksum of tables, bundles and record files.</summary>
internal static class Crc32C
{
    // A checksum of data that holds checksums is weak; formats of leveldb's family store them rotated and shifted.
    private const uint MaskDelta = 0xa282ead8;

    /// <summary>The checksum of some bytes.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes) => Extend(0, bytes);

    /// <summary>The checksum of what <paramref name="crc"/> is the checksum of, followed by more bytes.</summary>
    public static uint Extend(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) crc = BitOperations.Crc32C(crc, word);
        foreach (var b in bytes[(words.Length * sizeof(ulong))..]) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    /// <summary>A checksum as files store it.</summary>
    public static uint Mask(uint crc) => BitOperations.RotateRight(crc, 15) + MaskDelta;

    /// <summary>The checksum of a stored one.</summary>
    public static uint Unmask(uint stored) => BitOperations.RotateLeft(stored - MaskDelta, 15);
}

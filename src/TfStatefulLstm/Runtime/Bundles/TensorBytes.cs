using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Bundles;

/// <summary>The bytes of a numeric array in pieces: a span is at most 2 GiB, an array may be larger, and a piece still is in the cache when its checksum is taken.</summary>
internal static class TensorBytes
{
    /// <summary>The length of every piece but the last.</summary>
    public const int ChunkLength = 1 << 18;

    /// <summary>The piece that begins at some byte.</summary>
    public static Span<byte> Chunk(NDArray array, long offset)
    {
        ref var start = ref MemoryMarshal.GetArrayDataReference(array.Buffer.Data);
        return MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref start, (nint)offset), (int)Math.Min(ChunkLength, array.ByteLength - offset));
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TfStatefulLstm.Runtime.Numerics;

/// <summary>
/// Eight groups of a Philox stream at once, a group a lane: what dropout and the initializers of large tables draw. The words, and so the bits, are those of
/// <see cref="PhiloxRandom.Next"/> called eight times.
/// </summary>
internal static unsafe class PhiloxBlocks
{
    /// <summary>Words that one block gives.</summary>
    public const int Words = 32;

    /// <summary>Fills as much of <paramref name="output"/> as whole blocks do with uniform floats; returns how much that is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Uniform(ref PhiloxRandom stream, Span<float> output)
    {
        var whole = output.Length - output.Length % Words;
        fixed (float* target = output)
        {
            for (var i = 0; i < whole; i += Words)
            {
                Next(ref stream, out var low, out var high);
                ToSingle(low).Store(target + i);
                ToSingle(high).Store(target + i + Words / 2);
            }
        }

        return whole;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ToSingle(Vector512<uint> words) =>
        ((words & Vector512.Create(0x7FFFFFu)) | Vector512.Create(0x3F800000u)).AsSingle() - Vector512.Create(1f);

    /// <summary>The next eight groups, in the order of the stream: four in each half.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Next(ref PhiloxRandom stream, out Vector512<uint> low, out Vector512<uint> high)
    {
        var (key, counterLow, counterHigh) = stream.Parts;
        var counters = Vector512.Create(counterLow) + Vector512.Create(0ul, 1, 2, 3, 4, 5, 6, 7);
        // Where the lower half of the counter overflows, the lanes past the overflow are in the next upper half.
        var upper = counterLow > ulong.MaxValue - 7
            ? Vector512.ConditionalSelect(Vector512.LessThan(counters, Vector512.Create(8ul)), Vector512.Create(counterHigh + 1), Vector512.Create(counterHigh))
            : Vector512.Create(counterHigh);
        stream.Skip(8);

        // The upper halves of the lanes hold what no step reads.
        Vector512<ulong> x0 = counters, x1 = counters >>> 32, x2 = upper, x3 = upper >>> 32;
        uint key0 = (uint)key, key1 = (uint)(key >> 32);
        for (var round = 0; round < PhiloxRandom.Rounds; round++)
        {
            var product0 = Multiply(x0, 0xD2511F53u);
            var product2 = Multiply(x2, 0xCD9E8D57u);
            (x0, x1) = ((product2 >>> 32) ^ x1 ^ Vector512.Create((ulong)key0), product2);
            (x2, x3) = ((product0 >>> 32) ^ x3 ^ Vector512.Create((ulong)key1), product0);
            key0 += 0x9E3779B9u;
            key1 += 0xBB67AE85u;
        }

        // From a word of every group to every word of a group.
        var mask = Vector512.Create(0xFFFFFFFFul);
        var (first, second) = ((x0 & mask) | (x1 << 32), (x2 & mask) | (x3 << 32));
        if (Avx512F.IsSupported)
        {
            low = Avx512F.PermuteVar8x64x2(first, Vector512.Create(0ul, 8, 1, 9, 2, 10, 3, 11), second).AsUInt32();
            high = Avx512F.PermuteVar8x64x2(first, Vector512.Create(4ul, 12, 5, 13, 6, 14, 7, 15), second).AsUInt32();
        }
        else
        {
            low = Interleave(first.GetLower(), second.GetLower()).AsUInt32();
            high = Interleave(first.GetUpper(), second.GetUpper()).AsUInt32();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Multiply(Vector512<ulong> x, uint factor)
    {
        if (Avx512F.IsSupported)
        {
            return Avx512F.Multiply(x.AsUInt32(), Vector512.Create(factor));
        }

        if (Avx2.IsSupported)
        {
            var factors = Vector256.Create(factor);
            return Vector512.Create(Avx2.Multiply(x.GetLower().AsUInt32(), factors), Avx2.Multiply(x.GetUpper().AsUInt32(), factors));
        }

        return (x & Vector512.Create(0xFFFFFFFFul)) * Vector512.Create((ulong)factor);
    }

    private static Vector512<ulong> Interleave(Vector256<ulong> first, Vector256<ulong> second) => Vector512.Create(
        Vector256.Create(first[0], second[0], first[1], second[1]), Vector256.Create(first[2], second[2], first[3], second[3]));
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace TfStatefulLstm.Runtime.Numerics;

/// <summary>
/// A row or two of A times a B whose columns are contiguous (a transposed matrix, or a matrix times a vector). Every column's sum stays a chain of its
/// own, in the order of the depth: floats are turned over in registers, eight by eight, so that a vector carries eight chains; the rest is scalar.
/// </summary>
internal static unsafe class GemmDotting<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Chains = 16;

    public static void Multiply(in GemmArguments<T> g)
    {
        var sums = stackalloc float[Chains];
        var contiguous = GemmPacking.Scratch<T>(0, g.K);
        for (var i = 0; i < g.M; i++)
        {
            for (var p = 0; p < g.K; p++)
            {
                contiguous[p] = g.A[i * g.ARow + p * g.AColumn];
            }

            var c = g.C + i * g.CRow;
            var j = 0;
            if (typeof(T) == typeof(float) && Avx.IsSupported)
            {
                for (; j + Chains <= g.N; j += Chains)
                {
                    Gather(c + j * g.CColumn, g.CColumn, (T*)sums, g.Fresh);
                    Sixteen(g.K, (float*)contiguous, (float*)(g.B + j * g.BColumn), g.BColumn, sums);
                    Scatter((T*)sums, c + j * g.CColumn, g.CColumn);
                }
            }

            for (; j + 4 <= g.N; j += 4)
            {
                Four(g.K, contiguous, g.B + j * g.BColumn, g.BColumn, c + j * g.CColumn, g.CColumn, g.Fresh);
            }

            for (; j < g.N; j++)
            {
                One(g.K, contiguous, g.B + j * g.BColumn, c + j * g.CColumn, g.Fresh);
            }
        }
    }

    private static void Gather(T* c, nint step, T* sums, bool fresh)
    {
        for (var lane = 0; lane < Chains; lane++)
        {
            sums[lane] = fresh ? T.Zero : c[lane * step];
        }
    }

    private static void Scatter(T* sums, T* c, nint step)
    {
        for (var lane = 0; lane < Chains; lane++)
        {
            c[lane * step] = sums[lane];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sixteen(nint depth, float* a, float* b, nint row, float* sums)
    {
        Vector256<float> s = Vector256.Load(sums), t = Vector256.Load(sums + 8);
        nint p = 0;
        // A cache line of every row at a time: rows a power of two apart would push each other's out before its second half is used.
        for (; p + 16 <= depth; p += 16)
        {
            s = EightDeep(a + p, b + p, row, s);
            s = EightDeep(a + p + 8, b + p + 8, row, s);
            t = EightDeep(a + p, b + 8 * row + p, row, t);
            t = EightDeep(a + p + 8, b + 8 * row + p + 8, row, t);
        }

        s.Store(sums);
        t.Store(sums + 8);
        for (; p < depth; p++)
        {
            for (nint lane = 0; lane < Chains; lane++)
            {
                sums[lane] = float.MultiplyAddEstimate(a[p], b[lane * row + p], sums[lane]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> EightDeep(float* a, float* b, nint row, Vector256<float> sum)
    {
        GemmPacking.Transpose8x8(b, row, out var b0, out var b1, out var b2, out var b3, out var b4, out var b5, out var b6, out var b7);
        sum = Vector256.MultiplyAddEstimate(Vector256.Create(a[0]), b0, sum);
        sum = Vector256.MultiplyAddEstimate(Vector256.Create(a[1]), b1, sum);
        sum = Vector256.MultiplyAddEstimate(Vector256.Create(a[2]), b2, sum);
        sum = Vector256.MultiplyAddEstimate(Vector256.Create(a[3]), b3, sum);
        sum = Vector256.MultiplyAddEstimate(Vector256.Create(a[4]), b4, sum);
        sum = Vector256.MultiplyAddEstimate(Vector256.Create(a[5]), b5, sum);
        sum = Vector256.MultiplyAddEstimate(Vector256.Create(a[6]), b6, sum);
        return Vector256.MultiplyAddEstimate(Vector256.Create(a[7]), b7, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(nint depth, T* a, T* b, nint row, T* c, nint step, bool fresh)
    {
        var (s0, s1, s2, s3) = fresh ? (T.Zero, T.Zero, T.Zero, T.Zero) : (c[0], c[step], c[2 * step], c[3 * step]);
        for (nint p = 0; p < depth; p++)
        {
            s0 = T.MultiplyAddEstimate(a[p], b[p], s0);
            s1 = T.MultiplyAddEstimate(a[p], b[p + row], s1);
            s2 = T.MultiplyAddEstimate(a[p], b[p + 2 * row], s2);
            s3 = T.MultiplyAddEstimate(a[p], b[p + 3 * row], s3);
        }

        (c[0], c[step], c[2 * step], c[3 * step]) = (s0, s1, s2, s3);
    }

    private static void One(nint depth, T* a, T* b, T* c, bool fresh)
    {
        var sum = fresh ? T.Zero : *c;
        for (nint p = 0; p < depth; p++)
        {
            sum = T.MultiplyAddEstimate(a[p], b[p], sum);
        }

        *c = sum;
    }
}

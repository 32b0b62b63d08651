using System.Numerics;
using System.Runtime.CompilerServices;

namespace TfStatefulLstm.Runtime.Numerics;

/// <summary>
/// A row or two of A times a B whose columns are contiguous (a transposed matrix, or a matrix times a vector): eight columns at a time, each a
/// scalar chain of its own. Scalars keep the order of every chain, and eight chains keep the memory busy.
/// </summary>
internal static unsafe class GemmDotting<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Chains = 8;

    public static void Multiply(in GemmArguments<T> g)
    {
        for (var i = 0; i < g.M; i++)
        {
            var a = g.A + i * g.ARow;
            var c = g.C + i * g.CRow;
            var j = 0;
            for (; j + Chains <= g.N; j += Chains)
            {
                Eight(g.K, a, g.AColumn, g.B + j * g.BColumn, g.BColumn, c + j, g.Fresh);
            }

            for (; j < g.N; j++)
            {
                One(g.K, a, g.AColumn, g.B + j * g.BColumn, c + j, g.Fresh);
            }
        }
    }

    private static void One(nint depth, T* a, nint step, T* b, T* c, bool fresh)
    {
        var sum = fresh ? T.Zero : *c;
        for (nint p = 0; p < depth; p++)
        {
            sum = T.MultiplyAddEstimate(a[p * step], b[p], sum);
        }

        *c = sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(nint depth, T* a, nint step, T* b, nint row, T* c, bool fresh)
    {
        T s0 = T.Zero, s1 = T.Zero, s2 = T.Zero, s3 = T.Zero, s4 = T.Zero, s5 = T.Zero, s6 = T.Zero, s7 = T.Zero;
        if (!fresh)
        {
            (s0, s1, s2, s3, s4, s5, s6, s7) = (c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]);
        }

        T* b4 = b + 4 * row;
        for (nint p = 0; p < depth; p++)
        {
            var x = *a;
            s0 = T.MultiplyAddEstimate(x, b[p], s0);
            s1 = T.MultiplyAddEstimate(x, b[p + row], s1);
            s2 = T.MultiplyAddEstimate(x, b[p + 2 * row], s2);
            s3 = T.MultiplyAddEstimate(x, b[p + 3 * row], s3);
            s4 = T.MultiplyAddEstimate(x, b4[p], s4);
            s5 = T.MultiplyAddEstimate(x, b4[p + row], s5);
            s6 = T.MultiplyAddEstimate(x, b4[p + 2 * row], s6);
            s7 = T.MultiplyAddEstimate(x, b4[p + 3 * row], s7);
            a += step;
        }

        (c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]) = (s0, s1, s2, s3, s4, s5, s6, s7);
    }
}

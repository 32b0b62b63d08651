using System.Numerics;

namespace TfStatefulLstm.Tests.Runtime.Numerics;

/// <summary>The slow clear multiplication that the fast ones are held against, bit for bit: a chain of multiply-adds for every element.</summary>
internal static class ReferenceGemm
{
    public static void Multiply<T>(int m, int n, int k, ReadOnlySpan<T> a, int lda, bool transposeA, ReadOnlySpan<T> b, int ldb, bool transposeB,
        Span<T> c, int ldc, T beta)
        where T : unmanaged, INumberBase<T>
    {
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var sum = T.IsZero(beta) ? T.Zero : beta * c[i * ldc + j];
                for (var p = 0; p < k; p++)
                {
                    sum = T.MultiplyAddEstimate(transposeA ? a[p * lda + i] : a[i * lda + p], transposeB ? b[j * ldb + p] : b[p * ldb + j], sum);
                }

                c[i * ldc + j] = sum;
            }
        }
    }
}

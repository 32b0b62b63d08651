using System.Numerics;
using System.Runtime.CompilerServices;

namespace TfStatefulLstm.Runtime.Numerics;

/// <summary>
/// A few rows of A times a row-major B, read once where it stands: eight rows of B at a time are added to C, whose strip stays in the
/// first-level cache. The depth still runs in order, so the bits are those of the packed product.
/// </summary>
internal static unsafe class GemmStreaming<TSimd, TVector, T>
    where TSimd : ISimd<TVector, T>
    where TVector : struct
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int StripBytes = 16 * 1024;
    private const int Depth = 8;

    // Rows of C that are a power of two apart fall on the same cache sets; more than so many of them are worth a copy.
    private const int RowsInPlace = 3;

    public static void Multiply(in GemmArguments<T> g)
    {
        var a = g.A;
        var lda = g.ARow;
        if (g.AColumn != 1)
        {
            a = GemmPacking.Scratch<T>(0, (nint)g.M * g.K);
            lda = g.K;
            for (var i = 0; i < g.M; i++)
            {
                for (var p = 0; p < g.K; p++)
                {
                    a[i * lda + p] = g.A[i * g.ARow + p * g.AColumn];
                }
            }
        }

        var whole = g.N - g.N % TSimd.Width;
        var strip = Math.Max(StripBytes / sizeof(T) / g.M / TSimd.Width, 16) * TSimd.Width;
        for (var j = 0; j < whole; j += strip)
        {
            var columns = Math.Min(strip, whole - j);
            if (g.M <= RowsInPlace)
            {
                Strip(g.M, columns, g.K, a, lda, g.B + j, g.BRow, g.C + j, g.CRow, g.Fresh);
            }
            else
            {
                ThroughCopy(g, a, lda, g.B + j, g.BRow, g.C + j, columns, columns);
            }
        }

        if (whole < g.N)
        {
            Rest(g, a, lda, whole);
        }
    }

    /// <summary>The columns past the last whole vector, through copies of B and C that are a vector wide.</summary>
    private static void Rest(in GemmArguments<T> g, T* a, nint lda, int first)
    {
        var b = GemmPacking.Scratch<T>(1, (nint)g.K * TSimd.Width);
        GemmPacking.PackB(g.B + first, g.BRow, 1, g.K, g.N - first, TSimd.Width, b);
        ThroughCopy(g, a, lda, b, TSimd.Width, g.C + first, g.N - first, TSimd.Width);
    }

    /// <summary>One strip on a copy of C whose rows are <paramref name="width"/> apart; <paramref name="count"/> of its columns are C's.</summary>
    private static void ThroughCopy(in GemmArguments<T> g, T* a, nint lda, T* b, nint ldb, T* c, int count, int width)
    {
        var copy = GemmPacking.Scratch<T>(2, (nint)g.M * width);
        for (var i = 0; i < g.M && !g.Fresh; i++)
        {
            new Span<T>(c + i * g.CRow, count).CopyTo(new Span<T>(copy + (nint)i * width, width));
        }

        Strip(g.M, width, g.K, a, lda, b, ldb, copy, width, g.Fresh);
        for (var i = 0; i < g.M; i++)
        {
            new Span<T>(copy + (nint)i * width, count).CopyTo(new Span<T>(c + i * g.CRow, count));
        }
    }

    private static void Strip(int rows, int columns, int depth, T* a, nint lda, T* b, nint ldb, T* c, nint ldc, bool fresh)
    {
        if (fresh)
        {
            for (var i = 0; i < rows; i++)
            {
                new Span<T>(c + i * ldc, columns).Clear();
            }
        }

        var p = 0;
        for (; p + Depth <= depth; p += Depth)
        {
            if (rows == 1)
            {
                EightForOne(columns, a + p, b + p * ldb, ldb, c);
            }
            else
            {
                Eight(rows, columns, a + p, lda, b + p * ldb, ldb, c, ldc);
            }
        }

        for (; p < depth; p++)
        {
            One(rows, columns, a + p, lda, b + p * ldb, c, ldc);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void EightForOne(nint columns, T* a, T* b, nint ldb, T* c)
    {
        TVector a0 = TSimd.Broadcast(a[0]), a1 = TSimd.Broadcast(a[1]), a2 = TSimd.Broadcast(a[2]), a3 = TSimd.Broadcast(a[3]);
        TVector a4 = TSimd.Broadcast(a[4]), a5 = TSimd.Broadcast(a[5]), a6 = TSimd.Broadcast(a[6]), a7 = TSimd.Broadcast(a[7]);
        var lower = b + 4 * ldb;
        for (nint j = 0; j < columns; j += TSimd.Width)
        {
            var sum = TSimd.Load(c + j);
            sum = TSimd.MultiplyAdd(a0, TSimd.Load(b + j), sum);
            sum = TSimd.MultiplyAdd(a1, TSimd.Load(b + ldb + j), sum);
            sum = TSimd.MultiplyAdd(a2, TSimd.Load(b + 2 * ldb + j), sum);
            sum = TSimd.MultiplyAdd(a3, TSimd.Load(b + 3 * ldb + j), sum);
            sum = TSimd.MultiplyAdd(a4, TSimd.Load(lower + j), sum);
            sum = TSimd.MultiplyAdd(a5, TSimd.Load(lower + ldb + j), sum);
            sum = TSimd.MultiplyAdd(a6, TSimd.Load(lower + 2 * ldb + j), sum);
            sum = TSimd.MultiplyAdd(a7, TSimd.Load(lower + 3 * ldb + j), sum);
            TSimd.Store(sum, c + j);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(int rows, nint columns, T* a, nint lda, T* b, nint ldb, T* c, nint ldc)
    {
        var lower = b + 4 * ldb;
        for (nint j = 0; j < columns; j += TSimd.Width)
        {
            TVector b0 = TSimd.Load(b + j), b1 = TSimd.Load(b + ldb + j), b2 = TSimd.Load(b + 2 * ldb + j), b3 = TSimd.Load(b + 3 * ldb + j);
            TVector b4 = TSimd.Load(lower + j), b5 = TSimd.Load(lower + ldb + j), b6 = TSimd.Load(lower + 2 * ldb + j), b7 = TSimd.Load(lower + 3 * ldb + j);
            var x = a;
            var y = c + j;
            for (var i = 0; i < rows; i++)
            {
                var sum = TSimd.Load(y);
                sum = TSimd.MultiplyAdd(TSimd.Broadcast(x[0]), b0, sum);
                sum = TSimd.MultiplyAdd(TSimd.Broadcast(x[1]), b1, sum);
                sum = TSimd.MultiplyAdd(TSimd.Broadcast(x[2]), b2, sum);
                sum = TSimd.MultiplyAdd(TSimd.Broadcast(x[3]), b3, sum);
                sum = TSimd.MultiplyAdd(TSimd.Broadcast(x[4]), b4, sum);
                sum = TSimd.MultiplyAdd(TSimd.Broadcast(x[5]), b5, sum);
                sum = TSimd.MultiplyAdd(TSimd.Broadcast(x[6]), b6, sum);
                sum = TSimd.MultiplyAdd(TSimd.Broadcast(x[7]), b7, sum);
                TSimd.Store(sum, y);
                x += lda;
                y += ldc;
            }
        }
    }

    private static void One(int rows, nint columns, T* a, nint lda, T* b, T* c, nint ldc)
    {
        for (var i = 0; i < rows; i++)
        {
            var x = TSimd.Broadcast(a[i * lda]);
            for (nint j = 0; j < columns; j += TSimd.Width)
            {
                var y = c + i * ldc + j;
                TSimd.Store(TSimd.MultiplyAdd(x, TSimd.Load(b + j), TSimd.Load(y)), y);
            }
        }
    }
}

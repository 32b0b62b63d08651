using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TfStatefulLstm.Runtime.Numerics;

/// <summary>The element-wise functions of one element type for one vector width. <see cref="Best"/> is the widest that the processor has.</summary>
internal abstract unsafe class VectorEngine<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The engine that <see cref="VectorMath"/> and <see cref="LstmGates"/> use, chosen once.</summary>
    public static VectorEngine<T> Best { get; } =
        Vector512.IsHardwareAccelerated ? new VectorEngine<Simd512<T>, Vector512<T>, T>()
        : Vector256.IsHardwareAccelerated ? new VectorEngine<Simd256<T>, Vector256<T>, T>()
        : new VectorEngine<Simd128<T>, Vector128<T>, T>();

    public abstract void Exp(T* x, T* y, nint count);

    public abstract void Log(T* x, T* y, nint count);

    public abstract void Tanh(T* x, T* y, nint count);

    public abstract void Sigmoid(T* x, T* y, nint count);

    /// <summary>One row of a cell; see <see cref="LstmGates"/>.</summary>
    public abstract void LstmRow(in LstmRow<T> row, int hidden);
}

/// <inheritdoc/>
internal sealed unsafe class VectorEngine<TSimd, TVector, T> : VectorEngine<T>
    where TSimd : ISimd<TVector, T>
    where TVector : struct
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public override void Exp(T* x, T* y, nint count) => Apply<ExpFunction>(x, y, count);

    public override void Log(T* x, T* y, nint count) => Apply<LogFunction>(x, y, count);

    public override void Tanh(T* x, T* y, nint count) => Apply<TanhFunction>(x, y, count);

    public override void Sigmoid(T* x, T* y, nint count) => Apply<SigmoidFunction>(x, y, count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void LstmRow(in LstmRow<T> row, int hidden)
    {
        nint width = TSimd.Width;
        var r = row;
        var whole = hidden - hidden % (int)width;
        for (nint j = 0; j < whole; j += width)
        {
            LstmColumns(r, hidden, j);
        }

        if (whole < hidden)
        {
            LstmRest(r, hidden, whole);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<TFunction>(T* x, T* y, nint count)
        where TFunction : struct, IFunction
    {
        nint width = TSimd.Width;
        for (; count >= width; count -= width)
        {
            TSimd.Store(TFunction.Of(TSimd.Load(x)), y);
            x += width;
            y += width;
        }

        if (count > 0)
        {
            // A vector of its own for the rest: every element goes through the same operations.
            var rest = stackalloc T[TSimd.Width];
            Unsafe.CopyBlockUnaligned(rest, x, (uint)(count * sizeof(T)));
            TSimd.Store(TFunction.Of(TSimd.Load(rest)), rest);
            Unsafe.CopyBlockUnaligned(y, rest, (uint)(count * sizeof(T)));
        }
    }

    private static void LstmRest(in LstmRow<T> r, int hidden, int first)
    {
        var count = hidden - first;
        var width = TSimd.Width;
        var part = stackalloc T[14 * width];
        new Span<T>(part, 14 * width).Clear();
        var padded = r;
        padded.Gates = part;
        padded.CPrev = In(r.CPrev, 4);
        padded.Bias = r.Bias == null ? null : part + 5 * width;
        padded.WI = In(r.WI, 9);
        padded.WF = In(r.WF, 10);
        padded.WO = In(r.WO, 11);
        padded.C = part + 12 * width;
        padded.H = part + 13 * width;
        for (var gate = 0; gate < 4; gate++)
        {
            In(r.Gates + (nint)gate * hidden, gate);
            In(r.Bias == null ? null : r.Bias + (nint)gate * hidden, 5 + gate);
        }

        LstmColumns(padded, width, 0);
        new Span<T>(padded.C, count).CopyTo(new Span<T>(r.C + first, count));
        new Span<T>(padded.H, count).CopyTo(new Span<T>(r.H + first, count));

        T* In(T* source, int slot)
        {
            if (source == null)
            {
                return null;
            }

            new Span<T>(source + first, count).CopyTo(new Span<T>(part + slot * width, count));
            return part + slot * width;
        }
    }

    /// <summary>
    /// One vector of columns. The operations and their order are those of the graph that LSTMCell builds, each rounded by itself: no
    /// multiplication melts into an addition here, because it does not in the separate ops.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LstmColumns(in LstmRow<T> r, nint hidden, nint j)
    {
        TVector i = TSimd.Load(r.Gates + j), g = TSimd.Load(r.Gates + hidden + j);
        TVector f = TSimd.Load(r.Gates + 2 * hidden + j), o = TSimd.Load(r.Gates + 3 * hidden + j);
        if (r.Bias != null)
        {
            i = TSimd.Add(i, TSimd.Load(r.Bias + j));
            g = TSimd.Add(g, TSimd.Load(r.Bias + hidden + j));
            f = TSimd.Add(f, TSimd.Load(r.Bias + 2 * hidden + j));
            o = TSimd.Add(o, TSimd.Load(r.Bias + 3 * hidden + j));
        }

        var c = TSimd.Load(r.CPrev + j);
        f = TSimd.Add(f, TSimd.Broadcast(r.ForgetBias));
        if (r.WI != null)
        {
            f = TSimd.Add(f, TSimd.Multiply(TSimd.Load(r.WF + j), c));
            i = TSimd.Add(i, TSimd.Multiply(TSimd.Load(r.WI + j), c));
        }

        c = TSimd.Add(
            TSimd.Multiply(VectorFunctions<TSimd, TVector, T>.Sigmoid(f), c),
            TSimd.Multiply(VectorFunctions<TSimd, TVector, T>.Sigmoid(i), VectorFunctions<TSimd, TVector, T>.Tanh(g)));
        if (r.Clip > T.Zero)
        {
            var clip = TSimd.Broadcast(r.Clip);
            c = TSimd.SelectGreater(c, clip, clip, c);
            clip = TSimd.Broadcast(-r.Clip);
            c = TSimd.SelectGreater(clip, c, clip, c);
        }

        if (r.WO != null)
        {
            o = TSimd.Add(o, TSimd.Multiply(TSimd.Load(r.WO + j), c));
        }

        TSimd.Store(c, r.C + j);
        TSimd.Store(TSimd.Multiply(VectorFunctions<TSimd, TVector, T>.Sigmoid(o), VectorFunctions<TSimd, TVector, T>.Tanh(c)), r.H + j);
    }

    private interface IFunction
    {
        static abstract TVector Of(TVector x);
    }

    private readonly struct ExpFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of(TVector x) => VectorFunctions<TSimd, TVector, T>.Exp(x);
    }

    private readonly struct LogFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of(TVector x) => VectorFunctions<TSimd, TVector, T>.Log(x);
    }

    private readonly struct TanhFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of(TVector x) => VectorFunctions<TSimd, TVector, T>.Tanh(x);
    }

    private readonly struct SigmoidFunction : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Of(TVector x) => VectorFunctions<TSimd, TVector, T>.Sigmoid(x);
    }
}

using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Math;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The sizes of a GRU in one op, and its products with the input and the state side by side.</summary>
internal readonly record struct GruBlockSizes(int Batch, int Inputs, int Cell)
{
    /// <exception cref="InvalidArgumentError">The shapes of x, h_prev, w_ru, w_c, b_ru and b_c contradict each other.</exception>
    public static GruBlockSizes Of(KernelContext c)
    {
        for (var i = 0; i < 6; i++)
            if (c.Input(i).Rank != (i < 4 ? 2 : 1)) throw new InvalidArgumentError("x, h_prev, w_ru and w_c must be matrices, b_ru and b_c vectors");
        var (batch, inputs, cell) = (c.Input(0).Dims[0], c.Input(0).Dims[1], c.Input(1).Dims[1]);
        LstmBlockSizes.Require(c.Input(1).Dims[0], batch, "h_prev.dims(0) != batch_size");
        LstmBlockSizes.Require(c.Input(2).Dims[0], inputs + cell, "w_ru.dim_size(0) != input_size + cell_size");
        LstmBlockSizes.Require(c.Input(2).Dims[1], cell * 2, "w_ru.dim_size(1) != cell_size * 2");
        LstmBlockSizes.Require(c.Input(3).Dims[0], inputs + cell, "w_c.dim_size(0) != input_size + cell_size");
        LstmBlockSizes.Require(c.Input(3).Dims[1], cell, "w_c.dim_size(1) != cell_size");
        LstmBlockSizes.Require(c.Input(4).Dims[0], cell * 2, "b_ru.dim_size(0) != cell_size * 2");
        LstmBlockSizes.Require(c.Input(5).Dims[0], cell, "b_c.dim_size(0) != cell_size");
        return new GruBlockSizes((int)batch, (int)inputs, (int)cell);
    }

    /// <summary>[x, h] times w, of so many columns.</summary>
    public void Multiply<T>(KernelContext c, ReadOnlySpan<T> x, ReadOnlySpan<T> h, NDArray w, Span<T> product, int columns) where T : unmanaged, INumberBase<T>
    {
        Gemm.Multiply(Batch, columns, Inputs, x, Inputs, false, w.AsSpan<T>(), columns, false, product, columns, pool: c.Pool());
        Gemm.Multiply(Batch, columns, Cell, h, Cell, false, w.AsSpan<T>()[(Inputs * columns)..], columns, false, product, columns, T.One, c.Pool());
    }

    /// <summary>The gradients of x and h, from that of their product with w; beta is the share that is kept of what they held.</summary>
    public void MultiplyBack<T>(KernelContext c, ReadOnlySpan<T> product, NDArray w, int columns, Span<T> x, Span<T> h, T beta)
        where T : unmanaged, INumberBase<T>
    {
        Gemm.Multiply(Batch, Inputs, columns, product, columns, false, w.AsSpan<T>(), columns, true, x, Inputs, beta, c.Pool());
        Gemm.Multiply(Batch, Cell, columns, product, columns, false, w.AsSpan<T>()[(Inputs * columns)..], columns, true, h, Cell, beta, c.Pool());
    }
}

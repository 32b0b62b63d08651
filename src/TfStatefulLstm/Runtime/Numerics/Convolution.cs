using System.Numerics;
using System.Runtime.CompilerServices;

namespace TfStatefulLstm.Runtime.Numerics;

/// <summary>
/// Two-dimensional convolution (cross-correlation, as TensorFlow means it) of images [batch, height, width, channels] with filters
/// [height, width, channels, out channels], and its gradients, through <see cref="Gemm"/>: the elements under each window, laid out as a row of a
/// matrix, times the filters. The matrix exists a few rows at a time.
/// </summary>
internal static unsafe class Convolution
{
    private const int RowsAtATime = 256;
    private const int Slot = 3;

    /// <summary>Computes <paramref name="output"/>, [batch, out height, out width, <paramref name="outChannels"/>].</summary>
    public static void Forward<T>(in Window2D window, int outChannels, ReadOnlySpan<T> input, ReadOnlySpan<T> filter, Span<T> output, WorkerPool? pool = null)
        where T : unmanaged, INumberBase<T>
    {
        var (w, windows) = (window, window.Windows);
        fixed (T* pInput = input[..w.InputLength], pFilter = filter[..(w.Depth * outChannels)], pOutput = output[..(windows * outChannels)])
        {
            var body = new ForwardBlock<T>(w, outChannels, pInput, pFilter, pOutput);
            Run(pool, (windows + RowsAtATime - 1) / RowsAtATime, body);
        }
    }

    /// <summary>The gradient of the images, from that of the output: op <c>Conv2DBackpropInput</c>.</summary>
    public static void BackpropInput<T>(in Window2D window, int outChannels, ReadOnlySpan<T> filter, ReadOnlySpan<T> outGradient, Span<T> inputGradient,
        WorkerPool? pool = null)
        where T : unmanaged, INumberBase<T>
    {
        var w = window;
        fixed (T* pFilter = filter[..(w.Depth * outChannels)], pOut = outGradient[..(w.Windows * outChannels)], pInput = inputGradient[..w.InputLength])
        {
            // One image is one thread's, because its windows overlap.
            Run(pool, w.Batch, new BackwardImage<T>(w, outChannels, pFilter, pOut, pInput));
        }
    }

    /// <summary>The gradient of the filters, from that of the output: op <c>Conv2DBackpropFilter</c>.</summary>
    public static void BackpropFilter<T>(in Window2D window, int outChannels, ReadOnlySpan<T> input, ReadOnlySpan<T> outGradient, Span<T> filterGradient,
        WorkerPool? pool = null)
        where T : unmanaged, INumberBase<T>
    {
        var (w, windows, depth) = (window, window.Windows, window.Depth);
        filterGradient[..(depth * outChannels)].Clear();
        var rows = GemmPacking.Scratch<T>(Slot, (nint)RowsAtATime * depth);
        fixed (T* pInput = input[..w.InputLength])
        {
            for (var first = 0; first < windows; first += RowsAtATime)
            {
                var count = Math.Min(RowsAtATime, windows - first);
                Gather(w, pInput, first, count, rows);
                Gemm.Multiply(depth, outChannels, count, new ReadOnlySpan<T>(rows, count * depth), depth, true,
                    outGradient.Slice(first * outChannels, count * outChannels), outChannels, false, filterGradient, outChannels, T.One, pool);
            }
        }
    }

    private static void Run<TBody>(WorkerPool? pool, int count, TBody body)
        where TBody : struct, WorkerPool.IBody
    {
        if (pool != null)
        {
            pool.For(count, body);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            body.Invoke(i);
        }
    }

    /// <summary>Lays out what windows <paramref name="first"/> and following see, a window a row; zeros where they stand outside the image.</summary>
    private static void Gather<T>(in Window2D w, T* input, int first, int count, T* rows)
        where T : unmanaged
    {
        var depth = w.Depth;
        for (var row = 0; row < count; row++, rows += depth)
        {
            var (image, y, x) = Place(w, first + row);
            var (top, bottom) = w.RowsInside(y);
            var (left, right) = w.ColumnsInside(x);
            if (bottom - top != w.KernelHeight || right - left != w.KernelWidth)
            {
                new Span<T>(rows, depth).Clear();
            }

            // Without dilation, a kernel row is contiguous.
            var (length, step) = w.DilationWidth == 1 ? ((right - left) * w.Channels, Math.Max(1, right - left)) : (w.Channels, 1);
            for (var i = top; i < bottom; i++)
            {
                for (var j = left; j < right; j += step)
                {
                    Unsafe.CopyBlockUnaligned(rows + (i * w.KernelWidth + j) * w.Channels, input + w.Offset(image, y, x, i, j), (uint)(length * sizeof(T)));
                }
            }
        }
    }

    /// <summary>The reverse: adds every row to the elements that its window sees.</summary>
    private static void Scatter<T>(in Window2D w, T* rows, int first, int count, T* input)
        where T : unmanaged, INumberBase<T>
    {
        for (var row = 0; row < count; row++, rows += w.Depth)
        {
            var (image, y, x) = Place(w, first + row);
            var (top, bottom) = w.RowsInside(y);
            var (left, right) = w.ColumnsInside(x);
            for (var i = top; i < bottom; i++)
            {
                for (var j = left; j < right; j++)
                {
                    var (source, target) = ((i * w.KernelWidth + j) * w.Channels, w.Offset(image, y, x, i, j));
                    for (var channel = 0; channel < w.Channels; channel++)
                    {
                        input[target + channel] += rows[source + channel];
                    }
                }
            }
        }
    }

    private static (int Image, int Y, int X) Place(in Window2D w, int window)
    {
        var (row, x) = Math.DivRem(window, w.OutWidth);
        var (image, y) = Math.DivRem(row, w.OutHeight);
        return (image, y, x);
    }

    private readonly struct ForwardBlock<T>(Window2D w, int outChannels, T* input, T* filter, T* output) : WorkerPool.IBody
        where T : unmanaged, INumberBase<T>
    {
        public void Invoke(int index)
        {
            var (first, depth) = (index * RowsAtATime, w.Depth);
            var count = Math.Min(RowsAtATime, w.Windows - first);
            var rows = GemmPacking.Scratch<T>(Slot, (nint)RowsAtATime * depth);
            Gather(w, input, first, count, rows);
            Gemm.Multiply(count, outChannels, depth, new ReadOnlySpan<T>(rows, count * depth), depth, false, new ReadOnlySpan<T>(filter, depth * outChannels),
                outChannels, false, new Span<T>(output + (nint)first * outChannels, count * outChannels), outChannels);
        }
    }

    private readonly struct BackwardImage<T>(Window2D w, int outChannels, T* filter, T* outGradient, T* inputGradient) : WorkerPool.IBody
        where T : unmanaged, INumberBase<T>
    {
        public void Invoke(int image)
        {
            var (depth, windows, size) = (w.Depth, w.OutHeight * w.OutWidth, w.Height * w.Width * w.Channels);
            var rows = GemmPacking.Scratch<T>(Slot, (nint)RowsAtATime * depth);
            new Span<T>(inputGradient + (nint)image * size, size).Clear();
            for (var first = image * windows; first < (image + 1) * windows; first += RowsAtATime)
            {
                var count = Math.Min(RowsAtATime, (image + 1) * windows - first);
                Gemm.Multiply(count, depth, outChannels, new ReadOnlySpan<T>(outGradient + (nint)first * outChannels, count * outChannels), outChannels, false,
                    new ReadOnlySpan<T>(filter, depth * outChannels), outChannels, true, new Span<T>(rows, count * depth), depth);
                Scatter(w, rows, first, count, inputGradient);
            }
        }
    }
}

using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Array;

/// <summary>What scatters and assignments do with an element that is there already.</summary>
internal enum Combine
{
    Replace,
    Add,
    Subtract,
}

/// <summary>Combines blocks of elements of any number type.</summary>
internal static class Arithmetic
{
    /// <summary><c>target[to..] = target[to..] op source[from..]</c>.</summary>
    public static void Apply(Combine combine, NDArray target, int to, NDArray source, int from, int count)
    {
        if (combine == Combine.Replace)
        {
            Elements.Copy(source, from, target, to, count);
            return;
        }
        switch (target.DType)
        {
            case DType.Float32: Numbers<float>(); break;
            case DType.Float64: Numbers<double>(); break;
            case DType.Float16: Numbers<Half>(); break;
            case DType.Int64: Numbers<long>(); break;
            case DType.Int32 or DType.QInt32: Numbers<int>(); break;
            case DType.Int16 or DType.QInt16: Numbers<short>(); break;
            case DType.Int8 or DType.QInt8: Numbers<sbyte>(); break;
            case DType.UInt8 or DType.QUInt8: Numbers<byte>(); break;
            case DType.UInt16 or DType.QUInt16: Numbers<ushort>(); break;
            case DType.UInt32: Numbers<uint>(); break;
            case DType.UInt64: Numbers<ulong>(); break;
            // Sums and differences of complex numbers are those of their parts.
            case DType.Complex64:
                Run(combine, MemoryMarshal.Cast<Complex64, float>(target.Data<Complex64>().Slice(to, count)),
                    MemoryMarshal.Cast<Complex64, float>(source.AsSpan<Complex64>().Slice(from, count)));
                break;
            case DType.Complex128:
                Run(combine, MemoryMarshal.Cast<Complex, double>(target.Data<Complex>().Slice(to, count)),
                    MemoryMarshal.Cast<Complex, double>(source.AsSpan<Complex>().Slice(from, count)));
                break;
            case DType.BFloat16: Narrow(combine, target.Data<BFloat16>().Slice(to, count), source.AsSpan<BFloat16>().Slice(from, count)); break;
            default: throw new InvalidArgumentError($"{target.DType.Name()} elements cannot be added");
        }

        void Numbers<T>() where T : INumberBase<T> => Run(combine, target.Data<T>().Slice(to, count), source.AsSpan<T>().Slice(from, count));
    }

    private static void Run<T>(Combine combine, Span<T> target, ReadOnlySpan<T> source) where T : INumberBase<T>
    {
        if (combine == Combine.Add) TensorPrimitives.Add(target, source, target);
        else TensorPrimitives.Subtract(target, source, target);
    }

    private static void Narrow(Combine combine, Span<BFloat16> target, ReadOnlySpan<BFloat16> source)
    {
        for (var i = 0; i < target.Length; i++)
            target[i] = (BFloat16)(combine == Combine.Add ? target[i] + (float)source[i] : target[i] - (float)source[i]);
    }
}

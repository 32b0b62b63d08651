using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>Runs a kernel of a wider type for a narrow one: half and bfloat16 are computed as float, complex64 as complex128, and rounded once at the
/// end.</summary>
internal sealed class WideningKernel(Kernel wide, NodeAttrs node) : Kernel
{
    private readonly DType[] _outputTypes = node.OutputTypes();

    public override void Compute(KernelContext c)
    {
        var context = new Context(c, _outputTypes);
        wide.Compute(context);
        context.Finish();
    }

    private static DType Widened(DType dtype) => dtype switch
    {
        DType.Float16 or DType.BFloat16 => DType.Float32,
        DType.Complex64 => DType.Complex128,
        _ => dtype,
    };

    private static void Convert(NDArray from, NDArray to)
    {
        switch (from.DType, to.DType)
        {
            case (DType.Float16, DType.Float32): TensorPrimitives.ConvertToSingle(from.AsSpan<Half>(), to.Data<float>()); break;
            case (DType.Float32, DType.Float16): TensorPrimitives.ConvertToHalf(from.AsSpan<float>(), to.Data<Half>()); break;
            case (DType.BFloat16, DType.Float32): Each(from.AsSpan<BFloat16>(), to.Data<float>(), b => b); break;
            case (DType.Float32, DType.BFloat16): Each(from.AsSpan<float>(), to.Data<BFloat16>(), f => (BFloat16)f); break;
            case (DType.Complex64, DType.Complex128): Each(from.AsSpan<Complex64>(), to.Data<Complex>(), z => new Complex(z.Real, z.Imaginary)); break;
            case (DType.Complex128, DType.Complex64): Each(from.AsSpan<Complex>(), to.Data<Complex64>(), z =>
                new Complex64((float)z.Real, (float)z.Imaginary)); break;
            default: throw new InternalError($"{from.DType.Name()} is not the wide or narrow form of {to.DType.Name()}.");
        }
    }

    private static void Each<TFrom, TTo>(ReadOnlySpan<TFrom> from, Span<TTo> to, Func<TFrom, TTo> convert)
    {
        for (var i = 0; i < from.Length; i++) to[i] = convert(from[i]);
    }

    /// <summary>The context as the wide kernel sees it: widened inputs, wide memory for outputs that are narrow in truth.</summary>
    private sealed class Context(KernelContext c, DType[] outputTypes) : KernelContext
    {
        private readonly NDArray?[] _inputs = new NDArray?[c.InputCount];
        private readonly NDArray?[] _outputs = new NDArray?[c.OutputCount];

        public override int InputCount => c.InputCount;

        public override int OutputCount => c.OutputCount;

        public override int Threads => c.Threads;

        public override CancellationToken Cancellation => c.Cancellation;

        public override NDArray Input(int index)
        {
            if (_inputs[index] is { } known) return known;
            var narrow = c.Input(index);
            if (Widened(narrow.DType) == narrow.DType) return narrow;
            var wide = c.Scratch(Widened(narrow.DType), narrow.Dims);
            Convert(narrow, wide);
            return _inputs[index] = wide;
        }

        public override NDArray Allocate(int output, DType dtype, params ReadOnlySpan<long> dims) => dtype == outputTypes[output]
            ? c.Allocate(output, dtype, dims)
            : _outputs[output] = c.Scratch(dtype, dims);

        public override NDArray ForwardOrAllocate(int input, int output, DType dtype, params ReadOnlySpan<long> dims) => Allocate(output, dtype, dims);

        public override void SetOutput(int output, NDArray value)
        {
            if (value.DType == outputTypes[output]) c.SetOutput(output, value);
            else _outputs[output] = value;
        }

        public override NDArray Scratch(DType dtype, params ReadOnlySpan<long> dims) => c.Scratch(dtype, dims);

        public override NDArray? ReadVariable(int input) => c.ReadVariable(input);

        public override void AssignVariable(int input, NDArray value) => c.AssignVariable(input, value);

        /// <summary>Rounds the wide outputs into the real ones.</summary>
        public void Finish()
        {
            for (var i = 0; i < _outputs.Length; i++)
                if (_outputs[i] is { } wide) Convert(wide, c.Allocate(i, outputTypes[i], wide.Dims));
        }
    }
}

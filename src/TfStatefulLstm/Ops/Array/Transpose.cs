using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Array;

/// <summary>An array with its axes in another order.</summary>
internal abstract class TransposeBase : Op
{
    public sealed override void InferShapes(ShapeContext c)
    {
        var (input, permShape, perm) = (c.Input(0), c.Input(1), ArrayShapes.Integers(c, 1));
        var permCount = permShape.NumElements;
        if (!input.HasRank && permCount < 0 && perm is null)
        {
            c.SetOutput(0, Shape.Unknown);
            return;
        }
        var rank = input.HasRank ? input.Rank : permCount >= 0 ? (int)permCount : perm!.Length;
        // A single index may be the order of a scalar too: both come back as they are.
        if (!input.HasRank && rank < 2)
        {
            c.SetOutput(0, input);
            return;
        }
        input = ShapeContext.WithRank(input, rank);
        ShapeContext.WithValue(ShapeContext.WithRank(permShape, 1)[0], rank);
        var dims = new long[rank];
        for (var i = 0; i < rank; i++)
        {
            if (perm is not null && (perm[i] >= rank || perm[i] < -rank))
                throw new InvalidArgumentError($"perm dim {perm[i]} is out of range of input rank {rank}");
            dims[i] = perm is null ? -1 : input[(int)perm[i]];
        }
        c.SetOutput(0, new Shape(dims));
    }

    /// <summary>Makes output 0.</summary>
    protected static void Run(KernelContext c) => Run(c, c.Input(0));

    /// <summary>Makes output 0 of an array in place of the first input.</summary>
    protected static void Run(KernelContext c, NDArray input)
    {
        var permTensor = c.Input(1);
        if (permTensor.Rank != 1) throw new InvalidArgumentError($"perm must be a vector, not {permTensor.Shape.ToDebugString()}");
        var rank = input.Rank;
        if (permTensor.Length != rank)
            throw new InvalidArgumentError($"transpose expects a vector of size {rank}. But input(1) is a vector of size {permTensor.Length}");
        var perm = Elements.Integers(permTensor, stackalloc long[16]);
        Span<long> dims = stackalloc long[rank];
        Span<long> strides = stackalloc long[rank];
        Span<long> rowMajor = stackalloc long[rank];
        StridedCopy.Strides(input.Dims, rowMajor);
        // A moved axis of size 1 moves nothing.
        var (last, moves) = (-1L, false);
        for (var i = 0; i < rank; i++)
        {
            if (perm[i] < 0 || perm[i] >= rank) throw new InvalidArgumentError($"{perm[i]} is out of range [0 .. {rank})");
            if (perm[..i].Contains(perm[i])) throw new InvalidArgumentError($"{Missing(perm)} is missing from {{{string.Join(",", perm.ToArray())}}}.");
            (dims[i], strides[i]) = (input.Dims[(int)perm[i]], rowMajor[(int)perm[i]]);
            if (dims[i] == 1) continue;
            moves |= perm[i] < last;
            last = perm[i];
        }
        if (!moves)
        {
            c.SetOutput(0, input.Reshape(dims));
            return;
        }
        var target = c.Allocate(0, input.DType, dims);
        if (target.Length > 0 && SwapsRows(perm) && target.Length / (int)(dims[0] * dims[1]) is >= LeastRow and var row)
        {
            c.ForRanges((int)dims[0], (int)dims[1] * row, new RowSwap(input, target, (int)dims[0], (int)dims[1], row));
            return;
        }
        StridedCopy.Strides(dims, rowMajor);
        StridedCopy.Run(input, 0, strides, target, 0, rowMajor, dims);
    }

    // A shorter row is not worth a copy of its own.
    private const int LeastRow = 16;

    /// <summary>Whether the first two axes change places and all else stays: batch and time of a recurrent layer.</summary>
    private static bool SwapsRows(ReadOnlySpan<long> perm)
    {
        if (perm.Length < 3 || perm[0] != 1 || perm[1] != 0) return false;
        for (var i = 2; i < perm.Length; i++)
            if (perm[i] != i) return false;
        return true;
    }

    private readonly struct RowSwap(NDArray source, NDArray target, int first, int second, int row) : IRangeBody
    {
        public void Invoke(int start, int end)
        {
            for (var i = start; i < end; i++)
                for (var j = 0; j < second; j++) Elements.Copy(source, (j * first + i) * row, target, (i * second + j) * row, row);
        }
    }

    private static int Missing(ReadOnlySpan<long> perm)
    {
        var i = 0;
        while (perm.Contains(i)) i++;
        return i;
    }
}

/// <summary>An array with its axes in another order (<c>tf.transpose</c>).</summary>
internal sealed class Transpose : TransposeBase
{
    public override OpSchema Schema { get; } = OpSchema.Define("Transpose")
        .Input("x: T").Input("perm: Tperm").Output("y: T").Attr("T: type").Attr("Tperm: {int32, int64} = int32");

    public override Gradient? Gradient => g => [ArrayFunctions.Transpose(g.First, ArrayFunctions.InvertPermutation(g.Inputs[1])), null];

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(Run);
}

/// <summary>An array with its axes in another order and its complex elements conjugated (<c>tf.transpose</c> with <c>conjugate</c>).</summary>
internal sealed class ConjugateTranspose : TransposeBase
{
    public override OpSchema Schema { get; } = OpSchema.Define("ConjugateTranspose")
        .Input("x: T").Input("perm: Tperm").Output("y: T").Attr("T: type").Attr("Tperm: {int32, int64} = int32");

    public override Gradient? Gradient => g => [ArrayFunctions.Transpose(g.First, ArrayFunctions.InvertPermutation(g.Inputs[1]), conjugate: true), null];

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var input = c.Input(0);
        if (!input.DType.IsComplex())
        {
            Run(c);
            return;
        }
        var conjugated = c.Scratch(input.DType, input.Dims);
        if (input.DType == DType.Complex64) Conjugate(input.AsSpan<Complex64>(), conjugated.Data<Complex64>(), z => new Complex64(z.Real, -z.Imaginary));
        else Conjugate(input.AsSpan<Complex>(), conjugated.Data<Complex>(), Complex.Conjugate);
        Run(c, conjugated);
    });

    private static void Conjugate<T>(ReadOnlySpan<T> source, Span<T> target, Func<T, T> conjugate)
    {
        for (var i = 0; i < source.Length; i++) target[i] = conjugate(source[i]);
    }
}

/// <summary>The order that undoes an order of axes (<c>tf.invert_permutation</c>).</summary>
internal sealed class InvertPermutation : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("InvertPermutation").Input("x: T").Output("y: T").Attr("T: {int32, int64} = int32");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.WithRank(0, 1));

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var x = c.Input(0);
        if (x.Rank != 1) throw new InvalidArgumentError("invert_permutation expects a 1D vector.");
        var order = Elements.Integers(x, stackalloc long[16]);
        Span<long> inverse = order.Length <= 64 ? stackalloc long[order.Length] : new long[order.Length];
        inverse.Fill(-1);
        for (var i = 0; i < order.Length; i++)
        {
            if (order[i] < 0 || order[i] >= order.Length) throw new InvalidArgumentError($"{order[i]} is not between 0 and {order.Length}");
            if (inverse[(int)order[i]] != -1) throw new InvalidArgumentError($"{order[i]} is duplicated in the input.");
            inverse[(int)order[i]] = i;
        }
        Elements.WriteIntegers(c.Allocate(0, x.DType, order.Length), inverse);
    });
}

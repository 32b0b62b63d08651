using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The mean along axes (<c>tf.reduce_mean</c>); of integers, rounded towards zero; of nothing, NaN or the integer zero.</summary>
internal sealed class Mean : ReductionOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Mean").Input("input: T").Input("reduction_indices: Tidx").Output("output: T")
        .Attr("keep_dims: bool = false")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}")
        .Attr("Tidx: {int32, int64} = int32");

    protected override Kernel Floating<T>(NodeAttrs node) => new ReductionKernel<T, Average<T>>(node);

    protected override Kernel Integer<T>(NodeAttrs node) => new ReductionKernel<T, WholeAverage<T>>(node);

    protected override Kernel ComplexNumbers(NodeAttrs node) => new ReductionKernel<Complex, Average<Complex>>(node);

    private readonly struct Average<T> : IReducer<Average<T>, T> where T : unmanaged, INumberBase<T>
    {
        public static T Identity => T.Zero;

        public static T Combine(T x, T y) => x + y;

        public static T Row(ReadOnlySpan<T> x) => TensorPrimitives.Sum(x);

        public static void Accumulate(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Add(x, y, y);

        public static T Finish(T y, int count) => y / T.CreateChecked(count);
    }

    private readonly struct WholeAverage<T> : IReducer<WholeAverage<T>, T> where T : unmanaged, IBinaryInteger<T>
    {
        public static T Identity => T.Zero;

        public static T Combine(T x, T y) => x + y;

        public static T Row(ReadOnlySpan<T> x) => TensorPrimitives.Sum(x);

        public static void Accumulate(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Add(x, y, y);

        public static T Finish(T y, int count) => count == 0 ? T.Zero : T.CreateTruncating(long.CreateTruncating(y) / count);
    }
}

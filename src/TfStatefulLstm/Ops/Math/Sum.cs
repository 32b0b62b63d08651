using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The sum along axes (<c>tf.reduce_sum</c>).</summary>
internal sealed class Sum : ReductionOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Sum").Input("input: T").Input("reduction_indices: Tidx").Output("output: T")
        .Attr("keep_dims: bool = false")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}")
        .Attr("Tidx: {int32, int64} = int32");

    protected override Kernel Number<T>(NodeAttrs node) => new ReductionKernel<T, Total<T>>(node);

    internal readonly struct Total<T> : IReducer<Total<T>, T> where T : unmanaged, INumberBase<T>
    {
        public static T Identity => T.Zero;

        public static T Combine(T x, T y) => x + y;

        public static T Row(ReadOnlySpan<T> x) => TensorPrimitives.Sum(x);

        public static void Accumulate(ReadOnlySpan<T> x, Span<T> y) => TensorPrimitives.Add(x, y, y);
    }
}

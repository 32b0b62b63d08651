using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The smallerst element along axes (<c>tf.reduce_min</c>), NaN left out; of nothing, the largest number there is.</summary>
internal sealed class Min : ReductionOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Min").Input("input: T").Input("reduction_indices: Tidx").Output("output: T")
        .Attr("keep_dims: bool = false")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}")
        .Attr("Tidx: {int32, int64} = int32");

    protected override Kernel Floating<T>(NodeAttrs node) => new ReductionKernel<T, Extreme<T>>(node);

    protected override Kernel Integer<T>(NodeAttrs node) => new ReductionKernel<T, WholeExtreme<T>>(node);

    private readonly struct Extreme<T> : IReducer<Extreme<T>, T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public static T Identity => T.PositiveInfinity;

        public static T Combine(T x, T y) => x < y ? x : y;
    }

    private readonly struct WholeExtreme<T> : IReducer<WholeExtreme<T>, T> where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        public static T Identity => T.MaxValue;

        public static T Combine(T x, T y) => x < y ? x : y;
    }
}

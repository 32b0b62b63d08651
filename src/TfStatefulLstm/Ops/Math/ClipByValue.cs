using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The elements held between two bounds, which are scalars or of the same shape (<c>tf.clip_by_value</c> of newer graphs).</summary>
internal sealed class ClipByValue : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("ClipByValue").Input("t: T").Input("clip_value_min: T").Input("clip_value_max: T")
        .Output("output: T")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}");

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.Input(0));

    protected override Kernel Real<T>(NodeAttrs node) => new FunctionKernel(Compute<T>);

    private static void Compute<T>(KernelContext c) where T : unmanaged, INumber<T>
    {
        var (t, low, high) = (c.Input(0), c.Input(1), c.Input(2));
        var alike = low.Dims.SequenceEqual(t.Dims) && high.Dims.SequenceEqual(t.Dims);
        if (!alike && (low.Rank != 0 || high.Rank != 0))
            throw new InvalidArgumentError("clip_value_min and clip_value_max must be either of the same shape as input, or a scalar. "
                + $"input shape: {Shape.DebugString(t.Dims)}clip_value_min shape: {Shape.DebugString(low.Dims)}clip_value_max shape: {Shape.DebugString(high.Dims)}");
        var step = alike ? 1 : 0;
        var x = t.AsSpan<T>();
        var lows = low.AsSpan<T>();
        var highs = high.AsSpan<T>();
        var y = c.ForwardOrAllocate(0, 0, t.DType, t.Dims).Data<T>();
        for (var i = 0; i < x.Length; i++)
        {
            var capped = highs[i * step] < x[i] ? highs[i * step] : x[i];
            y[i] = capped < lows[i * step] ? lows[i * step] : capped;
        }
    }
}

using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Math;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>A function of the rows along the last dimension, relative to their exponentials.</summary>
internal abstract class SoftmaxOp : NumericOp
{
    public sealed override void InferShapes(ShapeContext c) => c.SetOutput(0, ShapeContext.WithRankAtLeast(c.Input(0), 1));

    /// <summary>The result of one row; both may be the same memory.</summary>
    protected abstract void Row<T>(ReadOnlySpan<T> logits, Span<T> result) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    protected sealed override Kernel Floating<T>(NodeAttrs node) => new FunctionKernel(c =>
    {
        var logits = c.Input(0);
        if (logits.Rank < 1) throw new InvalidArgumentError($"logits must have >= 1 dimension, got {Shape.DebugString(logits.Dims)}");
        var x = logits.AsSpan<T>();
        var y = c.ForwardOrAllocate(0, 0, logits.DType, logits.Dims).Data<T>();
        var classes = (int)logits.Dims[^1];
        for (var at = 0; at < x.Length; at += classes) Row(x.Slice(at, classes), y.Slice(at, classes));
    });

    /// <summary>The exponentials of a row less its maximum, and their sum. Both may be the same memory.</summary>
    public static T Exponentials<T>(ReadOnlySpan<T> logits, Span<T> result, out T max) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        max = Max(logits);
        TensorPrimitives.Subtract(logits, max, result);
        VectorMath.Exp(result, result);
        return TensorPrimitives.Sum<T>(result);
    }

    /// <summary>The largest element; the smallest number of none.</summary>
    public static T Max<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => row.IsEmpty ? T.NegativeInfinity : TensorPrimitives.Max(row);
}

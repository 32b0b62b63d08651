using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>A comparison of arrays that need not broadcast, if <c>incompatible_shape_error</c> is off: then they differ as wholes.</summary>
internal abstract class EqualityOp : BinaryOp
{
    /// <summary>The answer for shapes that do not broadcast.</summary>
    protected abstract bool OfIncompatible { get; }

    public sealed override void InferShapes(ShapeContext c)
    {
        if (c.Attrs.Bool("incompatible_shape_error")) base.InferShapes(c);
        else c.SetOutput(0, Tolerant(c.Input(0), c.Input(1)));
    }

    /// <summary>The kernel of an element type.</summary>
    protected Kernel Comparing<T, TOperator>(NodeAttrs node) where TOperator : struct, IBinaryOperator<T, bool>
    {
        var kernel = new BinaryKernel<T, bool, TOperator>();
        return node.Bool("incompatible_shape_error") ? kernel : new FunctionKernel(c =>
        {
            if (BroadcastPlan.IsPossible(c.Input(0).Dims, c.Input(1).Dims)) kernel.Compute(c);
            else c.Allocate(0, DType.Bool).Data<bool>()[0] = OfIncompatible;
        });
    }

    // As the strict function, but what may turn out not to broadcast is unknown, and what cannot is a scalar.
    private static Shape Tolerant(Shape x, Shape y)
    {
        if (!x.HasRank || !y.HasRank) return Shape.Unknown;
        for (var i = System.Math.Min(x.Rank, y.Rank); i > 0; i--)
        {
            var (a, b) = (x[-i], y[-i]);
            if ((a < 0 && b > 1) || (b < 0 && a > 1)) return Shape.Unknown;
            if (a > 1 && b > 1 && a != b) return Shape.Scalar;
        }
        return ShapeContext.Broadcast(x, y);
    }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>An op on two arrays of the same shape, without broadcasting: the gradients of element-wise functions.</summary>
internal abstract class PairwiseOp : NumericOp
{
    /// <summary>Whether the shape function looks at both inputs; else the first gives the shape.</summary>
    protected virtual bool MergesShapes => false;

    public sealed override void InferShapes(ShapeContext c) => c.SetOutput(0, MergesShapes ? ShapeContext.Merge(c.Input(0), c.Input(1)) : c.Input(0));
}

/// <summary>The kernel of a <see cref="PairwiseOp"/>.</summary>
internal sealed class PairwiseKernel<T, TOperator>(NodeAttrs node) : Kernel, IElementwise<T> where TOperator : struct, IBinaryOperator<T, T>
{
    public ElementFunction<T> Function => BinaryKernel<T, T, TOperator>.Pairs;

    public override void Compute(KernelContext c)
    {
        var (x, y) = (c.Input(0), c.Input(1));
        SameShapes.Require(node, c);
        BinaryKernel<T, T, TOperator>.Pairs(c, x, y, c.ForwardOrAllocate(0, 0, x.DType, x.Dims));
    }
}

/// <summary>The check of ops whose inputs must all be alike.</summary>
internal static class SameShapes
{
    /// <exception cref="InvalidArgumentError">An input has another shape than the first.</exception>
    public static void Require(NodeAttrs node, KernelContext c)
    {
        var first = c.Input(0);
        for (var i = 1; i < c.InputCount; i++)
        {
            if (!c.Input(i).Dims.SequenceEqual(first.Dims))
                throw new InvalidArgumentError($"Inputs to operation {node.Node} of type {node.Schema.Name} must have the same size and shape.  "
                    + $"Input 0: {Shape.DebugString(first.Dims)} != input {i}: {Shape.DebugString(c.Input(i).Dims)}");
        }
    }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>An op that makes element i of its output from element i of its input.</summary>
internal abstract class UnaryOp : NumericOp
{
    public sealed override void InferShapes(ShapeContext c) => c.SetOutput(0, c.Input(0));
}

/// <summary>Makes every element of <paramref name="y"/> from that of <paramref name="x"/>; both may be the same span.</summary>
internal delegate void UnaryFunction<TIn, TOut>(ReadOnlySpan<TIn> x, Span<TOut> y);

/// <summary>The kernel of a <see cref="UnaryOp"/>, whose result is of the input's type unless both differ in .NET.</summary>
internal sealed class UnaryKernel<TIn, TOut>(UnaryFunction<TIn, TOut> function) : Kernel, IElementwise<TIn>
{
    private static readonly DType s_changed = typeof(TIn) == typeof(TOut) ? DType.Invalid : DTypes.Of(typeof(TOut));

    /// <summary>A kernel of a function of one element.</summary>
    public static UnaryKernel<TIn, TOut> Each(Func<TIn, TOut> function) => new((x, y) =>
    {
        for (var i = 0; i < x.Length; i++) y[i] = function(x[i]);
    });

    public ElementFunction<TIn>? Function => (Delegate)function is UnaryFunction<TIn, TIn> same ? (x, _, y) => same(x, y) : null;

    public override void Compute(KernelContext c)
    {
        var x = c.Input(0);
        var y = c.ForwardOrAllocate(0, 0, s_changed == DType.Invalid ? x.DType : s_changed, x.Dims);
        c.ForRanges(x.Length, 1, new Range(function, x, y));
    }

    private readonly struct Range(UnaryFunction<TIn, TOut> function, NDArray x, NDArray y) : IRangeBody
    {
        public void Invoke(int start, int end) => function(x.AsSpan<TIn>()[start..end], y.Data<TOut>()[start..end]);
    }
}

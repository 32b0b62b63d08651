using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The running products along an axis (<c>tf.cumprod</c>).</summary>
internal sealed class Cumprod : ScanOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Cumprod").Input("x: T").Input("axis: Tidx").Output("out: T").Attr("exclusive: bool = false")
        .Attr("reverse: bool = false")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}")
        .Attr("Tidx: {int32, int64} = int32");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (exclusive, reverse) = (g.Attrs.Bool("exclusive"), g.Attrs.Bool("reverse"));
        var product = MathFunctions.Cumprod(g.Inputs[0], g.Inputs[1], exclusive, reverse);
        var sum = MathFunctions.Cumsum(product * g.Grad, g.Inputs[1], exclusive, !reverse);
        return [sum / g.Inputs[0], null];
    }

    protected override T Start<T>() => T.One;

    protected override T Combine<T>(T total, T element) => total * element;
}

using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>-1, 0 or 1 (<c>tf.sign</c>); 0 of NaN; of a complex number, x / |x|.</summary>
internal sealed class Sign : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Sign").Input("x: T").Output("y: T")
        .Attr("T: {bfloat16, half, float, double, int32, int64, complex64, complex128}");

    public override Gradient? Gradient => g => [ConstantFunctions.Zeros(ArrayFunctions.Shape(g.Inputs[0]), g.Inputs[0].DType.Base())];

    protected override Kernel Floating<T>(NodeAttrs node) => UnaryKernel<T, T>.Each(x => x > T.Zero ? T.One : x < T.Zero ? -T.One : T.Zero);

    protected override Kernel Integer<T>(NodeAttrs node) => UnaryKernel<T, T>.Each(x => x > T.Zero ? T.One : x < T.Zero ? T.Zero - T.One : T.Zero);

    protected override Kernel ComplexNumbers(NodeAttrs node) => UnaryKernel<Complex, Complex>.Each(x => x == Complex.Zero ? x : x / x.Magnitude);
}

using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>One over x, as graphs of old call <see cref="Reciprocal"/>.</summary>
internal sealed class Inv : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Inv").Input("x: T").Output("y: T")
        .Attr("T: {bfloat16, half, float, double, int32, int64, complex64, complex128}");

    public override Gradient? Gradient => g => [Nodes.Make("ReciprocalGrad", null, [g.Outputs[0], g.First])];

    protected override Kernel Floating<T>(NodeAttrs node) => new UnaryKernel<T, T>(TensorPrimitives.Reciprocal);

    protected override Kernel ComplexNumbers(NodeAttrs node) => UnaryKernel<Complex, Complex>.Each(Complex.Reciprocal);
}

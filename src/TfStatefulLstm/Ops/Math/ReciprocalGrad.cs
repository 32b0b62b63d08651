using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The gradient of <see cref="Reciprocal"/>.</summary>
internal sealed class ReciprocalGrad : ReciprocalGradOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("ReciprocalGrad").Input("y: T").Input("dy: T").Output("z: T")
        .Attr("T: {bfloat16, half, float, double, complex64, complex128}");
}

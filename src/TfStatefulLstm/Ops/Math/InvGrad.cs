using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The gradient of <see cref="Inv"/>.</summary>
internal sealed class InvGrad : ReciprocalGradOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("InvGrad").Input("y: T").Input("dy: T").Output("z: T")
        .Attr("T: {bfloat16, half, float, double, complex64, complex128}");
}

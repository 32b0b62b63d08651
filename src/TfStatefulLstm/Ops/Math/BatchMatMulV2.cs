using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The products of stacks of matrices (<c>tf.matmul</c> of rank 3 and more); the stacks broadcast.</summary>
internal sealed class BatchMatMulV2 : BatchMatMulOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("BatchMatMulV2").Input("x: T").Input("y: T").Output("output: T")
        .Attr("T: {bfloat16, half, float, double, int32, int64, complex64, complex128}").Attr("adj_x: bool = false").Attr("adj_y: bool = false");

    protected override bool Broadcasts => true;
}

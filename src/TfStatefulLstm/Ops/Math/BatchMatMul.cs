using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The products of stacks of matrices (<c>tf.matmul</c> of rank 3 and more) of the same size.</summary>
internal sealed class BatchMatMul : BatchMatMulOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("BatchMatMul").Input("x: T").Input("y: T").Output("output: T")
        .Attr("T: {bfloat16, half, float, double, int32, int64, complex64, complex128}").Attr("adj_x: bool = false").Attr("adj_y: bool = false");

    protected override bool Broadcasts => false;
}

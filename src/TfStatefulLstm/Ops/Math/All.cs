using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Math;

/// <summary>Whether all are true along axes (<c>tf.reduce_all</c>); of nothing, true.</summary>
internal sealed class All : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("All").Input("input: bool").Input("reduction_indices: Tidx").Output("output: bool")
        .Attr("keep_dims: bool = false").Attr("Tidx: {int32, int64} = int32");

    public override void InferShapes(ShapeContext c) => ReductionOp.Infer(c);

    public override Kernel CreateKernel(NodeAttrs node) => new ReductionKernel<bool>(node, Reduction.All);
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Math;

/// <summary>Whether one is true along axes (<c>tf.reduce_any</c>); of nothing, false.</summary>
internal sealed class Any : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Any").Input("input: bool").Input("reduction_indices: Tidx").Output("output: bool")
        .Attr("keep_dims: bool = false").Attr("Tidx: {int32, int64} = int32");

    public override void InferShapes(ShapeContext c) => ReductionOp.Infer(c);

    public override Kernel CreateKernel(NodeAttrs node) => new ReductionKernel<bool>(node, Reduction.Any);
}

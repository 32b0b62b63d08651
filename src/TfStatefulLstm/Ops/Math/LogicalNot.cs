using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The opposite (<c>tf.logical_not</c>).</summary>
internal sealed class LogicalNot : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("LogicalNot").Input("x: bool").Output("y: bool");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.Input(0));

    public override Kernel CreateKernel(NodeAttrs node) => UnaryKernel<bool, bool>.Each(x => !x);
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.ControlFlow;

/// <summary>Does nothing; its control inputs are done before it (<c>tf.no_op</c>, <c>tf.group</c>).</summary>
internal sealed class NoOp : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("NoOp");

    public override void InferShapes(ShapeContext c) { }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(_ => { });
}

/// <summary>Does nothing, even where its control inputs are dead: it tells the gradient loop that an iteration has begun.</summary>
internal sealed class ControlTrigger : EngineOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("ControlTrigger");

    public override void InferShapes(ShapeContext c) { }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>Whether both are true (<c>tf.logical_and</c>).</summary>
internal sealed class LogicalAnd : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("LogicalAnd").Input("x: bool").Input("y: bool").Output("z: bool").Commutative();

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, ShapeContext.Broadcast(c.Input(0), c.Input(1)));

    public override Kernel CreateKernel(NodeAttrs node) => new BinaryKernel<bool, Connective>();

    private readonly struct Connective : IBinaryOperator<bool, bool>
    {
        public static bool Invoke(bool x, bool y) => x & y;
    }
}

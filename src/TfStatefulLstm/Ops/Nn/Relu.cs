using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The number if it is positive, else zero (<c>tf.nn.relu</c>); NaN stays.</summary>
internal sealed class Relu : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Relu").Input("features: T").Output("activations: T")
        .Attr("T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64, qint8}");

    public override Gradient? Gradient => g => [Nodes.Make("ReluGrad", null, [g.First, g.Outputs[0]])];

    protected override Kernel Real<T>(NodeAttrs node) => new UnaryKernel<T, T>((x, y) => TensorPrimitives.Max(x, T.Zero, y));
}

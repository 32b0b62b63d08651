using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>log(exp(x) + 1) (<c>tf.nn.softplus</c>).</summary>
internal sealed class Softplus : UnaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Softplus").Input("features: T").Output("activations: T")
        .Attr("T: {half, bfloat16, float, double}");

    public override Gradient? Gradient => g => [g.Grad * MathFunctions.Sigmoid(g.Inputs[0])];

    protected override Kernel Floating<T>(NodeAttrs node)
    {
        // Beyond this the sum is x or exp(x) to the last bit.
        var threshold = T.Log(T.BitIncrement(T.One) - T.One) + T.CreateTruncating(2);
        return UnaryKernel<T, T>.Each(x => x > -threshold ? x
            : x < threshold ? T.Exp(x)
            : T.CreateTruncating(SpecialFunctions.Log1p(double.Exp(double.CreateTruncating(x)))));
    }
}

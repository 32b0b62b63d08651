using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The gradient of <see cref="Softsign"/>: dy / (1 + |x|) squared.</summary>
internal sealed class SoftsignGrad : PairwiseOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("SoftsignGrad").Input("gradients: T").Input("features: T").Output("backprops: T")
        .Attr("T: {half, bfloat16, float, double}");

    protected override bool MergesShapes => true;

    protected override Kernel Floating<T>(NodeAttrs node) => new PairwiseKernel<T, Slope<T>>(node);

    private readonly struct Slope<T> : IBinaryOperator<T, T> where T : IBinaryFloatingPointIeee754<T>
    {
        public static T Invoke(T gradient, T feature) => gradient / ((T.One + T.Abs(feature)) * (T.One + T.Abs(feature)));
    }
}

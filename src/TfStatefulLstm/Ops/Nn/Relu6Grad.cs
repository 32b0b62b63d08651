using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The gradient of <see cref="Relu6"/>: what reaches features between 0 and 6.</summary>
internal sealed class Relu6Grad : PairwiseOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Relu6Grad").Input("gradients: T").Input("features: T").Output("backprops: T")
        .Attr("T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64}");

    public override Gradient? Gradient => g => [Nodes.Make("Relu6Grad", null, [g.First, g.Inputs[1]]), ConstantFunctions.Zeros(ArrayFunctions.Shape(g.Inputs[1]), g.Inputs[1].DType.Base())];

    protected override bool MergesShapes => true;

    protected override Kernel Real<T>(NodeAttrs node) => new PairwiseKernel<T, Slope<T>>(node);

    private readonly struct Slope<T> : IBinaryOperator<T, T> where T : INumber<T>
    {
        public static T Invoke(T gradient, T feature) => gradient * (feature > T.Zero && feature < T.CreateTruncating(6) ? T.One : T.Zero);
    }
}

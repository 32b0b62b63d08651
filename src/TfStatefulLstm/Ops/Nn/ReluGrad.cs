using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The gradient of <see cref="Relu"/>: what reaches positive features.</summary>
internal sealed class ReluGrad : PairwiseOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("ReluGrad").Input("gradients: T").Input("features: T").Output("backprops: T")
        .Attr("T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64}");

    public override Gradient? Gradient => g => [Nodes.Make("ReluGrad", null, [g.First, g.Inputs[1]]), ConstantFunctions.Zeros(ArrayFunctions.Shape(g.Inputs[1]), g.Inputs[1].DType.Base())];

    protected override bool MergesShapes => true;

    protected override Kernel Real<T>(NodeAttrs node) => new PairwiseKernel<T, Slope<T>>(node);

    private readonly struct Slope<T> : IBinaryOperator<T, T> where T : INumber<T>
    {
        public static T Invoke(T gradient, T feature) => gradient * (feature > T.Zero ? T.One : T.Zero);

        public static bool IsVectorized => true;

        public static Vector<T> Invoke(Vector<T> gradient, Vector<T> feature) =>
            gradient * Vector.ConditionalSelect(Vector.GreaterThan(feature, Vector<T>.Zero), Vector<T>.One, Vector<T>.Zero);
    }
}

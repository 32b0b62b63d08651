using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The gradient of <see cref="LeakyRelu"/>: alpha times what reaches features that are not positive.</summary>
internal sealed class LeakyReluGrad : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("LeakyReluGrad").Input("gradients: T").Input("features: T").Output("backprops: T")
        .Attr("alpha: float = 0.200000003").Attr("T: {half, bfloat16, float, double} = float");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var x = g.Inputs[1];
        var first = Nodes.Make("LeakyReluGrad", null, [g.First, x], ("alpha", AttrValues.Of(g.Attrs.Float("alpha"))));
        return [first, ConstantFunctions.Zeros(ArrayFunctions.Shape(x), x.DType.Base())];
    }

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, ShapeContext.Merge(c.Input(0), c.Input(1)));

    protected override Kernel Floating<T>(NodeAttrs node)
    {
        var alpha = T.CreateTruncating(node.Float("alpha"));
        return new FunctionKernel(c =>
        {
            SameShapes.Require(node, c);
            var gradients = c.Input(0).AsSpan<T>();
            var features = c.Input(1).AsSpan<T>();
            var backprops = c.ForwardOrAllocate(0, 0, c.Input(0).DType, c.Input(0).Dims).Data<T>();
            for (var i = 0; i < backprops.Length; i++) backprops[i] = features[i] > T.Zero ? gradients[i] : gradients[i] * alpha;
        });
    }
}

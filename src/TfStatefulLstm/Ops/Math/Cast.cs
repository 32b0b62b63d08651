using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The elements converted to another type (<c>tf.cast</c>): fractions cut off, integers wrapped, as the CPU does it.</summary>
internal sealed class Cast : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Cast").Input("x: SrcT").Output("y: DstT").Attr("SrcT: type").Attr("DstT: type")
        .Attr("Truncate: bool = false");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (source, target) = (g.Inputs[0].DType.Base(), g.First.ElementType);
        static bool IsContinuous(DType type) => type.IsFloating() || type.IsComplex();
        return [IsContinuous(source) && IsContinuous(target) ? MathFunctions.Cast(g.First, source) : null];
    }

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.Input(0));

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var (from, to) = (node.Type("SrcT").Base(), node.Type("DstT").Base());
        if (from == to) return new FunctionKernel(c => c.SetOutput(0, c.Input(0)));
        var convert = CastFunctions.Find(from, to, node.Bool("Truncate"))
            ?? throw new UnimplementedError($"Cast {from.RegistrationName()} to {to.RegistrationName()} is not supported", node.Node);
        return new FunctionKernel(c => convert(c.Input(0), c.Allocate(0, to, c.Input(0).Dims)));
    }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Array;

/// <summary>Its inputs, all at once (<c>tf.identity_n</c>).</summary>
internal sealed class IdentityN : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("IdentityN").Input("input: T").Output("output: T").Attr("T: list(type) >= 1");

    public override Gradient? Gradient => g => [.. g.Given];

    public override void InferShapes(ShapeContext c)
    {
        for (var i = 0; i < c.InputCount; i++)
        {
            c.SetOutput(i, c.Input(i));
            ArrayShapes.PassHandle(c, i, i);
        }
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        for (var i = 0; i < c.InputCount; i++) c.SetOutput(i, c.Input(i));
    });
}

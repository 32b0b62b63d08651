using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Lists;

namespace TfStatefulLstm.Ops.Array;

/// <summary>Zeros, falses or empty strings of the input's shape (<c>tf.zeros_like</c>).</summary>
internal sealed class ZerosLike : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("ZerosLike").Input("x: T").Output("y: T").Attr("T: type");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.Input(0));

    public override Kernel CreateKernel(NodeAttrs node) => node.Type("T") == DType.Variant
        ? new FunctionKernel(c => c.SetOutput(0, VariantArithmetic.ZerosLike(c.Input(0))))
        : new FunctionKernel(c => Elements.Clear(c.AllocateLike(0, 0)));
}

/// <summary>Ones of the input's shape (<c>tf.ones_like</c>).</summary>
internal sealed class OnesLike : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("OnesLike")
        .Input("x: T").Output("y: T")
        .Attr("T: {bfloat16, half, float, double, int8, uint8, int16, uint16, int32, int64, complex64, complex128, bool}");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.Input(0));

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var one = new NDArray(node.Type("T"));
        one.Buffer.Data.SetValue(NDArray.ConvertElement(1, one.DType), 0);
        return new FunctionKernel(c => Elements.Fill(c.AllocateLike(0, 0), one));
    }
}

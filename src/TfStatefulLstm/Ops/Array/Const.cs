using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Array;

/// <summary>A constant (<c>tf.constant</c>): its value stands in the graph.</summary>
internal sealed class Const : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Const").Output("output: dtype").Attr("value: tensor").Attr("dtype: type");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c)
    {
        var (value, dtype) = (c.Attrs.Get("value").Tensor, c.Attrs.Type("dtype"));
        if ((DType)(int)value.Dtype != dtype)
            throw new InvalidArgumentError($"Type mismatch between value ({((DType)(int)value.Dtype).RegistrationName()}) and dtype ({dtype.RegistrationName()})");
        c.SetOutput(0, Shape.FromProto(value.TensorShape));
    }

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var value = node.Tensor("value");
        return new FunctionKernel(c => c.SetOutput(0, value));
    }
}

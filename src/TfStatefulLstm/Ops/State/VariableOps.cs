using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.State;

/// <summary>A variable of the session, by reference.</summary>
internal sealed class VariableV2 : EngineOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("VariableV2")
        .Output("ref: Ref(dtype)").Attr("shape: shape").Attr("dtype: type").Attr("container: string = ''").Attr("shared_name: string = ''")
        .Stateful();

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.Attrs.Shape("shape"));
}

/// <summary>The variable of graphs before TensorFlow 0.12, whose scalar shape may mean that it is unknown.</summary>
internal sealed class VariableOp : EngineOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Variable")
        .Output("ref: Ref(dtype)").Attr("shape: shape").Attr("dtype: type").Attr("container: string = ''").Attr("shared_name: string = ''")
        .Stateful();

    public override void InferShapes(ShapeContext c)
    {
        var shape = c.Attrs.Shape("shape");
        c.SetOutput(0, shape.Rank > 0 ? shape : Shape.Unknown);
    }
}

/// <summary>Whether a variable has a value (<c>tf.is_variable_initialized</c>).</summary>
internal sealed class IsVariableInitialized : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("IsVariableInitialized")
        .Input("ref: Ref(dtype)").Output("is_initialized: bool").Attr("dtype: type").AllowsUninitializedInput();

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, Shape.Scalar);

    public override Kernel CreateKernel(NodeAttrs node) =>
        new FunctionKernel(c => c.Allocate(0, DType.Bool).Data<bool>()[0] = c.ReadVariable(0) is not null);
}

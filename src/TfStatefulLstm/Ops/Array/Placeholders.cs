using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Array;

/// <summary>A value that is fed (<c>tf.placeholder</c>).</summary>
internal sealed class Placeholder : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Placeholder").Output("output: dtype").Attr("dtype: type").Attr("shape: shape = <unknown>");

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.Attrs.Shape("shape"));

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(_ => throw Unfed(node));

    internal static InvalidArgumentError Unfed(NodeAttrs node)
    {
        var shape = node.Shape("shape");
        var known = shape.HasRank && shape.Rank > 0 ? $" and shape {shape.ToDebugString()}" : "";
        return new InvalidArgumentError($"You must feed a value for placeholder tensor '{node.Node}' with dtype "
            + $"{node.Type("dtype").RegistrationName()}{known}", node.Node);
    }
}

/// <summary>The placeholder of TensorFlow 0.x, whose shape says what it says.</summary>
internal sealed class PlaceholderV2 : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("PlaceholderV2").Output("output: dtype").Attr("dtype: type").Attr("shape: shape");

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.Attrs.Shape("shape"));

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(_ => throw Placeholder.Unfed(node));
}

/// <summary>A value that may be fed and else is its input (<c>tf.placeholder_with_default</c>).</summary>
internal sealed class PlaceholderWithDefault : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("PlaceholderWithDefault")
        .Input("input: dtype").Output("output: dtype").Attr("dtype: type").Attr("shape: shape");

    public override Gradient? Gradient => Gradients.PassedOn;

    public override void InferShapes(ShapeContext c)
    {
        // The declared shape stands even where it says less than the default's: something else may be fed.
        var declared = c.Attrs.Shape("shape");
        ShapeContext.Merge(c.Input(0), declared);
        c.SetOutput(0, declared);
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c => c.SetOutput(0, c.Input(0)));
}

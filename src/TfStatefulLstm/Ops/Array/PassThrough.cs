using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Array;

/// <summary>Ops whose output is their input.</summary>
internal abstract class PassThrough : Op
{
    private static readonly FunctionKernel Pass = new(c => c.SetOutput(0, c.Input(0)));

    public override void InferShapes(ShapeContext c) => ArrayShapes.Unchanged(c);

    public override Kernel CreateKernel(NodeAttrs node) => Pass;
}

/// <summary>The input itself (<c>tf.identity</c>). On a reference it is an alias: the use of its output sees the variable.</summary>
internal sealed class Identity : PassThrough
{
    public override OpSchema Schema { get; } = OpSchema.Define("Identity").Input("input: T").Output("output: T").Attr("T: type");

    public override Gradient? Gradient => Gradients.PassedOn;
}

/// <summary>The reference itself, which the use of the output reads.</summary>
internal sealed class RefIdentity : PassThrough
{
    public override OpSchema Schema { get; } = OpSchema.Define("RefIdentity")
        .Input("input: Ref(T)").Output("output: Ref(T)").Attr("T: type").AllowsUninitializedInput();

    public override Gradient? Gradient => Gradients.PassedOn;
}

/// <summary>The input; gradients stop here (<c>tf.stop_gradient</c>).</summary>
internal sealed class StopGradient : PassThrough
{
    public override OpSchema Schema { get; } = OpSchema.Define("StopGradient").Input("input: T").Output("output: T").Attr("T: type");

    public override Gradient? Gradient => Gradients.NotDifferentiable;
}

/// <summary>The input; asking for a gradient through it is an error that <c>message</c> explains.</summary>
internal sealed class PreventGradient : PassThrough
{
    public override OpSchema Schema { get; } = OpSchema.Define("PreventGradient")
        .Input("input: T").Output("output: T").Attr("T: type").Attr("message: string = ''");

    public override Gradient? Gradient => g => throw new LookupError($"Gradient explicitly disabled. Reason: {g.Bytes("message")}");
}

/// <summary>The input, which graph rewriters use to mark a copy.</summary>
internal sealed class Snapshot : PassThrough
{
    public override OpSchema Schema { get; } = OpSchema.Define("Snapshot").Input("input: T").Output("output: T").Attr("T: type");
}

/// <summary>The input's value; arrays do not change once made, so no copy is needed to keep it.</summary>
internal sealed class DeepCopy : PassThrough
{
    public override OpSchema Schema { get; } = OpSchema.Define("DeepCopy").Input("x: T").Output("y: T").Attr("T: type").Stateful();
}

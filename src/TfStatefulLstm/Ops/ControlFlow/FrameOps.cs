using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;

namespace TfStatefulLstm.Ops.ControlFlow;

/// <summary>An op of the engine whose output is its input, seen from another frame or iteration.</summary>
internal abstract class FrameOp : EngineOp
{
    public override void InferShapes(ShapeContext c) => ArrayShapes.Unchanged(c);
}

/// <summary>Brings a value into the frame of a loop.</summary>
internal sealed class Enter : FrameOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Enter")
        .Input("data: T").Output("output: T").Attr("T: type").Attr("frame_name: string").Attr("is_constant: bool = false")
        .Attr("parallel_iterations: int = 10");

    public override Gradient? Gradient => g => g.Flow.Enter(g);

    public override void InferShapes(ShapeContext c)
    {
        // A loop variable may change its shape from one iteration to the next; only a loop constant keeps it. Whoever builds the loop knows more.
        c.SetOutput(0, c.InputHandle(0) is null && c.Attrs.Bool("is_constant") ? c.Input(0) : Shape.Unknown);
        ArrayShapes.PassHandle(c, 0, 0);
    }
}

/// <summary>Brings a reference into the frame of a loop.</summary>
internal sealed class RefEnter : FrameOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("RefEnter")
        .Input("data: Ref(T)").Output("output: Ref(T)").Attr("T: type").Attr("frame_name: string").Attr("is_constant: bool = false")
        .Attr("parallel_iterations: int = 10");

    public override Gradient? Gradient => g => g.Flow.Enter(g);
}

/// <summary>Hands a value out of the frame of a loop.</summary>
internal sealed class Exit : FrameOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Exit").Input("data: T").Output("output: T").Attr("T: type");

    public override Gradient? Gradient => g => g.Flow.Exit(g);
}

/// <summary>Hands a reference out of the frame of a loop.</summary>
internal sealed class RefExit : FrameOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("RefExit").Input("data: Ref(T)").Output("output: Ref(T)").Attr("T: type");

    public override Gradient? Gradient => g => g.Flow.Exit(g);
}

/// <summary>Hands a value to the next iteration of a loop.</summary>
internal sealed class NextIteration : FrameOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("NextIteration").Input("data: T").Output("output: T").Attr("T: type");

    public override Gradient? Gradient => Gradients.PassedOn;
}

/// <summary>Hands a reference to the next iteration of a loop.</summary>
internal sealed class RefNextIteration : FrameOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("RefNextIteration").Input("data: Ref(T)").Output("output: Ref(T)").Attr("T: type");

    public override Gradient? Gradient => Gradients.PassedOn;
}

/// <summary>Marks the condition of a loop.</summary>
internal sealed class LoopCond : PassThrough
{
    public override OpSchema Schema { get; } = OpSchema.Define("LoopCond").Input("input: bool").Output("output: bool");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.WithRank(0, 0));
}

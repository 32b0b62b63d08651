using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Array;

/// <summary>An array of one value (<c>tf.fill</c>).</summary>
internal sealed class Fill : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Fill")
        .Input("dims: index_type").Input("value: T").Output("output: T").Attr("T: type").Attr("index_type: {int32, int64} = int32");

    public override Gradient? Gradient => g => [null, MathFunctions.ReduceSum(g.First)];

    public override void InferShapes(ShapeContext c)
    {
        c.WithRank(0, 1);
        c.WithRank(1, 0);
        if (ArrayShapes.Integers(c, 0) is { } dims && System.Array.Exists(dims, d => d < 0)) throw new InvalidArgumentError("Fill dimensions must be >= 0");
        c.SetOutput(0, c.InputTensorAsShape(0));
        ArrayShapes.PassHandle(c, 1, 0);
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (dims, value) = (c.Input(0), c.Input(1));
        if (dims.Rank > 1) throw new InvalidArgumentError($"dims must be a vector, got shape {dims.Shape.ToDebugString()}");
        if (value.Rank != 0) throw new InvalidArgumentError($"value must be a scalar, got shape {value.Shape.ToDebugString()}");
        Elements.Fill(c.Allocate(0, value.DType, Elements.Integers(dims, stackalloc long[8])), value);
    });
}

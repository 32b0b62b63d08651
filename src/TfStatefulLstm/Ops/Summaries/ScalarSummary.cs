using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Ops.Summaries;

/// <summary>A summary of single numbers, each under its tag (<c>tf.summary.scalar</c>).</summary>
internal sealed class ScalarSummary : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("ScalarSummary").Input("tags: string").Input("values: T").Output("summary: string")
        .Attr("T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64}");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, Shape.Scalar);

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (tags, values) = (c.Input(0), c.Input(1));
        if (!tags.Dims.SequenceEqual(values.Dims))
        {
            var tag = tags.Length == 1 ? $" (tag '{SummaryOutputs.Text(tags, 0)}')" : "";
            throw new InvalidArgumentError($"tags and values not the same shape: {tags.Shape.ToDebugString()} != {values.Shape.ToDebugString()}{tag}");
        }
        var numbers = SummaryOutputs.Numbers<float>(c, values, DType.Float32);
        var summary = new Summary();
        for (var i = 0; i < numbers.Length; i++) summary.Value.Add(new Summary.Types.Value { Tag = SummaryOutputs.Text(tags, i), SimpleValue = numbers[i] });
        SummaryOutputs.Set(c, summary);
    });
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Ops.Summaries;

/// <summary>A summary of how the elements of a tensor are spread (<c>tf.summary.histogram</c>).</summary>
internal sealed class HistogramSummary : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("HistogramSummary").Input("tag: string").Input("values: T").Output("summary: string")
        .Attr("T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64} = float");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, Shape.Scalar);

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var tag = SummaryOutputs.Scalar(c.Input(0), "tags");
        var histogram = new Histogram();
        foreach (var value in SummaryOutputs.Numbers<double>(c, c.Input(1), DType.Float64))
        {
            if (!double.IsFinite(value)) throw new InvalidArgumentError($"{(double.IsNaN(value) ? "Nan" : "Infinity")} in summary histogram for: {node.Node}");
            histogram.Add(value);
        }
        SummaryOutputs.Set(c, new Summary { Value = { new Summary.Types.Value { Tag = tag, Histo = histogram.ToProto() } } });
    });
}

using Google.Protobuf;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Ops.Summaries;

/// <summary>One summary with the values of several (<c>tf.summary.merge</c>).</summary>
internal sealed class MergeSummary : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("MergeSummary").Input("inputs: N * string").Output("summary: string").Attr("N: int >= 1");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, Shape.Scalar);

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var merged = new Summary();
        var tags = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < c.InputCount; i++)
            foreach (var bytes in c.Input(i).AsSpan<byte[]>())
                foreach (var value in Parse(bytes).Value)
                {
                    if (value.Tag.Length > 0 && !tags.Add(value.Tag)) throw new InvalidArgumentError($"Duplicate tag {value.Tag} found in summary inputs");
                    merged.Value.Add(value);
                }
        SummaryOutputs.Set(c, merged);
    });

    private static Summary Parse(byte[] bytes)
    {
        try
        {
            return Messages.Parse(Summary.Parser, bytes);
        }
        catch (InvalidArgumentError e)
        {
            throw new InvalidArgumentError("Could not parse one of the summary inputs", inner: e);
        }
    }
}

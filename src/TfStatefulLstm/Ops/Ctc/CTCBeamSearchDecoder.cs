using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Ctc;

/// <summary>The most probable label sequences, found by keeping the best beginnings (<c>tf.nn.ctc_beam_search_decoder</c>).</summary>
internal sealed class CTCBeamSearchDecoder : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("CTCBeamSearchDecoder")
        .Input("inputs: T").Input("sequence_length: int32").Output("decoded_indices: top_paths * int64").Output("decoded_values: top_paths * int64")
        .Output("decoded_shape: top_paths * int64").Output("log_probability: T").Attr("beam_width: int >= 1").Attr("top_paths: int >= 1")
        .Attr("merge_repeated: bool = true").Attr("T: {float, double} = float");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c)
    {
        var (_, batch) = CtcInputs.Infer(c, 1);
        var paths = (int)c.Attrs.Int("top_paths");
        for (var i = 0; i < paths; i++)
        {
            c.SetOutput(i, new Shape(-1, 2));
            c.SetOutput(paths + i, new Shape(-1));
            c.SetOutput(2 * paths + i, new Shape(2));
        }
        c.SetOutput(3 * paths, new Shape(batch, paths));
    }

    protected override Kernel Floating<T>(NodeAttrs node)
    {
        var (width, paths, merge) = ((int)node.Int("beam_width"), (int)node.Int("top_paths"), node.Bool("merge_repeated"));
        return new FunctionKernel(c =>
        {
            var (_, batch, classes, lengths) = CtcInputs.Read(c.Input(0), c.Input(1));
            var logits = c.Input(0).AsSpan<T>();
            var probability = c.Allocate(3 * paths, c.Input(0).DType, batch, paths).Data<T>();
            var sequences = new List<int>[paths][];
            for (var i = 0; i < paths; i++) sequences[i] = new List<int>[batch];
            var row = new double[classes];
            for (var b = 0; b < batch; b++)
            {
                var search = new CtcBeams(width, classes);
                for (var t = 0; t < lengths[b]; t++)
                {
                    c.Cancellation.ThrowIfCancellationRequested();
                    for (var k = 0; k < classes; k++) row[k] = double.CreateTruncating(logits[(t * batch + b) * classes + k]);
                    search.Step(row);
                }
                var best = search.Best(paths, merge);
                for (var i = 0; i < paths; i++)
                {
                    sequences[i][b] = best[i].Labels;
                    probability[b * paths + i] = T.CreateTruncating(best[i].LogProbability);
                }
            }
            for (var i = 0; i < paths; i++) CtcInputs.WriteSparse(c, i, paths, sequences[i]);
        });
    }
}

using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Ctc;

/// <summary>The most probable class of every time step, without blanks (<c>tf.nn.ctc_greedy_decoder</c>).</summary>
internal sealed class CTCGreedyDecoder : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("CTCGreedyDecoder")
        .Input("inputs: T").Input("sequence_length: int32").Output("decoded_indices: int64").Output("decoded_values: int64").Output("decoded_shape: int64")
        .Output("log_probability: T").Attr("merge_repeated: bool = false").Attr("T: {float, double} = float");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c)
    {
        var (_, batch) = CtcInputs.Infer(c, 1);
        c.SetOutput(0, new Shape(-1, 2));
        c.SetOutput(1, new Shape(-1));
        c.SetOutput(2, new Shape(2));
        c.SetOutput(3, new Shape(batch, 1));
    }

    protected override Kernel Floating<T>(NodeAttrs node)
    {
        var merge = node.Bool("merge_repeated");
        return new FunctionKernel(c =>
        {
            var (_, batch, classes, lengths) = CtcInputs.Read(c.Input(0), c.Input(1));
            var logits = c.Input(0).AsSpan<T>();
            var probability = c.Allocate(3, c.Input(0).DType, batch, 1).Data<T>();
            var sequences = new List<int>[batch];
            for (var b = 0; b < batch; b++)
            {
                (sequences[b], probability[b]) = ([], T.Zero);
                var last = -1;
                for (var t = 0; t < lengths[b]; t++)
                {
                    var row = logits.Slice((t * batch + b) * classes, classes);
                    var best = 0;
                    for (var k = 1; k < classes; k++)
                        if (row[k] > row[best]) best = k;
                    probability[b] -= row[best];
                    if (best != classes - 1 && !(merge && best == last)) sequences[b].Add(best);
                    last = best;
                }
            }
            CtcInputs.WriteSparse(c, 0, 1, sequences);
        });
    }
}

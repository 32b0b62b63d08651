using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Ctc;

/// <summary>How improbable label sequences are under logits of every time step, over all ways in which labels and blanks spell them; and the gradient of that
/// (<c>tf.nn.ctc_loss</c>). The last class is the blank.</summary>
internal sealed class CTCLoss : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("CTCLoss")
        .Input("inputs: T").Input("labels_indices: int64").Input("labels_values: int32").Input("sequence_length: int32").Output("loss: T").Output("gradient: T")
        .Attr("preprocess_collapse_repeated: bool = false").Attr("ctc_merge_repeated: bool = true").Attr("ignore_longer_outputs_than_inputs: bool = false")
        .Attr("T: {float, double} = float");

    public override Gradient? Gradient => Differentiate;

    // The kernel has computed the gradient already. The gradient of that is not known, and asking for it must fail.
    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var gradient = Nodes.Make("PreventGradient", null, [g.Outputs[1]], ("message", AttrValues.Of("Currently there is no way to take the second  derivative of ctc_loss "
            + "due to the fused implementation's interaction  with tf.gradients()")));
        return [ArrayFunctions.ExpandDims(g.First, -1) * gradient, null, null, null];
    }

    public override void InferShapes(ShapeContext c)
    {
        var (inputs, batch) = CtcInputs.Infer(c, 3);
        var values = c.WithRank(2, 1);
        ShapeContext.Merge(c.WithRank(1, 2)[0], values[0]);
        c.SetOutput(0, new Shape(batch));
        c.SetOutput(1, inputs.With(1, batch));
    }

    protected override Kernel Floating<T>(NodeAttrs node)
    {
        var (collapse, merge, lenient) = (node.Bool("preprocess_collapse_repeated"), node.Bool("ctc_merge_repeated"), node.Bool("ignore_longer_outputs_than_inputs"));
        return new FunctionKernel(c =>
        {
            var (time, batch, classes, lengths) = CtcInputs.Read(c.Input(0), c.Input(3));
            var labels = Labels(c.Input(1), c.Input(2), batch);
            var paths = new int[batch][];
            // A sequence too short for its labels is left out if that is asked for.
            for (var b = 0; b < batch; b++) paths[b] = lengths[b] == 0 || (lenient && labels[b].Count > lengths[b]) ? [] : CtcPaths.WithBlanks(labels[b], classes, collapse, lengths[b], b);
            var logits = c.Input(0).AsSpan<T>();
            var loss = c.Allocate(0, c.Input(0).DType, batch).Data<T>();
            var gradient = c.Allocate(1, c.Input(0).DType, time, batch, classes).Data<T>();
            gradient.Clear();
            for (var b = 0; b < batch; b++)
            {
                loss[b] = T.Zero;
                if (paths[b].Length == 0) continue;
                var scores = new double[lengths[b] * classes];
                for (var t = 0; t < lengths[b]; t++)
                    for (var k = 0; k < classes; k++) scores[t * classes + k] = double.CreateTruncating(logits[(t * batch + b) * classes + k]);
                loss[b] = T.CreateTruncating(new CtcPaths(scores, classes, merge).Loss(paths[b]));
                for (var t = 0; t < lengths[b]; t++)
                    for (var k = 0; k < classes; k++) gradient[(t * batch + b) * classes + k] = T.CreateTruncating(scores[t * classes + k]);
            }
        });
    }

    private static List<int>[] Labels(NDArray indices, NDArray values, int batch)
    {
        if (indices.Rank != 2) throw new InvalidArgumentError("labels_indices is not a matrix");
        if (values.Rank != 1) throw new InvalidArgumentError("labels_values is not a vector");
        if (indices.Dims[0] != values.Length || indices.Dims[1] != 2)
            throw new InvalidArgumentError($"Number of rows of labels_indices and labels_values must match, and a row has two indices: {indices.Shape.ToDebugString()} beside {values.Shape.ToDebugString()}");
        var labels = new List<int>[batch];
        for (var b = 0; b < batch; b++) labels[b] = [];
        var places = indices.AsSpan<long>();
        for (var i = 0; i < values.Length; i++)
        {
            var b = places[2 * i];
            if (b < 0 || b >= batch) throw new InvalidArgumentError($"labels batch index must be between 0 and {batch} but saw: {b}");
            if (i > 0 && (b < places[2 * i - 2] || (b == places[2 * i - 2] && places[2 * i + 1] <= places[2 * i - 1])))
                throw new InvalidArgumentError($"label SparseTensor is not valid: indices[{i}] = [{b},{places[2 * i + 1]}] is out of order");
            labels[b].Add(values.AsSpan<int>()[i]);
        }
        return labels;
    }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Functions;

/// <summary>Connectionist temporal classification (<c>ctc_ops</c>).</summary>
internal static class CtcFunctions
{
    public static Tensor Loss(SparseTensor labels, TensorLike? inputs, TensorLike? sequenceLength, bool collapseRepeated, bool mergeRepeated, bool ignoreLonger, bool timeMajor,
        TensorLike? logits)
    {
        var scores = Nodes.Either("logits", logits, "inputs", inputs) ?? throw new ValueError("None values not supported.");
        if (!timeMajor) scores = ArrayFunctions.Transpose(scores, new[] { 1, 0, 2 });
        return Nodes.Make("CTCLoss", null, [scores, labels.Indices, labels.Values, sequenceLength ?? throw new ValueError("None values not supported.")],
            ("preprocess_collapse_repeated", AttrValues.Of(collapseRepeated)), ("ctc_merge_repeated", AttrValues.Of(mergeRepeated)),
            ("ignore_longer_outputs_than_inputs", AttrValues.Of(ignoreLonger)));
    }

    public static (SparseTensor[] Decoded, Tensor NegSumLogits) Greedy(TensorLike inputs, TensorLike sequenceLength, bool mergeRepeated)
    {
        var outputs = Nodes.Op("CTCGreedyDecoder", null, [inputs, sequenceLength], ("merge_repeated", AttrValues.Of(mergeRepeated))).Outputs;
        return ([new SparseTensor(outputs[0], outputs[1], outputs[2])], outputs[3]);
    }

    public static (SparseTensor[] Decoded, Tensor LogProbability) BeamSearch(TensorLike inputs, TensorLike sequenceLength, int beamWidth, int topPaths, bool mergeRepeated)
    {
        var outputs = Nodes.Op("CTCBeamSearchDecoder", null, [inputs, sequenceLength], ("beam_width", AttrValues.Of(beamWidth)), ("top_paths", AttrValues.Of(topPaths)),
            ("merge_repeated", AttrValues.Of(mergeRepeated))).Outputs;
        return ([.. Enumerable.Range(0, topPaths).Select(i => new SparseTensor(outputs[i], outputs[topPaths + i], outputs[2 * topPaths + i]))], outputs[3 * topPaths]);
    }
}

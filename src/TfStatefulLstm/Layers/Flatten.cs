using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Layers;

/// <summary>All of an input's dimensions but the batch as one (<c>tf.layers.Flatten</c>).</summary>
public sealed class Flatten : Layer
{
    private readonly bool _channelsFirst;

    internal Flatten(bool channelsFirst, LayerOptions options) : base(options)
    {
        _channelsFirst = channelsFirst;
        Spec = new InputSpec(MinRank: 1);
    }

    /// <summary>The outputs, [batch, rest].</summary>
    public Tensor Apply(TensorLike inputs)
    {
        var tensor = Nodes.Convert(inputs);
        return InScope((TensorConvertible)tensor, null, () => Call(tensor));
    }

    private Tensor Call(Tensor inputs)
    {
        if (_channelsFirst && inputs.Rank > 1) inputs = ArrayFunctions.Transpose(inputs, (int[])[0, .. Enumerable.Range(2, inputs.Rank - 2), 1]);
        var rows = inputs.Shape[0] > 0 ? (TensorLike)(int)inputs.Shape[0] : ArrayFunctions.Shape(inputs)[0];
        var outputs = ArrayFunctions.Reshape(inputs, new TensorLike[] { rows, -1 });
        var rest = inputs.Shape[1..];
        outputs.SetShape(new Shape(inputs.Shape[0], rest.IsFullyDefined && !rest.Dims.Contains(0) ? rest.NumElements : -1));
        return outputs;
    }
}

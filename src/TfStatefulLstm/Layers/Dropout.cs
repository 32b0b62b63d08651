using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Layers;

/// <summary>Inputs of which a part, drawn anew each run, is set to zero and the rest scaled up while training (<c>tf.layers.Dropout</c>).</summary>
public sealed class Dropout : Layer
{
    private readonly TensorLike _rate;
    private readonly TensorLike? _noiseShape;
    private readonly long? _seed;

    internal Dropout(TensorLike rate, TensorLike? noiseShape, long? seed, LayerOptions options) : base(options) =>
        (_rate, _noiseShape, _seed) = (rate, noiseShape, seed);

    /// <summary>The outputs.</summary>
    /// <param name="inputs">The inputs.</param>
    /// <param name="training">Whether to drop: known, or a scalar tensor.</param>
    public Tensor Apply(TensorLike inputs, TensorLike training)
    {
        var tensor = Nodes.Convert(inputs);
        return InScope((TensorConvertible)tensor, null, () =>
        {
            FlowValue Dropped() => NnFunctions.Dropout(tensor, rate: _rate, noiseShape: _noiseShape, seed: _seed);
            FlowValue Kept() => ArrayFunctions.Identity(tensor);
            if (training.AsTensorOrNull is null) return (training.ToArray(Framework.DType.Bool).Item<bool>() ? Dropped() : Kept()).Tensor;
            return Conditional.Smart(training, () => Dropped(), () => Kept()).Value.Tensor;
        });
    }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Layers;

/// <summary>What a layer asks of its input (<c>InputSpec</c>).</summary>
/// <param name="Rank">The number of dimensions, if it must be exactly that.</param>
/// <param name="MinRank">The least number of dimensions.</param>
/// <param name="Axis">A dimension whose size is settled; negative ones count from the end.</param>
/// <param name="Size">The size of that dimension, or -1.</param>
internal sealed record InputSpec(int? Rank = null, int? MinRank = null, int Axis = -1, long Size = -1)
{
    /// <exception cref="ValueError">The input does not fit.</exception>
    public void Check(Nest<TensorConvertible> inputs, Func<TensorConvertible, Shape> shapeOf, string layer)
    {
        var flat = inputs.Flatten();
        if (flat.Count != 1)
            throw new ValueError($"Layer {layer} expects 1 inputs, but it received {flat.Count} input tensors. Inputs received: [{string.Join(", ", flat)}]");
        var shape = shapeOf(flat[0]);
        var wrong = $"Input 0 of layer {layer} is incompatible with the layer: ";
        if ((Rank ?? MinRank) is not null && !shape.HasRank) throw new ValueError(wrong + "its rank is undefined, but the layer requires a defined rank.");
        if (Rank is { } rank && shape.Rank != rank) throw new ValueError($"{wrong}expected ndim={rank}, found ndim={shape.Rank}. Full shape received: {List(shape)}");
        if (MinRank is { } least && shape.Rank < least)
            throw new ValueError($"{wrong}: expected min_ndim={least}, found ndim={shape.Rank}. Full shape received: {List(shape)}");
        if (Size >= 0 && shape.HasRank && shape[Axis] is var size && size >= 0 && size != Size)
            throw new ValueError($"{wrong}expected axis {Axis} of input shape to have value {Size} but received input with shape {List(shape)}");
    }

    private static string List(Shape shape) => $"[{string.Join(", ", shape.ToArray().Select(d => d < 0 ? "None" : d.ToString()))}]";
}

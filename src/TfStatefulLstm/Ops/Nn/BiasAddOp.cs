using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>Adds a vector along the dimension of the channels.</summary>
internal abstract class BiasAddOp : NumericOp
{
    /// <summary>Whether the channels are the second dimension; else they are the last.</summary>
    protected abstract bool ChannelsFirst(NodeAttrs node);

    public sealed override void InferShapes(ShapeContext c)
    {
        var first = ChannelsFirst(c.Attrs);
        var value = ShapeContext.WithRankAtLeast(c.Input(0), first ? 3 : 2);
        var bias = c.WithRank(1, 1);
        if (!value.HasRank)
        {
            c.SetOutput(0, value);
            return;
        }
        var channel = first ? 1 : value.Rank - 1;
        c.SetOutput(0, value.With(channel, ShapeContext.Merge(value[channel], bias[0])));
    }

    protected sealed override Kernel Number<T>(NodeAttrs node)
    {
        var first = ChannelsFirst(node);
        return new FunctionKernel(c => Compute<T>(c, first));
    }

    private static void Compute<T>(KernelContext c, bool channelsFirst) where T : unmanaged, INumberBase<T>
    {
        var (value, bias) = (c.Input(0), c.Input(1));
        if (value.Rank < 2) throw new InvalidArgumentError($"Input tensor must be at least 2D: {Shape.DebugString(value.Dims)}");
        if (bias.Rank != 1) throw new InvalidArgumentError($"Biases must be 1D: {Shape.DebugString(bias.Dims)}");
        var channels = (int)value.Dims[channelsFirst ? 1 : ^1];
        if (bias.Length != channels)
            throw new InvalidArgumentError($"Must provide as many biases as the last dimension of the input tensor: {Shape.DebugString(bias.Dims)} vs. {Shape.DebugString(value.Dims)}");
        var output = c.ForwardOrAllocate(0, 0, value.DType, value.Dims);
        if (value.Length == 0) return;
        var inner = channelsFirst ? value.Length / (int)value.Dims[0] / channels : 1;
        c.ForRanges(value.Length / channels / inner, channels * inner, new Range<T>(value, bias, output, inner));
    }

    /// <summary>Adds the bias to a range of pieces that hold all channels once, each <paramref name="inner"/> elements long.</summary>
    private readonly struct Range<T>(NDArray value, NDArray bias, NDArray output, int inner) : IRangeBody where T : unmanaged, INumberBase<T>
    {
        public void Invoke(int start, int end)
        {
            var b = bias.AsSpan<T>();
            for (var piece = start; piece < end; piece++)
            {
                var x = value.AsSpan<T>().Slice(piece * b.Length * inner, b.Length * inner);
                var y = output.Data<T>().Slice(piece * b.Length * inner, b.Length * inner);
                if (inner == 1) TensorPrimitives.Add(x, b, y);
                else for (var i = 0; i < b.Length; i++) TensorPrimitives.Add(x.Slice(i * inner, inner), b[i], y.Slice(i * inner, inner));
            }
        }
    }
}

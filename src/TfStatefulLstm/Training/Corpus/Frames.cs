using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Training.Corpus;

/// <summary>Arrays as sequences of frames along their first dimension.</summary>
internal static class Frames
{
    /// <summary>The number of frames.</summary>
    /// <exception cref="ValueError">It is a scalar.</exception>
    public static int Count(NDArray sequence) => sequence.Rank > 0
        ? (int)sequence.Dims[0]
        : throw new ValueError($"A sequence has a dimension of time, but this is a scalar: {sequence}");

    /// <summary>Zeros for [rows, time] frames like those of the sequence.</summary>
    public static NDArray Zeros(NDArray like, int rows, int time) => new(like.DType, [rows, time, .. like.Dims[1..]]);

    /// <summary>Copies frames; positions are counted in frames, whatever dimensions there are before them.</summary>
    public static void Copy(NDArray from, int at, NDArray to, int target, int count)
    {
        var size = NDArray.ElementCount(from.Dims[1..]);
        Array.Copy(from.Buffer.Data, (long)at * size, to.Buffer.Data, (long)target * size, (long)count * size);
    }
}

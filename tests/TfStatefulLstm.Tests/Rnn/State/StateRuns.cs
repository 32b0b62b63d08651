using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn.State;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Rnn.State;

/// <summary>What the tests of stateful layers feed, and how they start.</summary>
internal static class StateRuns
{
    /// <summary>A session with its variables initialized from a seed; weights and biases are random alike.</summary>
    public static Session Started()
    {
        Graph.Default.Seed = 3;
        var session = tf.Session();
        session.run(tf.global_variables_initializer());
        return session;
    }

    /// <summary>Random inputs, [rows, steps, depth].</summary>
    public static NDArray Input(int rows, int steps, int depth, int seed = 5)
    {
        var random = new Random(seed);
        return NDArray.Of(Enumerable.Range(0, rows * steps * depth).Select(_ => (float)random.NextDouble() - 0.5f).ToArray()).Reshape(rows, steps, depth);
    }

    /// <summary>Some steps of a sequence, [rows, steps, ...].</summary>
    public static NDArray Columns(NDArray sequence, int from, int count)
    {
        var (rows, steps, size) = ((int)sequence.Dims[0], (int)sequence.Dims[1], sequence.Length / (int)(sequence.Dims[0] * sequence.Dims[1]));
        var (all, part) = (sequence.ToArray<float>(), new List<float>());
        for (var row = 0; row < rows; row++) part.AddRange(all.AsSpan((row * steps + from) * size, count * size));
        return NDArray.From(part.ToArray(), [rows, count, .. sequence.Dims[2..]]);
    }

    /// <summary>Some rows of an array.</summary>
    public static NDArray Rows(NDArray array, params int[] rows)
    {
        var size = array.Length / (int)array.Dims[0];
        return NDArray.From(rows.SelectMany(r => array.ToArray<float>().Skip(r * size).Take(size)).ToArray(), [rows.Length, .. array.Dims[1..]]);
    }

    public static Fetches All(IReadOnlyList<Tensor> tensors) => tensors.ToArray();

    /// <summary>The bits of the array.</summary>
    public static byte[] Bits(NDArray array) => array.Bytes.ToArray();
}

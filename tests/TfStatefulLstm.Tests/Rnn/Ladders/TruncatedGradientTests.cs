using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;

namespace TfStatefulLstm.Tests.Rnn.Ladders;

/// <summary>Gradients of a run that goes on with a kept state are those of one unrolled graph in which nothing flows back through the seam.</summary>
[TestClass]
public sealed class TruncatedGradientTests
{
    public static IEnumerable<string> Cells => CellTable.Names;

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Truncated_in_time(string name) => InGraph.Run(() =>
    {
        const int Seam = 2;
        tf.set_random_seed(4);
        var cell = CellTable.Make(name);
        var x = tf.placeholder(tf.float32, (CellTable.Rows, -1, CellTable.Depth));
        var states = get_state_variables(CellTable.Rows, cell);
        var (outputs, last) = tf.nn.dynamic_rnn(cell, x, initial_state: states);
        var gradients = tf.gradients(tf.reduce_sum(tf.square(outputs)), tf.trainable_variables()).OfType<TensorConvertible>().Select(g => (Fetch)g).ToList();
        List<Fetch> step = [.. gradients, .. get_state_update_op(states, last)];

        var all = Input();
        var (before, middle) = Runners.Static(cell, tf.constant(Part(all, 0, Seam)), null, cell.ZeroState(CellTable.Rows, tf.float32));
        var (after, _) = Runners.Static(cell, tf.constant(Part(all, Seam, CellTable.Steps)), null, middle.Map(s => (TensorConvertible)tf.stop_gradient(s)));
        var cutLoss = new[] { before, after }.Select(y => tf.gradients(tf.reduce_sum(tf.square(y)), tf.trainable_variables()).OfType<TensorConvertible>());
        var (through, _) = Runners.Static(cell, tf.constant(Part(all, Seam, CellTable.Steps)), null, middle);
        var uncut = tf.gradients(tf.reduce_sum(tf.square(through)), tf.trainable_variables()).OfType<TensorConvertible>().Select(g => (Fetch)g).ToList();

        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        var expected = session.run(cutLoss.SelectMany(g => g).Select(g => (Fetch)g).ToList());
        var first = session.run(step, (x, Part(all, 0, Seam)));
        var second = session.run(step, (x, Part(all, Seam, CellTable.Steps)));
        NDArray[] actual = [.. first.Take(gradients.Count), .. second.Take(gradients.Count)];
        Assert.HasCount(expected.Length, actual);
        for (var i = 0; i < expected.Length; i++) Assert.AreEqual(0, Off(expected[i], actual[i]), 1e-5, $"{name}: gradient {i}");
        // The seam matters: without the stop, other gradients come.
        Assert.IsTrue(session.run(uncut).Zip(actual.Skip(gradients.Count), Off).Any(off => off > 1e-4), $"{name}: gradients flow through the state");
    });

    /// <summary>The largest difference, for values of size one.</summary>
    private static double Off(NDArray a, NDArray b)
    {
        var (x, y) = (a.ToArray<float>(), b.ToArray<float>());
        return x.Zip(y, (p, q) => Math.Abs(p - q)).Max() / Math.Max(1, x.Max(Math.Abs));
    }

    private static float[,,] Input()
    {
        var (random, values) = (new Random(8), new float[CellTable.Rows, CellTable.Steps, CellTable.Depth]);
        foreach (ref var value in System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref values[0, 0, 0], values.Length)) value = (float)random.NextDouble() * 2 - 1;
        return values;
    }

    private static NDArray Part(float[,,] all, int from, int to)
    {
        var part = new float[CellTable.Rows, to - from, CellTable.Depth];
        for (var row = 0; row < CellTable.Rows; row++)
            for (var step = from; step < to; step++)
                for (var i = 0; i < CellTable.Depth; i++)
                    part[row, step - from, i] = all[row, step, i];
        return NDArray.Of(part);
    }
}

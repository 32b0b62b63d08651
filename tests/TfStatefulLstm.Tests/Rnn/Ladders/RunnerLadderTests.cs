using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.Rnn.Ladders;

/// <summary>However a cell is run - unrolled, in a loop, in a raw loop, time first, called by hand, in one op - outputs, last state and all gradients are the same.</summary>
[TestClass]
public sealed class RunnerLadderTests
{
    public static IEnumerable<object[]> CellsAndLengths => CellTable.Names.SelectMany(name => new[] { false, true }.Select(lengths => new object[] { name, lengths }));

    [TestMethod]
    [DynamicData(nameof(CellsAndLengths))]
    public void All_runners_compute_the_same(string name, bool withLengths) => InGraph.Run(() =>
    {
        tf.set_random_seed(3);
        var random = new Random(name.Length);
        var cell = CellTable.Make(name);
        var x = tf.constant(Values(random, CellTable.Rows, CellTable.Steps, CellTable.Depth), name: "x");
        // One row has all steps, one some and one none.
        var lengths = withLengths ? (TensorLike)tf.constant(new[] { CellTable.Steps, 2, 0 }) : null;
        var state = cell.StateSize.Map(size => (TensorConvertible)tf.constant(Values(random, [CellTable.Rows, .. size.ToArray()])));
        List<(string Name, Runner Run)> runners = [("dynamic", Runners.Dynamic), ("time-major", Runners.TimeMajor), ("static", Runners.Static), ("raw", Runners.Raw),
            ("by hand", Runners.ByHand)];
        if (CellTable.Fused.Contains(name)) runners.Add(("fused", Runners.Fused(name)));
        var results = runners.Select(r => (r.Name, Values: Everything(r.Run(cell, x, lengths, state), [x, .. state.Flatten()]))).ToArray();

        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        var known = results.SelectMany(r => r.Values.OfType<TensorConvertible>()).ToArray();
        var values = new Queue<NDArray>(session.run(known.Select(t => (Fetch)t).ToList()));
        var arrays = results.Select(r => (r.Name, Values: r.Values.Select(v => v is null ? null : values.Dequeue().ToArray<float>()).ToArray())).ToArray();
        Assert.IsTrue(arrays[0].Values[0]!.Any(v => v != 0) && arrays[0].Values[^1]!.Any(v => v != 0), "there is something to compare");
        foreach (var (runner, actual) in arrays.Skip(1)) AssertClose(arrays[0].Values, actual, $"{name}: {runner} against dynamic");
    });

    /// <summary>Outputs, the parts of the last state, and the gradients of their squares for all weights and the given tensors.</summary>
    private static List<TensorConvertible?> Everything((Tensor Outputs, Nested State) result, IEnumerable<TensorConvertible> inputs)
    {
        TensorConvertible[] ys = [result.Outputs, .. result.State.Flatten()];
        var loss = tf.add_n(ys.Select(y => (TensorLike)tf.reduce_sum(tf.square(y))).ToArray());
        return [.. ys, .. tf.gradients(loss, [.. tf.trainable_variables(), .. inputs])];
    }

    private static void AssertClose(float[]?[] expected, float[]?[] actual, string where)
    {
        Assert.HasCount(expected.Length, actual);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i] is null, actual[i] is null, $"{where}, value {i}");
            if (expected[i] is not { } e) continue;
            Assert.HasCount(e.Length, actual[i]!);
            // Gradients of many steps add up in another order.
            var limit = 1e-5f * Math.Max(1, e.Max(Math.Abs));
            for (var j = 0; j < e.Length; j++) Assert.AreEqual(e[j], actual[i]![j], limit, $"{where}, value {i}, element {j}");
        }
    }

    private static NDArray Values(Random random, params long[] dims) =>
        NDArray.Of(Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)random.NextDouble() * 2 - 1).ToArray()).Reshape(dims);
}

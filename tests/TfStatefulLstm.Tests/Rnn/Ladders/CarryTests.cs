using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn.State;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;

namespace TfStatefulLstm.Tests.Rnn.Ladders;

/// <summary>The state goes on from run to run: a run of some steps and a run of the rest are one run of all, bit for bit, wherever the cut is; so are runs of one
/// step each.</summary>
[TestClass]
public sealed class CarryTests
{
    private static readonly int[] Lengths = [CellTable.Steps, 2, 0];

    public static IEnumerable<string> Cells => CellTable.Names;

    public static IEnumerable<string> Fused => CellTable.Fused;

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void In_a_loop(string name) => Check(name, Runners.Dynamic);

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void In_a_loop_with_time_first(string name) => Check(name, Runners.TimeMajor);

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void In_a_raw_loop(string name) => Check(name, Runners.Raw);

    [TestMethod]
    [DynamicData(nameof(Fused))]
    public void In_one_op(string name) => Check(name, Runners.Fused(name));

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void In_what_wraps_the_pattern(string name) => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (CellTable.Rows, -1, CellTable.Depth));
        var lengths = tf.placeholder(tf.int32, new[] { CellTable.Rows });
        var rnn = new StatefulRnn(CellTable.Make(name), x, sequenceLength: lengths);
        using var session = Started();
        var whole = session.run(rnn.Advance, (x, Input(0, CellTable.Steps)), (lengths, Lengths));
        var state = session.HashState(rnn.States);
        for (var cut = 1; cut < CellTable.Steps; cut++)
        {
            session.run(rnn.Reset.ToArray());
            var first = session.run(rnn.Advance, (x, Input(0, cut)), (lengths, Part(0, cut)));
            var rest = session.run(rnn.Advance, (x, Input(cut, CellTable.Steps)), (lengths, Part(cut, CellTable.Steps)));
            AssertSame(whole, [first, rest], $"{name}, cut at {cut}");
            Assert.AreEqual(state, session.HashState(rnn.States), $"{name}, cut at {cut}: state");
        }
    });

    private static void Check(string name, Runner run)
    {
        foreach (var withLengths in new[] { false, true })
            InGraph.Run(() =>
            {
                var x = tf.placeholder(tf.float32, (CellTable.Rows, -1, CellTable.Depth));
                var lengths = tf.placeholder(tf.int32, new[] { CellTable.Rows });
                var cell = CellTable.Make(name);
                var states = get_state_variables(CellTable.Rows, cell);
                var (outputs, last) = run(cell, x, withLengths ? (TensorLike)lengths : null, states);
                List<Fetch> step = [outputs, .. get_state_update_op(states, last)];
                var reset = get_state_reset_op(states, cell, CellTable.Rows);
                using var session = Started();
                NDArray[] Run(int from, int to) => session.run(step, (x, Input(from, to)), (lengths, Part(from, to)));

                var whole = Run(0, CellTable.Steps);
                Assert.IsTrue(whole.All(v => v.ToArray<float>().Any(e => e != 0)), $"{name}: there is something to compare");
                int[][] cuts = [.. Enumerable.Range(1, CellTable.Steps - 1).Select(cut => new[] { 0, cut, CellTable.Steps }), [.. Enumerable.Range(0, CellTable.Steps + 1)]];
                foreach (var cut in cuts)
                {
                    session.run(reset.Select(r => (Fetch)r).ToList());
                    var parts = cut.Zip(cut.Skip(1), Run).ToArray();
                    var where = $"{name}, {(withLengths ? "with lengths" : "all steps")}, cut at {string.Join(", ", cut)}";
                    AssertSame(whole[0], [.. parts.Select(p => p[0])], where);
                    for (var i = 1; i < whole.Length; i++) CollectionAssert.AreEqual(whole[i].ToArray<float>(), parts[^1][i].ToArray<float>(), $"{where}: state {i}");
                }
            });
    }

    /// <summary>Outputs [batch, time, units] one after another in time are the whole, bit for bit. A raw loop of parts that are over leaves steps out.</summary>
    private static void AssertSame(NDArray whole, NDArray[] parts, string where)
    {
        var (all, units) = (whole.ToArray<float>(), (int)whole.Dims[2]);
        var joined = new float[all.Length];
        var from = 0;
        foreach (var part in parts)
        {
            var (values, steps) = (part.ToArray<float>(), (int)part.Dims[1]);
            for (var row = 0; row < CellTable.Rows; row++)
                values.AsSpan(row * steps * units, steps * units).CopyTo(joined.AsSpan((row * CellTable.Steps + from) * units));
            from += steps;
        }
        Assert.AreEqual(CellTable.Steps, from, where);
        CollectionAssert.AreEqual(all, joined, where);
    }

    private static Session Started()
    {
        Graph.Default.Seed = 3;
        var session = tf.Session();
        session.run(tf.global_variables_initializer());
        return session;
    }

    private static NDArray Input(int from, int to)
    {
        var values = new float[CellTable.Rows, to - from, CellTable.Depth];
        for (var row = 0; row < CellTable.Rows; row++)
            for (var step = from; step < to; step++)
                for (var i = 0; i < CellTable.Depth; i++)
                    values[row, step - from, i] = MathF.Sin(1 + (row * CellTable.Steps + step) * 7 + i * 3);
        return NDArray.Of(values);
    }

    private static int[] Part(int from, int to) => [.. Lengths.Select(n => Math.Clamp(n - from, 0, to - from))];
}

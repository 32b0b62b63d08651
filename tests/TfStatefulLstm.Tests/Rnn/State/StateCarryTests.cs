using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn;
using TfStatefulLstm.Rnn.State;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Tests.Rnn.State.StateRuns;

namespace TfStatefulLstm.Tests.Rnn.State;

/// <summary>Carry: a run and the run after it give, bit for bit, what one run over both gives, wherever it is cut.</summary>
[TestClass]
public sealed class StateCarryTests
{
    private const int Batch = 3, Steps = 6, Depth = 2, Units = 5;

    private static readonly Dictionary<string, Func<RNNCell>> Cells = new()
    {
        ["basic rnn"] = () => tf.nn.rnn_cell.BasicRNNCell(Units),
        ["basic lstm"] = () => tf.nn.rnn_cell.BasicLSTMCell(Units),
        ["basic lstm in one tensor"] = () => tf.nn.rnn_cell.BasicLSTMCell(Units, state_is_tuple: false),
        ["lstm"] = () => tf.nn.rnn_cell.LSTMCell(Units),
        ["lstm with all options"] = () => tf.nn.rnn_cell.LSTMCell(Units, use_peepholes: true, num_proj: 3, cell_clip: 0.2, proj_clip: 0.1),
        ["gru"] = () => tf.nn.rnn_cell.GRUCell(Units),
        ["block lstm"] = () => tf.contrib.rnn.LSTMBlockCell(Units),
        ["block gru"] = () => tf.contrib.rnn.GRUBlockCellV2(Units),
        ["normalized lstm"] = () => tf.contrib.rnn.LayerNormBasicLSTMCell(Units),
        ["layers"] = () => tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.LSTMCell(Units), tf.nn.rnn_cell.GRUCell(Units)]),
        ["residual"] = () => tf.nn.rnn_cell.ResidualWrapper(tf.nn.rnn_cell.GRUCell(Depth)),
        ["placed"] = () => tf.nn.rnn_cell.DeviceWrapper(tf.nn.rnn_cell.LSTMCell(Units), "/cpu:0"),
        ["dropout that drops nothing"] = () => tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.LSTMCell(Units), output_keep_prob: 1.0),
    };

    public static IEnumerable<object[]> Names => Cells.Keys.Select(k => new object[] { k });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Two_runs_are_one(string cell) => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (Batch, -1, Depth));
        var rnn = new StatefulRnn(Cells[cell](), x);
        using var session = Started();
        var input = Input(Batch, Steps, Depth);
        var expected = session.run(rnn.Advance, (x, input));
        var state = session.HashState(rnn.States);
        for (var cut = 1; cut < Steps; cut++)
        {
            session.run(All(rnn.Reset));
            var first = session.run(rnn.Advance, (x, Columns(input, 0, cut)));
            var second = session.run(rnn.Advance, (x, Columns(input, cut, Steps - cut)));
            CollectionAssert.AreEqual(Bits(Columns(expected, 0, cut)), Bits(first), $"before {cut}");
            CollectionAssert.AreEqual(Bits(Columns(expected, cut, Steps - cut)), Bits(second), $"after {cut}");
            Assert.AreEqual(state, session.HashState(rnn.States), $"state {cut}");
        }
    });

    [TestMethod]
    [DataRow("lstm")]
    [DataRow("gru")]
    [DataRow("layers")]
    public void Two_runs_are_one_for_rows_of_their_own_lengths(string cell) => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (Batch, -1, Depth));
        var lengths = tf.placeholder(tf.int32, [Batch]);
        var rnn = new StatefulRnn(Cells[cell](), x, sequenceLength: lengths);
        using var session = Started();
        var input = Input(Batch, Steps, Depth);
        int[] whole = [6, 4, 1];
        var expected = session.run(rnn.Advance, (x, input), (lengths, whole));
        var state = session.HashState(rnn.States);
        for (var cut = 1; cut < Steps; cut++)
        {
            session.run(All(rnn.Reset));
            var first = session.run(rnn.Advance, (x, Columns(input, 0, cut)), (lengths, whole.Select(n => Math.Min(n, cut)).ToArray()));
            var second = session.run(rnn.Advance, (x, Columns(input, cut, Steps - cut)), (lengths, whole.Select(n => Math.Max(0, n - cut)).ToArray()));
            CollectionAssert.AreEqual(Bits(Columns(expected, 0, cut)), Bits(first), $"before {cut}");
            CollectionAssert.AreEqual(Bits(Columns(expected, cut, Steps - cut)), Bits(second), $"after {cut}");
            Assert.AreEqual(state, session.HashState(rnn.States), $"state {cut}");
        }
    });

    [TestMethod]
    public void Rows_that_change_places_change_nothing_else() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (Batch, Steps, Depth));
        var rnn = new StatefulRnn(Cells["layers"](), x);
        using var session = Started();
        var (one, two) = (Input(Batch, Steps, Depth), Input(Batch, Steps, Depth, seed: 6));
        session.run(rnn.Advance, (x, one));
        var expected = session.run(rnn.Advance, (x, two));
        session.run(All(rnn.Reset));
        session.run(rnn.Advance, (x, Rows(one, 2, 0, 1)));
        var permuted = session.run(rnn.Advance, (x, Rows(two, 2, 0, 1)));
        foreach (var (e, a) in Rows(expected, 2, 0, 1).ToArray<float>().Zip(permuted.ToArray<float>())) Assert.AreEqual(e, a, 1e-6f);
    });
}

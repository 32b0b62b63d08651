using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Rnn;
using TfStatefulLstm.Rnn.State;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.Rnn.State;

/// <summary>State that goes on from run to run, is peeked at, is reset as a whole and by rows, and serves smaller batches.</summary>
[TestClass]
public sealed class StatePatternTests
{
    private const int Rows = 3, Steps = 4, Depth = 2, Units = 5;

    [TestMethod]
    public void Two_runs_go_as_far_as_one_twice_as_long()
    {
        foreach (var make in Cells)
            InGraph.Run(() =>
            {
                var x = tf.placeholder(tf.float32, (Rows, -1, Depth), name: "x");
                var rnn = new StatefulRnn(make(), x);
                using var session = Started();
                var whole = Input(Rows, 2 * Steps);
                var expected = session.run(rnn.Fresh, (x, whole)).ToArray<float>();
                var first = session.run(rnn.Advance, (x, Part(whole, 0, Steps))).ToArray<float>();
                var second = session.run(rnn.Advance, (x, Part(whole, Steps, Steps))).ToArray<float>();
                for (var row = 0; row < Rows; row++)
                {
                    var size = expected.Length / Rows;
                    var joined = first.AsSpan(row * size / 2, size / 2).ToArray().Concat(second.AsSpan(row * size / 2, size / 2).ToArray());
                    foreach (var (e, a) in expected.AsSpan(row * size, size).ToArray().Zip(joined)) Assert.AreEqual(e, a, 1e-6f);
                }
            });
    }

    [TestMethod]
    public void Peeking_and_starting_fresh_leave_the_state_as_it_is() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (Rows, Steps, Depth), name: "x");
        var rnn = new StatefulRnn(Lstm(), x);
        using var session = Started();
        var batch = Input(Rows, Steps);
        session.run(rnn.Advance, (x, batch));
        var before = Values(session, rnn.States);
        var peeked = session.run(rnn.Peek, (x, batch)).ToArray<float>();
        var fresh = session.run(rnn.Fresh, (x, batch)).ToArray<float>();
        CollectionAssert.AreEqual(before, Values(session, rnn.States));
        CollectionAssert.AreNotEqual(peeked, fresh);
        CollectionAssert.AreEqual(peeked, session.run(rnn.Advance, (x, batch)).ToArray<float>());
        CollectionAssert.AreNotEqual(before, Values(session, rnn.States));
        session.run(rnn.Reset[0]);
        Assert.IsTrue(Values(session, rnn.States).All(v => v == 0));
        CollectionAssert.AreEqual(fresh, session.run(rnn.Peek, (x, batch)).ToArray<float>());
    });

    [TestMethod]
    public void Only_the_masked_rows_are_reset() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (Rows, Steps, Depth), name: "x");
        var rnn = new StatefulRnn(Lstm(), x);
        using var session = Started();
        session.run(rnn.Advance, (x, Input(Rows, Steps)));
        var before = Values(session, rnn.States);
        session.run(rnn.ResetRows[0], (rnn.ResetMask, new[] { false, true, false }));
        var after = Values(session, rnn.States);
        for (var i = 0; i < after.Length; i++) Assert.AreEqual(i / Units % Rows == 1 ? 0f : before[i], after[i]);
    });

    [TestMethod]
    public void A_smaller_batch_goes_on_with_its_rows_and_leaves_the_others() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (-1, Steps, Depth), name: "x");
        var rnn = new StatefulRnn(Lstm(), x, maxBatch: Rows);
        using var session = Started();
        var batch = Input(Rows, Steps);
        session.run(rnn.Advance, (x, batch));
        var before = Values(session, rnn.States);
        var whole = session.run(rnn.Peek, (x, batch)).ToArray<float>();
        var two = batch.ToArray<float>().AsSpan(0, 2 * Steps * Depth).ToArray();
        var small = session.run(rnn.Advance, (x, NDArray.Of(two).Reshape(2, Steps, Depth)));
        CollectionAssert.AreEqual(new long[] { 2, Steps, Units }, small.Dims.ToArray());
        foreach (var (e, a) in whole.Take(2 * Steps * Units).Zip(small.ToArray<float>())) Assert.AreEqual(e, a, 1e-6f);
        var after = Values(session, rnn.States);
        for (var i = 0; i < after.Length; i++)
        {
            if (i / Units % Rows == 2) Assert.AreEqual(before[i], after[i]);
            else Assert.AreNotEqual(before[i], after[i]);
        }
    });

    [TestMethod]
    public void States_in_a_collection_of_their_own() => InGraph.Run(() =>
    {
        var states = get_state_variables(Rows, Lstm(), collections: [tf.GraphKeys.RNN_STATE]);
        Assert.HasCount(0, tf.global_variables());
        CollectionAssert.AreEqual(states.Flatten(), tf.get_collection(tf.GraphKeys.RNN_STATE).ToArray());
        get_state_variables(Rows, Lstm(), collections: [tf.GraphKeys.LOCAL_VARIABLES]);
        Assert.HasCount(2, tf.local_variables());
        Assert.IsTrue(states.Flatten().All(s => !((VariableBase)s).Trainable));
    });

    [TestMethod]
    public void The_states_keep_their_structure() => InGraph.Run(() =>
    {
        var cell = tf.nn.rnn_cell.MultiRNNCell([Lstm(), tf.nn.rnn_cell.GRUCell(Units), new Counter()]);
        var states = get_state_variables(Rows, cell);
        states.AssertSameStructure(cell.StateSize);
        Assert.AreEqual(Shape.Scalar, ((VariableBase)states[2].Value).Shape[1..]);
    });

    [TestMethod]
    public void A_state_for_another_number_of_variables() => InGraph.FailsWith<ValueError>("There are 2 state variables, but 1 new states",
        () => get_state_update_op(get_state_variables(Rows, Lstm()), tf.zeros((Rows, Units))));

    [TestMethod]
    public void A_state_of_another_shape() => InGraph.FailsWith<ValueError>("Dimension 0 in both shapes must be equal, but are 3 and 2",
        () => get_state_update_op(get_state_variables(Rows, tf.nn.rnn_cell.GRUCell(Units)), tf.zeros((2, Units))));

    [TestMethod]
    public void Inputs_of_unknown_batch_need_a_most() => InGraph.FailsWith<ValueError>("give maxBatch, the most rows that a run has",
        () => _ = new StatefulRnn(Lstm(), tf.placeholder(tf.float32, (-1, Steps, Depth))));

    [TestMethod]
    public void Inputs_with_more_rows_than_the_state() => InGraph.FailsWith<ValueError>("The inputs have 5 rows ((5, 4, 2)), but the state has only 3.",
        () => _ = new StatefulRnn(Lstm(), tf.placeholder(tf.float32, (5, Steps, Depth)), maxBatch: 3));

    private static IEnumerable<Func<RNNCell>> Cells =>
    [
        Lstm,
        () => tf.nn.rnn_cell.GRUCell(Units),
        () => tf.nn.rnn_cell.BasicRNNCell(Units),
        () => tf.nn.rnn_cell.BasicLSTMCell(Units, state_is_tuple: false),
        () => tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.LSTMCell(Units, num_proj: 3, use_peepholes: true), tf.nn.rnn_cell.GRUCell(Units)]),
    ];

    private static LSTMCell Lstm() => tf.nn.rnn_cell.LSTMCell(Units);

    private static Session Started()
    {
        Graph.Default.Seed = 3;
        var session = tf.Session();
        session.run(tf.global_variables_initializer());
        return session;
    }

    private static NDArray Input(int rows, int steps)
    {
        var random = new Random(5);
        return NDArray.Of(Enumerable.Range(0, rows * steps * Depth).Select(_ => (float)random.NextDouble() - 0.5f).ToArray()).Reshape(rows, steps, Depth);
    }

    private static NDArray Part(NDArray whole, int from, int steps)
    {
        var (all, part) = (whole.ToArray<float>(), new List<float>());
        for (var row = 0; row < Rows; row++) part.AddRange(all.AsSpan(((row * 2 * Steps) + from) * Depth, steps * Depth));
        return NDArray.Of(part.ToArray()).Reshape(Rows, steps, Depth);
    }

    private static float[] Values(Session session, Nested states) => [.. states.Flatten().SelectMany(s => session.run(s).ToArray<float>())];

    /// <summary>A cell of one's own whose state is one number a row.</summary>
    private sealed class Counter : RNNCell
    {
        public override Nest<Shape> StateSize => Shape.Scalar;

        public override Nest<Shape> OutputSize => new Shape(Units);

        protected override (Nested Output, Nested State) Call(Nested inputs, Nested state) => (inputs, (TensorConvertible)(((TensorLike)state.Value).ToTensor(Graph.Default) + 1.0));
    }
}

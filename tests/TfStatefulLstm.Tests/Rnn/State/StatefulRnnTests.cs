using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Rnn.State;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Tests.Rnn.State.StateRuns;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.Rnn.State;

/// <summary>Rows that begin within a run, states that are learned or change their size, and runs that do not come to their end.</summary>
[TestClass]
public sealed class StatefulRnnTests
{
    private const int Batch = 3, Steps = 4, Depth = 2, Units = 5;

    [TestMethod]
    public void A_row_that_begins_within_a_run_is_as_fresh() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (Batch, -1, Depth));
        var resets = tf.placeholder(tf.@bool, (Batch, -1));
        var rnn = new StatefulRnn(Lstm(), x, resets: resets);
        using var session = Started();
        var input = Input(Batch, Steps, Depth);
        session.run(rnn.Advance, (x, input), (resets, new bool[Batch, Steps]));
        var mask = new bool[Batch, Steps];
        mask[1, 2] = true;
        var plain = session.run(rnn.Peek, (x, input), (resets, new bool[Batch, Steps]));
        var reset = session.run(rnn.Peek, (x, input), (resets, mask));
        CollectionAssert.AreEqual(Bits(Rows(plain, 0, 2)), Bits(Rows(reset, 0, 2)));
        CollectionAssert.AreEqual(Bits(Columns(Rows(plain, 1), 0, 2)), Bits(Columns(Rows(reset, 1), 0, 2)));
        var fresh = session.run(rnn.Fresh, (x, Columns(input, 2, 2)), (resets, new bool[Batch, 2]));
        CollectionAssert.AreEqual(Bits(Rows(fresh, 1)), Bits(Columns(Rows(reset, 1), 2, 2)));
        CollectionAssert.AreNotEqual(Bits(Rows(fresh, 0)), Bits(Columns(Rows(reset, 0), 2, 2)));
    });

    [TestMethod]
    public void No_gradient_passes_a_reset() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (Batch, Steps, Depth));
        var resets = tf.placeholder(tf.@bool, (Batch, Steps));
        var rnn = new StatefulRnn(Lstm(), x, resets: resets);
        var gradient = (Tensor)tf.gradients(tf.reduce_sum(rnn.Peek[.., -1]), [x])[0]!;
        using var session = Started();
        var mask = new bool[Batch, Steps];
        mask[1, 2] = true;
        var g = session.run(gradient, (x, Input(Batch, Steps, Depth)), (resets, mask));
        for (var row = 0; row < Batch; row++)
            for (var t = 0; t < Steps; t++)
                Assert.AreEqual(row == 1 && t < 2, g.At<float>(row, t, 0) == 0 && g.At<float>(row, t, 1) == 0, $"{row}, {t}");
    });

    [TestMethod]
    public void Gradients_end_where_a_run_begins() => InGraph.Run(() =>
    {
        // Two runs of two steps, and one of four whose gradient is stopped in the middle: the weights' gradients are the same.
        var x = tf.placeholder(tf.float32, (Batch, -1, Depth));
        var cell = Lstm();
        var rnn = new StatefulRnn(cell, x);
        var weights = tf.trainable_variables();
        var gradients = tf.gradients(tf.reduce_sum(tf.square(rnn.Peek)), weights);
        var whole = tf.placeholder(tf.float32, (Batch, Steps, Depth));
        var (outputs, state) = (new List<Tensor>(), cell.ZeroState(Batch, tf.float32));
        using (tf.variable_scope("rnn", reuse: true))
            for (var t = 0; t < Steps; t++)
            {
                if (t == 2) state = state.Map(s => (TensorConvertible)tf.stop_gradient((Tensor)s));
                (var output, state) = cell.__call__(whole[.., t], state);
                outputs.Add(output);
            }
        var unrolled = tf.gradients(tf.reduce_sum(tf.square(tf.stack(outputs))), weights);
        using var session = Started();
        var input = Input(Batch, Steps, Depth);
        var expected = session.run((Fetches)unrolled.Select(g => (Tensor)g!).ToArray(), (whole, input));
        var first = session.run(((Fetches)gradients.Select(g => (Tensor)g!).ToArray(), All(rnn.Update)), (x, Columns(input, 0, 2))).Item1;
        var second = session.run(((Fetches)gradients.Select(g => (Tensor)g!).ToArray(), All(rnn.Update)), (x, Columns(input, 2, 2))).Item1;
        for (var i = 0; i < weights.Count; i++)
            foreach (var (e, (a, b)) in expected[i].Value.ToArray<float>().Zip(first[i].Value.ToArray<float>().Zip(second[i].Value.ToArray<float>())))
                Assert.AreEqual(e, a + b, 1e-5f);
    });

    [TestMethod]
    public void A_learned_state_is_what_rows_begin_with() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (Batch, Steps, Depth));
        var rnn = new StatefulRnn(Lstm(), x, learned: true);
        var learned = tf.trainable_variables().Where(v => v.Op.Name.StartsWith("initial_state", StringComparison.Ordinal)).ToArray();
        CollectionAssert.AreEqual(new[] { "initial_state/c", "initial_state/h" }, learned.Select(v => v.Op.Name).ToArray());
        var gradient = (Tensor)tf.gradients(tf.reduce_sum(rnn.Peek), learned)[0]!;
        using var session = Started();
        var input = Input(Batch, Steps, Depth);
        session.run(rnn.Advance, (x, input));
        var before = session.HashState(rnn.States);

        // No row begins: the learned state has no part in it.
        var going = session.run(rnn.Peek, (x, input));
        Assert.IsTrue(session.run(gradient, (x, input)).ToArray<float>().All(g => g == 0));
        session.WriteState(Nested.Tuple((TensorConvertible)learned[0], (TensorConvertible)learned[1]),
            Nest<NDArray>.Tuple(NDArray.From(Enumerable.Repeat(0.5f, Units).ToArray(), 1, Units), NDArray.From(Enumerable.Repeat(-0.25f, Units).ToArray(), 1, Units)));
        CollectionAssert.AreEqual(Bits(going), Bits(session.run(rnn.Peek, (x, input))));

        // One begins: its outputs are those of the fresh run, and its gradient reaches the learned state.
        bool[] starts = [false, true, false];
        var (mixed, fresh) = (session.run(rnn.Peek, (x, input), (rnn.Starts!, starts)), session.run(rnn.Fresh, (x, input)));
        CollectionAssert.AreEqual(Bits(Rows(going, 0, 2)), Bits(Rows(mixed, 0, 2)));
        CollectionAssert.AreEqual(Bits(Rows(fresh, 1)), Bits(Rows(mixed, 1)));
        CollectionAssert.AreNotEqual(Bits(Rows(going, 1)), Bits(Rows(mixed, 1)));
        Assert.IsTrue(session.run(gradient, (x, input), (rnn.Starts!, starts)).ToArray<float>().Any(g => g != 0));
        Assert.AreEqual(before, session.HashState(rnn.States));

        // The resets set rows to it.
        session.run(All(rnn.ResetRows), (rnn.ResetMask, starts));
        CollectionAssert.AreEqual(Bits(mixed), Bits(session.run(rnn.Peek, (x, input))));
        session.run(All(rnn.Reset));
        CollectionAssert.AreEqual(Bits(fresh), Bits(session.run(rnn.Peek, (x, input))));
    });

    [TestMethod]
    public void A_state_grows_and_shrinks() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (-1, Steps, Depth));
        var rnn = new StatefulRnn(tf.nn.rnn_cell.MultiRNNCell([Lstm(), tf.nn.rnn_cell.GRUCell(Units)]), x, maxBatch: 2, resizable: true);
        using var session = Started();
        var input = Input(4, Steps, Depth);
        session.run(rnn.Advance, (x, Rows(input, 0, 1)));
        var two = session.ReadState(rnn.States);
        Assert.ThrowsExactly<InvalidArgumentError>(() => session.run(rnn.Advance, (x, input)));
        session.run(All(rnn.Resize!), (rnn.ResizeTo!, 4));
        var four = session.ReadState(rnn.States);
        foreach (var (old, now) in two.Flatten().Zip(four.Flatten()))
        {
            Assert.AreEqual(4, now.Dims[0]);
            CollectionAssert.AreEqual(Bits(old), Bits(Rows(now, 0, 1)));
            Assert.IsTrue(Rows(now, 2, 3).ToArray<float>().All(v => v == 0));
        }
        var fresh = session.run(rnn.Fresh, (x, input));
        CollectionAssert.AreEqual(Bits(Rows(fresh, 3)), Bits(Rows(session.run(rnn.Advance, (x, input)), 3)));
        session.run(All(rnn.ResetRows), (rnn.ResetMask, new[] { false, false, true, true }));
        session.run(All(rnn.Resize!), (rnn.ResizeTo!, 1));
        Assert.IsTrue(session.ReadState(rnn.States).Flatten().All(s => s.Dims[0] == 1));
        session.run(rnn.Advance, (x, Rows(input, 2)));
        session.run(All(rnn.Reset));
        CollectionAssert.AreEqual(Bits(session.run(rnn.Fresh, (x, Rows(input, 0)))), Bits(session.run(rnn.Peek, (x, Rows(input, 0)))));
    });

    [TestMethod]
    public void A_batch_larger_than_the_state_is_told_both_sizes() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (-1, Steps, Depth));
        var rnn = new StatefulRnn(Lstm(), x, maxBatch: Batch);
        using var session = Started();
        session.run(rnn.Advance, (x, Input(2, Steps, Depth)));
        var before = session.HashState(rnn.States);
        var error = Assert.ThrowsExactly<InvalidArgumentError>(() => session.run(rnn.Advance, (x, Input(5, Steps, Depth))));
        Assert.Contains("[The rows of the inputs and of the state, which must have no fewer: ] [5] [3]", error.Message);
        Assert.AreEqual(before, session.HashState(rnn.States));
    });

    [TestMethod]
    public void A_run_that_fails_or_is_cancelled_leaves_the_state() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (Batch, Steps, Depth));
        var rnn = new StatefulRnn(Lstm(), x);
        var wrong = tf.gather(tf.zeros(2), tf.cast(tf.reduce_sum(rnn.Advance) * 0f, tf.int32) + 7); // after the update
        var endless = tf.while_loop(i => i >= 0, i => tf.mod(i + 1, 1000), tf.cast(tf.reduce_sum(rnn.Advance) * 0f, tf.int32));
        using var session = Started();
        var input = Input(Batch, Steps, Depth);
        session.run(rnn.Advance, (x, input));
        var before = session.HashState(rnn.States);
        Assert.ThrowsExactly<InvalidArgumentError>(() => session.run(wrong, (x, input)));
        Assert.AreEqual(before, session.HashState(rnn.States));
        using var cancel = new CancellationTokenSource(millisecondsDelay: 50);
        Assert.ThrowsExactly<CancelledError>(() => session.run(endless, [(x, input)], new TfStatefulLstm.Runtime.RunOptions(Cancellation: cancel.Token)));
        Assert.AreEqual(before, session.HashState(rnn.States));
        session.run(rnn.Advance, (x, input));
        Assert.AreNotEqual(before, session.HashState(rnn.States));
    });

    private static TfStatefulLstm.Rnn.LSTMCell Lstm() => tf.nn.rnn_cell.LSTMCell(Units);
}

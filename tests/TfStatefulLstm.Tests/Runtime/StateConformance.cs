using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn.State;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;

namespace TfStatefulLstm.Tests.Runtime;

/// <summary>What every engine owes to states: an answer is the same whatever a run writes beside it; a class for each engine runs it on its own.</summary>
public abstract class StateConformance
{
    private const int Rows = 4, Depth = 3, Units = 8;

    // On TensorFlow's runtime, unguarded, the hazards that there are show in the first run or in one of the next few.
    private const int Runs = 12;

    /// <summary>The session target of the engine.</summary>
    protected abstract string Target { get; }

    [TestMethod]
    public void A_loop_without_steps_hands_on_the_state_from_before_a_reset()
    {
        using var graph = new Graph().AsDefault();
        var x = tf.placeholder(tf.float32, (Rows, -1, Depth));
        var (states, _, last) = Build(x);
        var reset = tf.group(get_state_reset_op(states, Cell(), Rows).Select(r => (Dependency)r));
        using var session = Started();
        Holds(session, states, [.. last.Flatten().Select(t => (Fetch)(Tensor)t)], [reset], (x, new NDArray(DType.Float32, Rows, 0, Depth)));
    }

    [TestMethod]
    public void A_loop_without_steps_writes_back_what_was_there()
    {
        using var graph = new Graph().AsDefault();
        var x = tf.placeholder(tf.float32, (Rows, -1, Depth));
        var (states, _, last) = Build(x);
        var update = get_state_update_op(states, last);
        using var session = Started();
        Fill(session, states, 1);
        var before = Values(session, states);
        for (var i = 0; i < Runs; i++)
        {
            session.run(Fetches(update), (x, new NDArray(DType.Float32, Rows, 0, Depth)));
            Same(before, Values(session, states));
        }
    }

    [TestMethod]
    public void Gradients_and_outputs_stay_beside_a_group_of_updates_and_a_reset()
    {
        using var graph = new Graph().AsDefault();
        var x = tf.placeholder(tf.float32, (Rows, 3, Depth));
        var (states, outputs, last) = Build(x);
        var update = tf.group(get_state_update_op(states, last).Select(u => (Dependency)u));
        var reset = tf.group(get_state_reset_op(states, Cell(), Rows).Select(r => (Dependency)r));
        List<Fetch> asked = [.. tf.gradients(tf.reduce_sum(tf.square(outputs)), tf.trainable_variables()).Select(g => (Fetch)g!), outputs];
        using var session = Started();
        Holds(session, states, asked, [update], (x, Ramp(Rows, 3, Depth)));
        Holds(session, states, asked, [reset], (x, Ramp(Rows, 3, Depth)));
    }

    [TestMethod]
    public void A_slice_of_the_rows_is_updated_and_its_gradients_see_what_was_there()
    {
        using var graph = new Graph().AsDefault();
        var x = tf.placeholder(tf.float32, (-1, 3, Depth));
        var rnn = new StatefulRnn(Cell(), x, maxBatch: Rows);
        List<Fetch> asked = [.. tf.gradients(tf.reduce_sum(tf.square(rnn.Peek)), tf.trainable_variables()).Select(g => (Fetch)g!), rnn.Peek];
        using var session = Started();
        Holds(session, rnn.States, asked, Fetches(rnn.Update), (x, Ramp(2, 3, Depth)));
        Fill(session, rnn.States, 5);
        var before = Values(session, rnn.States);
        session.run(Fetches(rnn.Update), (x, Ramp(2, 3, Depth)));
        foreach (var (old, now) in before.Zip(Values(session, rnn.States)))
        {
            CollectionAssert.AreEqual(old.ToArray<float>()[(2 * Units)..], now.ToArray<float>()[(2 * Units)..]);
            CollectionAssert.AreNotEqual(old.ToArray<float>()[..(2 * Units)], now.ToArray<float>()[..(2 * Units)]);
        }
    }

    [TestMethod]
    public void Rows_that_are_reset_beside_the_outputs_were_there_for_them()
    {
        using var graph = new Graph().AsDefault();
        var x = tf.placeholder(tf.float32, (Rows, 2, Depth));
        var rnn = new StatefulRnn(Cell(), x);
        using var session = Started();
        Holds(session, rnn.States, [rnn.Peek, .. rnn.NewStates.Flatten().Select(t => (Fetch)(Tensor)t)], Fetches(rnn.ResetRows), (x, Ramp(Rows, 2, Depth)), (rnn.ResetMask, new[] { true, false, true, false }));
    }

    [TestMethod]
    public void A_loop_and_a_branch_that_use_a_state_inside_see_it_as_it_was()
    {
        using var graph = new Graph().AsDefault();
        var state = tf.Variable(tf.zeros(6), trainable: false);
        var states = (Nest<TensorConvertible>)(TensorConvertible)state;
        var choose = tf.placeholder(tf.@bool, Shape.Scalar);
        var (_, sum) = tf.while_loop((i, s) => tf.less(i, 5), (i, s) => (i + 1, s + state * tf.cast(i, tf.float32)), (tf.constant(0), tf.zeros(6)));
        var branch = (Tensor)tf.cond(choose, () => state * 2f, () => state - 1f);
        var write = tf.assign(state, tf.constant(new[] { 9f, 8f, 7f, 6f, 5f, 4f }));
        using var session = Started();
        foreach (var taken in (bool[])[true, false]) Holds(session, states, [sum, branch], [write], (choose, taken));
    }

    [TestMethod]
    public void A_use_that_waits_for_the_write_sees_what_was_written()
    {
        using var graph = new Graph().AsDefault();
        var state = tf.Variable(tf.zeros(6), trainable: false);
        var write = tf.assign_add(state, tf.ones(6));
        Tensor after;
        using (tf.control_dependencies([write])) after = state * 10f;
        var before = state + 0f;
        using var session = Started();
        for (var i = 0; i < Runs; i++)
        {
            var values = session.run((IReadOnlyList<Fetch>)[before, after]);
            Assert.AreEqual(i, values[0].ToArray<float>()[3]);
            Assert.AreEqual((i + 1) * 10f, values[1].ToArray<float>()[3]);
        }
    }

    /// <summary>Runs what is asked for alone and with writes beside it, from the same state each time.</summary>
    private static void Holds(Session session, Nest<TensorConvertible> states, List<Fetch> asked, List<Fetch> beside, params FeedItem[] feeds)
    {
        for (var i = 0; i < Runs; i++)
        {
            Fill(session, states, i);
            var alone = session.run((IReadOnlyList<Fetch>)asked, feeds);
            var together = session.run((IReadOnlyList<Fetch>)[.. asked, .. beside], feeds);
            Same(alone, together[..alone.Length]);
            var written = Values(session, states);
            Assert.IsFalse(written[0].Bytes.SequenceEqual(Ramp(i, written[0].Shape).Bytes), "the run has written nothing");
        }
    }

    private static TfStatefulLstm.Rnn.RNNCell Cell() => tf.nn.rnn_cell.LSTMCell(Units);

    private static (Nest<TensorConvertible> States, Tensor Outputs, Nest<TensorConvertible> Last) Build(Tensor x)
    {
        var cell = Cell();
        var states = get_state_variables(Rows, cell);
        var (outputs, last) = tf.nn.dynamic_rnn(cell, x, initial_state: states);
        return (states, outputs, last);
    }

    private Session Started()
    {
        var session = tf.Session(target: Target);
        session.run(tf.global_variables_initializer());
        return session;
    }

    private static void Fill(Session session, Nest<TensorConvertible> states, int seed) =>
        session.WriteState(states, session.ReadState(states).Map(v => Ramp(seed, v.Shape)));

    private static NDArray[] Values(Session session, Nest<TensorConvertible> states) => [.. session.ReadState(states).Flatten()];

    private static List<Fetch> Fetches(IReadOnlyList<Tensor> tensors) => [.. tensors.Select(t => (Fetch)t)];

    private static NDArray Ramp(int a, int b, int c) => Ramp(0, new Shape(a, b, c));

    private static NDArray Ramp(int seed, Shape shape)
    {
        var array = new NDArray(DType.Float32, shape.Dims.ToArray());
        var values = array.Data<float>();
        for (var i = 0; i < values.Length; i++) values[i] = MathF.Sin(1 + seed + i);
        return array;
    }

    private static void Same(NDArray[] expected, NDArray[] actual)
    {
        for (var k = 0; k < expected.Length; k++)
        {
            var (e, a) = (expected[k].ToArray<float>(), actual[k].ToArray<float>());
            Assert.HasCount(e.Length, a);
            for (var i = 0; i < e.Length; i++) Assert.AreEqual(e[i], a[i], 1e-5f * Math.Max(1, Math.Abs(e[i])), $"fetch {k}, element {i}");
        }
    }
}

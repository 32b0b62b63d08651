using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Checkpoints.Formats;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn.State;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.Rnn.State;

/// <summary>The state's values, by themselves and in files.</summary>
[TestClass]
public sealed class StateValuesTests
{
    [TestMethod]
    public void What_is_written_is_read_and_no_node_is_added() => InGraph.Run(() =>
    {
        var (states, session) = Started();
        var nodes = Graph.Default.Operations.Count;
        var values = Values(states);
        session.WriteState(states, values);
        AreSame(values, session.ReadState(states));
        Assert.AreEqual("LSTMStateTuple", session.ReadState(states)[0].TypeName);
        Assert.AreEqual(nodes, Graph.Default.Operations.Count);
        session.Dispose();
    });

    [TestMethod]
    [DataRow("state.npz")]
    [DataRow("state")]
    public void A_saved_state_comes_back_bit_for_bit(string name) => InGraph.Run(() =>
    {
        using var folder = new TempFolder();
        var (states, session) = Started();
        var values = Values(states);
        session.WriteState(states, values);
        var hash = session.HashState(states);
        session.SaveState(states, folder[name]);
        session.run((Fetches)get_state_update_op(states, states.Map(s => (TensorConvertible)tf.zeros_like(s))));
        Assert.AreNotEqual(hash, session.HashState(states));
        using var other = tf.Session(); // nothing is initialized in it
        other.LoadState(states, folder[name]);
        AreSame(values, other.ReadState(states));
        Assert.AreEqual(hash, other.HashState(states));
        Assert.IsFalse(File.Exists(folder["checkpoint"]));
        session.Dispose();
    });

    [TestMethod]
    public void A_saver_restores_the_checkpoint_and_the_names_are_those_of_the_variables() => InGraph.Run(() =>
    {
        using var folder = new TempFolder();
        var (states, session) = Started();
        session.WriteState(states, Values(states));
        session.SaveState(states, folder["state"]);
        session.SaveState(states, folder["state.npz"]);
        using var reader = new CheckpointReader(folder["state"]);
        CollectionAssert.AreEqual(reader.Names.ToArray(), NpzFile.Read(folder["state.npz"]).Keys.Order(StringComparer.Ordinal).ToArray());
        using var other = tf.Session();
        tf.train.Saver(states.Flatten().Cast<TfStatefulLstm.Framework.Variables.VariableBase>()).restore(other, folder["state"]);
        Assert.AreEqual(session.HashState(states), other.HashState(states));
        session.Dispose();
    });

    [TestMethod]
    public void A_state_of_another_batch_sets_nothing() => InGraph.Run(() =>
    {
        using var folder = new TempFolder();
        var (states, session) = Started();
        var hash = session.HashState(states);
        session.SaveState(states, folder["s.npz"]);
        var arrays = NpzFile.Read(folder["s.npz"]);
        NpzFile.Write(folder["s.npz"], arrays.Select(a => KeyValuePair.Create(a.Key, a.Key == arrays.Keys.Last() ? new NDArray(DType.Float32, 2, 4) : a.Value)));
        Assert.AreEqual("The state Variable_2 has the shape (3, 5), but the value that it is to have (2, 4).",
            Assert.ThrowsExactly<ValueError>(() => session.LoadState(states, folder["s.npz"])).Message);
        Assert.AreEqual(hash, session.HashState(states));
        session.Dispose();
    });

    [TestMethod]
    public void A_file_that_lacks_a_state() => InGraph.Run(() =>
    {
        using var folder = new TempFolder();
        var (states, session) = Started();
        NpzFile.Write(folder["s.npz"], [KeyValuePair.Create("Variable", (NDArray)1f)]);
        Assert.EndsWith("has no state Variable_1; it has Variable.", Assert.ThrowsExactly<NotFoundError>(() => session.LoadState(states, folder["s.npz"])).Message);
        Assert.ThrowsExactly<NotFoundError>(() => session.LoadState(states, folder["none.npz"]));
        Assert.ThrowsExactly<NotFoundError>(() => session.LoadState(states, folder["none"]));
        session.Dispose();
    });

    [TestMethod]
    public void Variables_that_share_their_initial_value_are_set_apart() => InGraph.Run(() =>
    {
        var zeros = tf.zeros((2, 3));
        Nested states = new TensorConvertible[] { tf.Variable(zeros), tf.Variable(zeros) };
        using var session = tf.Session();
        session.WriteState(states, new NDArray[] { new float[,] { { 1, 1, 1 }, { 2, 2, 2 } }, new float[,] { { 3, 3, 3 }, { 4, 4, 4 } } });
        Assert.AreEqual(2f, session.ReadState(states)[0].Value.At<float>(1, 0));
        Assert.AreEqual(4f, session.ReadState(states)[1].Value.At<float>(1, 2));
    });

    private static (Nested, Session) Started()
    {
        var states = get_state_variables(3, tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.LSTMCell(4), tf.nn.rnn_cell.GRUCell(5)]));
        var session = tf.Session();
        session.run(tf.global_variables_initializer());
        return (states, session);
    }

    // Numbers with bits that a text or a rounding would lose.
    private static Nest<NDArray> Values(Nested states)
    {
        var random = new Random(4);
        return states.Map(s =>
        {
            var value = new NDArray(DType.Float32, ((TfStatefulLstm.Framework.Variables.VariableBase)s).Shape.ToArray());
            foreach (ref var v in value.Data<float>()) v = random.Next(5) switch { 0 => -0f, 1 => float.NaN, 2 => float.Epsilon, _ => random.NextSingle() };
            return value;
        });
    }

    private static void AreSame(Nest<NDArray> expected, Nest<NDArray> actual)
    {
        foreach (var (e, a) in expected.Flatten().Zip(actual.Flatten())) CollectionAssert.AreEqual(e.Bytes.ToArray(), a.Bytes.ToArray());
    }
}

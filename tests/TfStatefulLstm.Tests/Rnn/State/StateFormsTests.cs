using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Rnn;
using TfStatefulLstm.Rnn.State;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StateForms;
using static TfStatefulLstm.Rnn.State.StatePattern;

namespace TfStatefulLstm.Tests.Rnn.State;

/// <summary>States in placeholders and under names that stay.</summary>
[TestClass]
public sealed class StateFormsTests
{
    [TestMethod]
    public void Names_say_where_a_part_stands() => InGraph.Run(() =>
    {
        CollectionAssert.AreEqual(new[] { "state/0/c", "state/0/h", "state/1" }, state_names(Cell().StateSize).Flatten());
        CollectionAssert.AreEqual(new[] { "s" }, state_names(tf.nn.rnn_cell.GRUCell(2).StateSize, "s").Flatten());
        tf.Variable(1f); // would move the numbers of unnamed variables on
        var states = get_state_variables(3, Cell(), name: "state");
        CollectionAssert.AreEqual(new[] { "state/0/c", "state/0/h", "state/1" }, states.Flatten().Select(s => ((VariableBase)s).Op.Name).ToArray());
    });

    [TestMethod]
    public void Placeholders_with_zeros_serve_any_batch_and_whatever_is_fed() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (-1, -1, 2));
        var cell = Cell();
        var state = get_state_placeholders_with_default(tf.shape(x)[0], cell);
        var (outputs, last) = tf.nn.dynamic_rnn(cell, x, initial_state: state);
        var fed = get_state_placeholders(-1, cell, name: "fed");
        state.AssertSameStructure(fed);
        CollectionAssert.AreEqual(new[] { "fed/0/c:0", "fed/0/h:0", "fed/1:0" }, fed.Flatten().Select(s => ((Tensor)s).Name).ToArray());
        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        foreach (var rows in new[] { 2, 5 })
        {
            var input = NDArray.Of(Enumerable.Range(0, rows * 6 * 2).Select(i => i % 7 * 0.1f).ToArray()).Reshape(rows, 6, 2);
            var whole = session.run(outputs, (x, input));
            var tensors = state.Map(s => (Tensor)s);
            var (_, middle) = session.run((outputs[0], (Fetches)last.Map(s => (Tensor)s)), (x, Columns(input, 0, 2)));
            var rest = session.run(outputs, (x, Columns(input, 2, 4)), (tensors, middle));
            var expected = Columns(whole, 2, 4).ToArray<float>();
            foreach (var (e, a) in expected.Zip(rest.ToArray<float>())) Assert.AreEqual(e, a, 1e-6f);
        }
    });

    [TestMethod]
    public void The_states_of_all_steps() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (3, 4, 2));
        var lstm = tf.nn.rnn_cell.LSTMCell(5);
        var (all, last) = tf.nn.dynamic_rnn(new StatesWrapper(lstm), (TensorConvertible)x, dtype: tf.float32);
        var (outputs, states) = all;
        Assert.AreEqual("LSTMStateTuple", states.TypeName);
        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        var input = NDArray.Of(Enumerable.Range(0, 24).Select(i => i % 5 * 0.2f).ToArray()).Reshape(3, 4, 2);
        var values = session.run((Fetches)new[] { (Tensor)outputs.Value, (Tensor)states["c"].Value, (Tensor)states["h"].Value, (Tensor)last["c"].Value }, (x, input));
        CollectionAssert.AreEqual(values[0].Value.ToArray<float>(), values[2].Value.ToArray<float>()); // an LSTM's output is its h
        CollectionAssert.AreEqual(Columns(values[1].Value, 3, 1).ToArray<float>(), values[3].Value.ToArray<float>());
        CollectionAssert.AreNotEqual(Columns(values[1].Value, 0, 1).ToArray<float>(), values[3].Value.ToArray<float>());
    });

    private static MultiRNNCell Cell() => tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.LSTMCell(4), tf.nn.rnn_cell.GRUCell(3)]);

    private static NDArray Columns(NDArray sequence, int from, int count) => StateRuns.Columns(sequence, from, count);
}

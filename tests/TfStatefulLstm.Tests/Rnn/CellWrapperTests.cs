using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn;
using static TfStatefulLstm.Binding;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.Rnn;

[TestClass]
public sealed class CellWrapperTests
{
    private static readonly TfStatefulLstm.Facade.tensorflow_rnn_cell rnn = tf.nn.rnn_cell;

    private IDisposable _default = null!;

    [TestInitialize]
    public void Open() => _default = new Graph().AsDefault();

    [TestCleanup]
    public void Close() => _default.Dispose();

    [TestMethod]
    public void A_wrapper_has_the_sizes_and_weights_of_its_cell()
    {
        var inner = rnn.LSTMCell(4);
        var cell = rnn.ResidualWrapper(rnn.DropoutWrapper(inner, 0.5));
        var x = tf.placeholder(tf.float32, (2, 4));
        cell.__call__(x, cell.ZeroState(2, tf.float32));
        Assert.AreEqual(inner.StateSize.ToString(), cell.StateSize.ToString());
        Assert.AreEqual(inner.OutputSize.ToString(), cell.OutputSize.ToString());
        Assert.HasCount(2, inner.Weights);
        CollectionAssert.AreEqual(inner.Weights.ToArray(), cell.Weights.ToArray());
    }

    [TestMethod]
    public void Probabilities_lie_between_0_and_1()
    {
        var e = Assert.ThrowsExactly<ValueError>(() => rnn.DropoutWrapper(rnn.GRUCell(4), state_keep_prob: 2.0));
        Assert.AreEqual("Parameter state_keep_prob must be between 0 and 1: 2", e.Message);
    }

    [TestMethod]
    public void Variational_dropout_needs_type_and_input_size()
    {
        var type = Assert.ThrowsExactly<ValueError>(() => rnn.DropoutWrapper(rnn.GRUCell(4), 0.5, variational_recurrent: true));
        Assert.AreEqual("When variational_recurrent=True, dtype must be provided", type.Message);
        var size = Assert.ThrowsExactly<ValueError>(() => rnn.DropoutWrapper(rnn.GRUCell(4), 0.5, variational_recurrent: true, dtype: tf.float32));
        Assert.AreEqual("When variational_recurrent=True and input_keep_prob < 1.0 or is unknown, input_size must be provided", size.Message);
    }

    [TestMethod]
    public void A_probability_of_1_leaves_all_as_it_is()
    {
        var cell = rnn.DropoutWrapper(rnn.GRUCell(4));
        Step(cell, 4);
        Assert.IsFalse(Graph.Default.Operations.Any(o => o.Name.Contains("dropout", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void The_filter_says_which_parts_of_the_state_are_dropped()
    {
        Nested? seen = null;
        var cell = rnn.DropoutWrapper(rnn.LSTMCell(4), state_keep_prob: 0.5, dropout_state_filter_visitor: s =>
        {
            seen ??= s;
            return s.IsLeaf ? true : (true, false);
        });
        var (_, state) = Step(cell, 4);
        Assert.IsNotNull(seen);
        Assert.AreNotSame(seen[0].Value, state[0].Value);
        Assert.AreSame(seen[1].Value, state[1].Value);
        Assert.AreEqual(seen.TypeName, state.TypeName);
    }

    [TestMethod]
    public void What_is_added_must_have_one_shape()
    {
        var e = Assert.ThrowsExactly<ValueError>(() => Step(rnn.ResidualWrapper(rnn.GRUCell(4)), 3));
        Assert.AreEqual("Shapes (2, 3) and (2, 4) are incompatible", e.Message);
    }

    [TestMethod]
    public void The_residual_is_what_the_function_makes_of_it()
    {
        var (output, _) = Step(rnn.ResidualWrapper(rnn.GRUCell(4), (inputs, outputs) => Nested.Tuple(inputs, outputs)), 3);
        Assert.AreEqual(2, output.Count);
    }

    private static (Nested Output, Nested State) Step(RNNCell cell, int depth) =>
        cell.Apply(tf.placeholder(tf.float32, (2, depth)), cell.ZeroState(2, tf.float32));
}

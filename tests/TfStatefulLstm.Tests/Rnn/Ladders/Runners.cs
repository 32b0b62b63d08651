using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn;
using static TfStatefulLstm.Binding;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.Rnn.Ladders;

/// <summary>Runs a cell over inputs [batch, time, depth]: outputs [batch, time, units], and the state after each row's last step.</summary>
internal delegate (Tensor Outputs, Nested State) Runner(RNNCell cell, Tensor x, TensorLike? lengths, Nested state);

/// <summary>All ways to run a cell.</summary>
internal static class Runners
{
    public static readonly Runner Dynamic = (cell, x, lengths, state) => tf.nn.dynamic_rnn(cell, x, sequence_length: lengths, initial_state: state);

    public static readonly Runner TimeMajor = (cell, x, lengths, state) =>
    {
        var (outputs, last) = tf.nn.dynamic_rnn(cell, Turned(x), sequence_length: lengths, initial_state: state, time_major: true);
        return (Turned(outputs), last);
    };

    public static readonly Runner Static = (cell, x, lengths, state) =>
    {
        var (outputs, last) = tf.nn.static_rnn(cell, tf.unstack(x, axis: 1), initial_state: state, sequence_length: lengths);
        return (tf.stack(outputs.ToArray(), axis: 1), last);
    };

    public static readonly Runner Raw = (cell, x, lengths, state) =>
    {
        var (rows, steps) = (tf.shape(x)[0], tf.shape(x)[1]);
        var inputs = tf.TensorArray(tf.float32, steps, clear_after_read: false).unstack(Turned(x));
        var (emitted, last, _) = tf.nn.raw_rnn(cell, (time, output, after, _) =>
        {
            var over = time >= (lengths ?? (TensorLike)tf.fill(new TensorLike[] { rows }, steps));
            var next = tf.cond(tf.reduce_all(over), () => tf.zeros_like(x[Slice.All, 0]), () => inputs.read(time));
            next.set_shape(new Shape(x.Shape[0], x.Shape[2]));
            return (over, next, after ?? state, output, null);
        });
        return (Turned(emitted.Value.stack()), last);
    };

    public static readonly Runner ByHand = (cell, x, lengths, state) =>
    {
        var outputs = new List<Tensor>();
        foreach (var (step, input) in tf.unstack(x, axis: 1).Index())
        {
            var (output, after) = cell.__call__(input, state);
            if (lengths is null) state = after;
            else
            {
                var over = tf.less_equal(lengths, step);
                output = tf.where(over, tf.zeros_like(output), output);
                state = state.Map(after, (before, then) => (TensorConvertible)tf.where(over, before, then));
            }
            outputs.Add(output);
        }
        return (tf.stack(outputs.ToArray(), axis: 1), state);
    };

    /// <summary>All steps in one op, with the weights of the cell that ran in the scope <c>rnn</c>.</summary>
    public static Runner Fused(string name) => (_, x, lengths, state) =>
    {
        var cell = CellTable.MakeFused(name);
        using var scope = tf.variable_scope("rnn", reuse: tf.AUTO_REUSE);
        var (outputs, last) = cell.__call__(Turned(x), initial_state: state, sequence_length: lengths);
        return (Turned(outputs), last);
    };

    private static Tensor Turned(Tensor x) => tf.transpose(x, new[] { 1, 0, 2 });
}

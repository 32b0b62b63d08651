using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;
using State = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>All layers' state in one placeholder [num_layers, 2, batch, units], unstacked into state tuples and fed back.</summary>
internal static class SeedStatePlaceholder
{
    public static void Build()
    {
        tf.set_random_seed(9);
        const int num_layers = 3, batch_size = 2, state_size = 4, frame_size = 3;

        var x_input_batch = tf.placeholder(tf.float32, (batch_size, -1, frame_size), name: "x_input_batch");
        var state_placeholder = tf.placeholder(tf.float32, (num_layers, 2, batch_size, state_size));
        var l = tf.unstack(state_placeholder, axis: 0);
        var rnn_tuple_state = State.Tuple(Enumerable.Range(0, num_layers).Select(idx => tf.nn.rnn_cell.LSTMStateTuple(l[idx][0], l[idx][1])));
        var cell = tf.nn.rnn_cell.MultiRNNCell(
            Enumerable.Range(0, num_layers).Select(_ => tf.nn.rnn_cell.LSTMCell(state_size, state_is_tuple: true)), state_is_tuple: true);
        var (outputs, state) = tf.nn.dynamic_rnn(cell, x_input_batch, initial_state: rnn_tuple_state);
        tf.global_variables_initializer();
    }
}

using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>State of a two-layer LSTM kept in non-trainable variables, updated and reset by explicit ops (the pattern itself).</summary>
internal static class SeedStateVariablesLstm
{
    public static void Build()
    {
        tf.set_random_seed(7);
        const int batch_size = 3, max_length = 5, frame_size = 4, num_units = 6, num_layers = 2;

        var data = tf.placeholder(tf.float32, (batch_size, max_length, frame_size));
        var cell = tf.nn.rnn_cell.MultiRNNCell(Enumerable.Range(0, num_layers).Select(_ => tf.nn.rnn_cell.LSTMCell(num_units)));
        var states = get_state_variables(batch_size, cell);
        var (outputs, new_states) = tf.nn.dynamic_rnn(cell, data, initial_state: states);
        var update_op = get_state_update_op(states, new_states);
        var reset_op = get_state_reset_op(states, cell, batch_size);
        tf.global_variables_initializer();
    }
}

using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>The same pattern over a two-layer GRU, whose state is one tensor a layer: the helpers take any nested state.</summary>
internal static class SeedStateVariablesGru
{
    public static void Build()
    {
        tf.set_random_seed(8);
        const int batch_size = 2, max_length = 4, frame_size = 3, num_units = 5, num_layers = 2;

        var data = tf.placeholder(tf.float32, (batch_size, max_length, frame_size));
        var cell = tf.contrib.rnn.MultiRNNCell(Enumerable.Range(0, num_layers).Select(_ => tf.contrib.rnn.GRUCell(num_units)));
        var states = get_state_variables(batch_size, cell);
        var (outputs, new_states) = tf.nn.dynamic_rnn(cell, data, initial_state: states);
        var update_op = get_state_update_op(states, new_states);
        var reset_op = get_state_reset_op(states, cell, batch_size);
        tf.global_variables_initializer();
    }
}

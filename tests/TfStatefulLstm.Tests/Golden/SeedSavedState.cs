using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;
using State = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>Stacked recurrences, each with a get_variable('saved_state') and the concatenated (not tuple) state assigned back.</summary>
internal static class SeedSavedState
{
    public static void Build()
    {
        tf.set_random_seed(11);
        const int RNNS = 2, BATCH_SIZE = 2, TIME_STEPS = 3, FRAME = 4, RNN_SIZE = 5;

        var inputs = tf.placeholder(tf.float32, (BATCH_SIZE, TIME_STEPS, FRAME), name: "inputs");
        var rnn_outputs = new Tensor[RNNS];
        var saves = new List<TensorConvertible>();
        var last = inputs;
        for (var r = 0; r < RNNS; r++)
        {
            using var scope = tf.variable_scope($"recurent_{r}");
            var rnn_func = tf.nn.rnn_cell.BasicLSTMCell(RNN_SIZE, state_is_tuple: false);
            var saved_state = tf.get_variable("saved_state", (BATCH_SIZE, rnn_func.state_size.Value[0]),
                initializer: tf.zeros_initializer(), trainable: false);
            State state = saved_state;
            var time_outputs = new Tensor[TIME_STEPS];
            for (var t = 0; t < TIME_STEPS; t++)
            {
                var rnn_input = tf.squeeze(tf.slice(last, new[] { 0, t, 0 }, new[] { -1, 1, -1 }), new[] { 1 });
                (time_outputs[t], state) = rnn_func.__call__(rnn_input, state);
                time_outputs[t] = tf.reshape(time_outputs[t], (-1, 1, RNN_SIZE));
                scope.reuse_variables();
            }
            rnn_outputs[r] = tf.concat(time_outputs, 1);
            saves.Add(tf.assign(saved_state, state.Value));
            last = rnn_outputs[r];
        }
        tf.global_variables_initializer();
    }
}

using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;
using State = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>A decoder unrolled by hand: projected LSTMs, state as a list of lists of zeros, the last output fed in, variables reused.</summary>
internal static class SeedDecoderListState
{
    public static void Build(bool TRAINING)
    {
        const int BATCH_SIZE = 2, TIME_STEPS = 4, WORD_VEC_SIZE = 3, CONTEXT = 2;
        tf.set_random_seed(10);
        var context = tf.placeholder(tf.float32, (TIME_STEPS, BATCH_SIZE, CONTEXT));
        var y_ = tf.placeholder(tf.float32, (TIME_STEPS, BATCH_SIZE, WORD_VEC_SIZE));
        var y = tf.unstack(context);
        using (var scope = tf.variable_scope("decoder"))
        {
            var rnn_cell = tf.nn.rnn_cell.MultiRNNCell([
                tf.nn.rnn_cell.LSTMCell(8, num_proj: 4, state_is_tuple: true),
                tf.nn.rnn_cell.LSTMCell(8, num_proj: WORD_VEC_SIZE, state_is_tuple: true)], state_is_tuple: true);
            var state = State.List(rnn_cell.state_size.Select(sz_outer => State.List(sz_outer.Select(sz => (State)tf.zeros((BATCH_SIZE, sz.Value[0]))))));
            for (var t = 0; t < TIME_STEPS; t++)
            {
                Tensor last;
                if (t > 0)
                    last = TRAINING ? y_[t - 1] : y[t - 1];
                else
                    last = tf.zeros((BATCH_SIZE, WORD_VEC_SIZE));
                y[t] = tf.concat((y[t], last), 1);
                (y[t], state) = rnn_cell.__call__(y[t], state);
                scope.reuse_variables();
            }
        }
        tf.reduce_mean(tf.square(tf.stack(y) - y_));
        tf.global_variables_initializer();
    }
}

using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>The character language model of the reference checkpoint: the graph that trains it, the one that samples, sharing weights, and the saver.</summary>
internal static class CharLm
{
    private const int B = 50, T = 50, H = 128, L = 2, V = 65;

    public static void Build()
    {
        tf.set_random_seed(1);
        using (tf.name_scope("train"))
        {
            var (x, logits, states, @new, reset) = model(B, T, false);
            var y = tf.placeholder(tf.int32, (B, T), name: "y");
            var loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels: tf.reshape(y, new[] { -1 }), logits: logits), name: "loss");
            var step = tf.train.get_or_create_global_step();
            var variables = tf.trainable_variables();
            var (gradients, _) = tf.clip_by_global_norm(tf.gradients(loss, variables), 5.0);
            using (tf.control_dependencies([.. gradients.Select(g => (Dependency)g!)])) get_state_update_op(states, @new);
            var rate = tf.train.exponential_decay(0.002, step, 400, 0.9, staircase: true);
            tf.train.AdamOptimizer(rate).apply_gradients(gradients.Zip(variables), global_step: step);
        }
        using (tf.name_scope("sample"))
        {
            var (x1, logits1, states1, new1, reset1) = model(1, 1, true);
            get_state_update_op(states1, new1);
            tf.nn.softmax(logits1, name: "probabilities");
        }
        tf.train.Saver(max_to_keep: 1);
        tf.global_variables_initializer();
    }

    private static (Tensor X, Tensor Logits, Nested States, Nested New, Tensor[] Reset) model(int batch, int time, bool reuse)
    {
        using var scope = tf.variable_scope("char_lm", reuse: reuse);
        var x = tf.placeholder(tf.int32, (batch, time), name: "x");
        var cell = tf.nn.rnn_cell.MultiRNNCell(Enumerable.Range(0, L).Select(_ => tf.nn.rnn_cell.LSTMCell(H)));
        var states = get_state_variables(batch, cell);
        var embedding = tf.get_variable("embedding", (V, H));
        var (outputs, @new) = tf.nn.dynamic_rnn(cell, tf.nn.embedding_lookup(embedding, x), initial_state: states);
        var w = tf.get_variable("softmax_w", (H, V));
        var b = tf.get_variable("softmax_b", new[] { V }, initializer: tf.zeros_initializer());
        var logits = tf.nn.xw_plus_b(tf.reshape(outputs, (-1, H)), w, b, name: "logits");
        return (x, logits, states, @new, get_state_update_op(states, cell.zero_state(batch, tf.float32)));
    }
}

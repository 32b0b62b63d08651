using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Rnn;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>Truncated backpropagation through time: train_tbptt_sgd.py and train_tbptt_adam_gru.py, line by line.</summary>
internal static class TrainTbptt
{
    public static void Sgd()
    {
        tf.set_random_seed(13);
        const int batch = 3, steps = 5, vocab = 11, units = 8, layers = 2;

        var x = tf.placeholder(tf.int32, (batch, steps), name: "x");
        var y = tf.placeholder(tf.int32, (batch, steps), name: "y");
        Nest<TensorConvertible> states, last;
        Tensor cost;
        using (tf.variable_scope("model", initializer: tf.random_uniform_initializer(-0.1, 0.1)))
        {
            var embedding = tf.get_variable("embedding", (vocab, units));
            var inputs = tf.nn.dropout(tf.nn.embedding_lookup(embedding, x), keep_prob: 0.8, seed: 3);
            var cell = tf.nn.rnn_cell.MultiRNNCell(Enumerable.Range(0, layers).Select(i =>
                (RNNCell)tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.BasicLSTMCell(units, forget_bias: 0.0f), output_keep_prob: 0.9, seed: 5 + i)));
            states = cell.zero_state(batch, tf.float32).Map(z => (TensorConvertible)tf.Variable(z, trainable: false));
            (var outputs, last) = tf.nn.dynamic_rnn(cell, inputs, initial_state: states, parallel_iterations: 1);
            var flat = tf.reshape(outputs, (-1, units));
            var softmax_w = tf.get_variable("softmax_w", (units, vocab));
            var softmax_b = tf.get_variable("softmax_b", new[] { vocab });
            var logits = tf.nn.xw_plus_b(flat, softmax_w, softmax_b);
            var loss = tf.contrib.seq2seq.sequence_loss(tf.reshape(logits, new[] { batch, steps, vocab }), y, tf.ones((batch, steps)),
                average_across_timesteps: false, average_across_batch: true);
            cost = tf.reduce_sum(loss);
        }
        var lr = tf.Variable(0.0, trainable: false, name: "lr");
        var new_lr = tf.placeholder(tf.float32, Shape.Scalar, name: "new_lr");
        tf.assign(lr, new_lr);
        var tvars = tf.trainable_variables();
        var (grads, _) = tf.clip_by_global_norm(tf.gradients(cost, tvars), 1.0);
        using (tf.control_dependencies(grads.Select(g => (Dependency)g!)))
            tf.tuple(states.Flatten().Zip(last.Flatten(), (v, n) => ((VariableBase)v).Assign(n)));
        tf.train.GradientDescentOptimizer(lr).apply_gradients(grads.Zip(tvars), global_step: tf.train.get_or_create_global_step());
        tf.global_variables_initializer();
    }

    public static void Adam_gru()
    {
        tf.set_random_seed(14);
        const int batch = 4, steps = 6, width = 3, units = 5;

        var x = tf.placeholder(tf.float32, new[] { batch, steps, width }, name: "x");
        var y = tf.placeholder(tf.float32, new[] { batch, steps, 1 }, name: "y");
        var length = tf.placeholder(tf.int32, new[] { batch }, name: "length");
        var cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(units), tf.nn.rnn_cell.GRUCell(units, activation: tf.nn.relu)]);
        var states = cell.zero_state(batch, tf.float32).Map(z => (TensorConvertible)tf.Variable(z, trainable: false, name: "state", use_resource: true));
        var (outputs, last) = tf.nn.dynamic_rnn(cell, x, sequence_length: length, initial_state: states.Map(v => (TensorConvertible)((VariableBase)v).read_value()));
        tf.group(states.Flatten().Zip(last.Flatten(), (v, n) => (Dependency)((VariableBase)v).Assign(n)));
        var prediction = tf.layers.dense(outputs, 1);
        var mask = tf.expand_dims(tf.sequence_mask(length, steps, dtype: tf.float32), -1);
        var loss = tf.reduce_sum(tf.square(prediction - y) * mask) / tf.reduce_sum(mask);
        var step = tf.train.get_or_create_global_step();
        var rate = tf.train.exponential_decay(0.01, step, 2, 0.7, staircase: true);
        tf.train.AdamOptimizer(rate).minimize(loss, global_step: step);
        tf.train.Saver(max_to_keep: 2);
        tf.global_variables_initializer();
    }
}

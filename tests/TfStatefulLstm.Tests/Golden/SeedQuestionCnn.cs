using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Layers;
using static TfStatefulLstm.Binding;
using State = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>The question's program: image frames, initial c and h computed from them, CNN features, two LSTM layers unrolled by hand; then the same weights in a
/// one-step graph whose state lives in variables, for inference frame by frame.</summary>
internal static class SeedQuestionCnn
{
    private const int seq_length = 3, units = 8, num_lstm_layers = 2, size = 20;

    public static void Build()
    {
        tf.set_random_seed(12);
        var initializer = tf.random_uniform_initializer(-0.1, 0.1);

        var inputs = tf.placeholder(tf.float32, shape: (-1, seq_length, size, size), name: "inputs");
        var targets = tf.placeholder(tf.float32, shape: (-1, seq_length), name: "targets");

        TfStatefulLstm.Rnn.MultiRNNCell lstm;
        Tensor predictions;
        using (var scope = tf.variable_scope("LSTM"))
        {
            var cells = Enumerable.Range(0, num_lstm_layers).Select(_ => tf.nn.rnn_cell.LSTMCell(units, initializer: initializer, state_is_tuple: true)).ToArray();
            lstm = tf.nn.rnn_cell.MultiRNNCell(cells, state_is_tuple: true);
            var first = features(inputs[.., 0]);
            var init_c = tf.layers.dense(first, units, name: "init_c");
            var init_h = tf.layers.dense(first, units, activation: tf.tanh, name: "init_h");
            var state = State.Tuple(Enumerable.Repeat(tf.nn.rnn_cell.LSTMStateTuple(init_c, init_h), num_lstm_layers));
            var outputs = new List<Tensor>();
            for (var step = 0; step < seq_length; step++)
            {
                if (step != 0)
                    scope.reuse_variables();
                (var output, state) = lstm.__call__(features(inputs[.., step]), state);
                outputs.Add(output);
            }
            predictions = tf.squeeze(tf.layers.dense(tf.stack(outputs, axis: 1), 1, name: "value", reuse: tf.AUTO_REUSE), -1);
        }
        tf.losses.mean_squared_error(targets, predictions);

        using (tf.variable_scope("LSTM", reuse: true))
        {
            var frame = tf.placeholder(tf.float32, (1, size, size), name: "frame");
            var kept = Enumerable.Range(0, num_lstm_layers).Select(_ => (
                c: tf.Variable(tf.zeros((1, units)), trainable: false), h: tf.Variable(tf.zeros((1, units)), trainable: false))).ToArray();
            var f = features(frame);
            (VariableBase, Activation?, string)[] Parts((VariableBase c, VariableBase h) s) => [(s.c, null, "init_c"), (s.h, tf.tanh, "init_h")];
            var begin = new List<Dependency>();
            foreach (var s in kept)
                foreach (var (v, act, n) in Parts(s))
                    begin.Add(v.assign(tf.layers.dense(f, units, activation: act, name: n, reuse: true)));
            tf.group([.. begin]);
            var (step_output, step_state) = lstm.__call__(f, State.Tuple(kept.Select(s => tf.nn.rnn_cell.LSTMStateTuple(s.c, s.h))));
            tf.tuple(kept.Zip(step_state).SelectMany(p => new[] { p.First.c.assign(p.Second["c"].Value), p.First.h.assign(p.Second["h"].Value) }));
            tf.layers.dense(step_output, 1, name: "value", reuse: true);
        }
        tf.global_variables_initializer();
    }

    private static Tensor features(Tensor frame)
    {
        using var scope = tf.variable_scope("cnn", reuse: tf.AUTO_REUSE);
        var net = tf.expand_dims(frame, -1);
        net = tf.layers.conv2d(net, 4, 5, strides: 2, activation: tf.nn.relu, name: "conv1");
        net = tf.layers.max_pooling2d(net, 2, 2);
        net = tf.layers.conv2d(net, 6, 3, padding: "same", activation: tf.nn.relu, name: "conv2");
        return tf.layers.dense(tf.layers.flatten(net), 10, activation: tf.tanh, name: "fc");
    }
}

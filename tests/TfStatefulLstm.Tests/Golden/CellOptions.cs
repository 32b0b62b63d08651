using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>Each cell option that changes the graph: peepholes, clipping, projection, shards, forget bias, activations, wrappers, block cells.</summary>
internal static class CellOptions
{
    private static readonly TfStatefulLstm.Facade.tensorflow_rnn_cell rnn = tf.nn.rnn_cell;

    private static readonly Dictionary<string, Func<RNNCell>> CASES = new()
    {
        ["basic_rnn"] = () => rnn.BasicRNNCell(4),
        ["basic_lstm_bias0"] = () => rnn.BasicLSTMCell(4, forget_bias: 0.0, activation: tf.nn.relu),
        ["lstm_peephole"] = () => rnn.LSTMCell(4, use_peepholes: true),
        ["lstm_clip_proj"] = () => rnn.LSTMCell(4, cell_clip: 0.3, num_proj: 3, proj_clip: 0.2),
        ["lstm_peephole_clip_proj"] = () => rnn.LSTMCell(4, use_peepholes: true, cell_clip: 0.3, num_proj: 3),
        ["lstm_concat_state"] = () => rnn.LSTMCell(4, state_is_tuple: false),
        ["lstm_partitioned"] = () => rnn.LSTMCell(4, num_unit_shards: 2),
        ["gru"] = () => rnn.GRUCell(4),
        ["lstm_block"] = () => tf.contrib.rnn.LSTMBlockCell(4),
        ["gru_block_v2"] = () => tf.contrib.rnn.GRUBlockCellV2(4),
        ["layer_norm_lstm"] = () => tf.contrib.rnn.LayerNormBasicLSTMCell(4),
        ["multi_mixed"] = () => rnn.MultiRNNCell([rnn.LSTMCell(5, num_proj: 4), rnn.ResidualWrapper(rnn.GRUCell(4)), rnn.BasicRNNCell(3)]),
        ["dropout_all"] = () => rnn.DropoutWrapper(rnn.LSTMCell(4), 0.9, 0.8, 0.7, seed: 21),
        ["dropout_variational"] = () => rnn.DropoutWrapper(rnn.LSTMCell(4), 0.9, 0.8, 0.7, variational_recurrent: true, input_size: new Shape(4), dtype: tf.float32,
            seed: 22),
        ["device_wrapper"] = () => rnn.DeviceWrapper(rnn.GRUCell(4), "/cpu:0"),
    };

    public static IEnumerable<(string Name, Action Build)> Programs => CASES.Keys.Select(name => ("cell_" + name, (Action)(() => Build(name))));

    private static void Build(string name)
    {
        tf.set_random_seed(15);
        var x = tf.placeholder(tf.float32, (2, 3, 4), name: "x");
        var (outputs, state) = tf.nn.dynamic_rnn(CASES[name](), x, dtype: tf.float32, parallel_iterations: name.StartsWith("dropout", StringComparison.Ordinal) ? 1 : null);
        var loss = tf.reduce_sum(tf.square(outputs));
        tf.gradients(loss, [.. tf.trainable_variables(), x]);
        tf.global_variables_initializer();
    }
}

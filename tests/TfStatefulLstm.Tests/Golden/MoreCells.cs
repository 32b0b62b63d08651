using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>Cells that <see cref="CellOptions"/> leaves out: contributed ones, one op a step with every option, wrappers given tensors and functions, one's own.</summary>
internal static class MoreCells
{
    private static readonly TfStatefulLstm.Facade.tensorflow_rnn_cell rnn = tf.nn.rnn_cell;
    private static readonly TfStatefulLstm.Facade.tensorflow_contrib_rnn contrib = tf.contrib.rnn;

    private static readonly Dictionary<string, Func<RNNCell>> CASES = new()
    {
        ["nas"] = () => contrib.NASCell(4),
        ["nas_proj_bias"] = () => contrib.NASCell(4, num_proj: 3, use_bias: true),
        ["ugrnn"] = () => contrib.UGRNNCell(4, initializer: tf.random_normal_initializer(stddev: 0.3), forget_bias: 0.5),
        ["intersection"] = () => contrib.IntersectionRNNCell(4),
        ["intersection_proj"] = () => contrib.IntersectionRNNCell(3, num_in_proj: 3, initializer: tf.random_normal_initializer(stddev: 0.3)),
        ["gru_block"] = () => contrib.GRUBlockCell(4),
        ["lstm_block_peephole_clip"] = () => contrib.LSTMBlockCell(4, forget_bias: 0.5, cell_clip: 0.2, use_peephole: true),
        ["layer_norm_dropout"] = () => contrib.LayerNormBasicLSTMCell(4, dropout_keep_prob: 0.7, dropout_prob_seed: 5, norm_gain: 0.5, norm_shift: 0.1),
        ["layer_norm_off"] = () => contrib.LayerNormBasicLSTMCell(4, layer_norm: false, forget_bias: 0.0, activation: tf.nn.relu),
        ["dropout_tensors"] = () =>
        {
            var cell = rnn.GRUCell(4);
            return rnn.DropoutWrapper(cell, tf.placeholder_with_default(0.9, Shape.Scalar), tf.constant(0.8), tf.constant(0.7), seed: 23);
        },
        ["dropout_variational_tensors"] = () => rnn.DropoutWrapper(rnn.LSTMCell(4), tf.constant(0.9), state_keep_prob: tf.constant(0.7), variational_recurrent: true,
            input_size: new Shape(4), dtype: tf.float32, seed: 24),
        ["residual_fn"] = () => rnn.ResidualWrapper(rnn.GRUCell(3),
            residual_fn: (i, o) => (TensorConvertible)((Tensor)o.Value * 0.5 + ((Tensor)i.Value)[Slice.All, new Slice(1)])),
        ["multi_concat_state"] = () => rnn.MultiRNNCell([rnn.GRUCell(3), rnn.BasicLSTMCell(2, state_is_tuple: false), rnn.BasicRNNCell(4)], state_is_tuple: false),
        ["projections"] = () => contrib.InputProjectionWrapper(contrib.OutputProjectionWrapper(rnn.GRUCell(3), 2, activation: tf.nn.relu), 5, activation: tf.tanh),
        ["embedding"] = () => contrib.EmbeddingWrapper(rnn.GRUCell(4), 9, 3),
        ["own"] = () => new Own(),
    };

    public static IEnumerable<(string Name, Action Build)> Programs => CASES.Keys.Select(name => ("cell_" + name, (Action)(() => Build(name))));

    private static void Build(string name)
    {
        tf.set_random_seed(17);
        var x = tf.placeholder(tf.float32, (2, 3, 4), name: "x");
        var inputs = name == "embedding" ? tf.cast(tf.abs(x[Slice.All, Slice.All, new Slice(null, 1)]) * 2.0, tf.int32) : x;
        var (outputs, _) = tf.nn.dynamic_rnn(CASES[name](), inputs, dtype: tf.float32, parallel_iterations: name.Contains("dropout", StringComparison.Ordinal) ? 1 : null);
        var loss = tf.reduce_sum(tf.square(outputs));
        tf.gradients(loss, [.. tf.trainable_variables(), x]);
        tf.global_variables_initializer();
    }
}

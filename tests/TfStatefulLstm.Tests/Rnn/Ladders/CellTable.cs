using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn;
using TfStatefulLstm.Tests.GoldenPrograms;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Rnn.Ladders;

/// <summary>Every cell and wrapper with its options: what the ladders climb. All take inputs of depth <see cref="Depth"/>.</summary>
internal static class CellTable
{
    public const int Rows = 3, Steps = 4, Depth = 4, Units = 4;

    private static readonly TfStatefulLstm.Facade.tensorflow_contrib_rnn rnn = tf.contrib.rnn;

    private static readonly Dictionary<string, Func<RNNCell>> Cells = new()
    {
        ["basic_rnn"] = () => rnn.BasicRNNCell(Units),
        ["basic_rnn_relu"] = () => rnn.BasicRNNCell(3, activation: tf.nn.relu),
        ["gru"] = () => rnn.GRUCell(Units),
        ["basic_lstm"] = () => rnn.BasicLSTMCell(Units),
        ["basic_lstm_concat_state"] = () => rnn.BasicLSTMCell(3, forget_bias: 0.5, state_is_tuple: false),
        ["lstm"] = () => rnn.LSTMCell(Units),
        ["lstm_peephole"] = () => rnn.LSTMCell(Units, use_peepholes: true),
        ["lstm_clip"] = () => rnn.LSTMCell(Units, cell_clip: 0.2),
        ["lstm_peephole_clip"] = () => rnn.LSTMCell(Units, use_peepholes: true, cell_clip: 0.2, forget_bias: 0.5),
        ["lstm_projection"] = () => rnn.LSTMCell(Units, num_proj: 3, proj_clip: 0.2),
        ["lstm_everything"] = () => rnn.LSTMCell(5, use_peepholes: true, cell_clip: 0.3, num_proj: 3, num_unit_shards: 2, num_proj_shards: 2, state_is_tuple: false),
        ["lstm_block"] = () => rnn.LSTMBlockCell(Units),
        ["lstm_block_peephole_clip"] = () => rnn.LSTMBlockCell(Units, forget_bias: 0.5, cell_clip: 0.2, use_peephole: true),
        ["gru_block"] = () => rnn.GRUBlockCell(Units),
        ["gru_block_v2"] = () => rnn.GRUBlockCellV2(Units),
        ["layer_norm_lstm"] = () => rnn.LayerNormBasicLSTMCell(Units, norm_gain: 0.5, norm_shift: 0.1),
        ["layer_norm_off"] = () => rnn.LayerNormBasicLSTMCell(Units, layer_norm: false),
        ["nas"] = () => rnn.NASCell(Units),
        ["nas_projection"] = () => rnn.NASCell(Units, num_proj: 3, use_bias: true),
        ["ugrnn"] = () => rnn.UGRNNCell(Units),
        ["intersection"] = () => rnn.IntersectionRNNCell(Units),
        ["intersection_projection"] = () => rnn.IntersectionRNNCell(3, num_in_proj: 3),
        ["own"] = () => new Own(),
        ["multi"] = () => rnn.MultiRNNCell([rnn.LSTMCell(5, num_proj: 4), rnn.GRUCell(4), new Own()]),
        ["multi_concat_state"] = () => rnn.MultiRNNCell([rnn.GRUCell(3), rnn.BasicLSTMCell(2, state_is_tuple: false)], state_is_tuple: false),
        ["multi_nested"] = () => rnn.MultiRNNCell([rnn.MultiRNNCell([rnn.GRUCell(3), rnn.LSTMBlockCell(3)]), rnn.BasicRNNCell(3)]),
        ["residual"] = () => rnn.ResidualWrapper(rnn.LSTMCell(Depth)),
        ["residual_fn"] = () => rnn.ResidualWrapper(rnn.GRUCell(3), (i, o) => (TensorConvertible)((Tensor)o.Value * 0.5 + ((Tensor)i.Value)[Slice.All, new Slice(1)])),
        ["residual_own"] = () => rnn.ResidualWrapper(new Own()),
        ["device"] = () => rnn.DeviceWrapper(rnn.LSTMCell(Units), "/cpu:0"),
        // Every element is drawn for and kept: what is random must not be part of a comparison.
        ["dropout"] = () => rnn.DropoutWrapper(rnn.LSTMCell(Units), Keep, Keep, Keep, seed: 5),
        ["dropout_variational"] = () => rnn.DropoutWrapper(rnn.GRUCell(Units), Keep, Keep, Keep, variational_recurrent: true, input_size: new Shape(Depth),
            dtype: tf.float32, seed: 6),
        ["dropout_own"] = () => rnn.DropoutWrapper(new Own(), Keep, Keep, Keep, seed: 7),
        ["projections"] = () => rnn.InputProjectionWrapper(rnn.OutputProjectionWrapper(rnn.GRUCell(Units), 2, activation: tf.tanh), 3),
        ["stack_of_wrappers"] = () => rnn.MultiRNNCell([rnn.DropoutWrapper(rnn.ResidualWrapper(rnn.DeviceWrapper(rnn.LSTMCell(Depth), "/cpu:0")), Keep, Keep),
            rnn.LayerNormBasicLSTMCell(Units)]),
    };

    // The same cell over whole sequences in one op; its weights are found under the loop's names. A clipped LSTMCell is not the same:
    // the gradient of the ops goes through the clip as if it were not there, that of clip_by_value does not.
    private static readonly Dictionary<string, Func<LSTMBlockFusedCell>> FusedCells = new()
    {
        ["basic_lstm"] = () => rnn.LSTMBlockFusedCell(Units, reuse: tf.AUTO_REUSE, name: "basic_lstm_cell"),
        ["lstm"] = () => rnn.LSTMBlockFusedCell(Units, reuse: tf.AUTO_REUSE, name: "lstm_cell"),
        ["lstm_peephole"] = () => rnn.LSTMBlockFusedCell(Units, use_peephole: true, reuse: tf.AUTO_REUSE, name: "lstm_cell"),
        ["lstm_block"] = () => rnn.LSTMBlockFusedCell(Units, reuse: tf.AUTO_REUSE, name: "lstm_cell"),
        ["lstm_block_peephole_clip"] = () => rnn.LSTMBlockFusedCell(Units, forget_bias: 0.5, cell_clip: 0.2, use_peephole: true, reuse: tf.AUTO_REUSE, name: "lstm_cell"),
    };

    public static IEnumerable<string> Names => Cells.Keys;

    public static IEnumerable<string> Fused => FusedCells.Keys;

    private static Tensor Keep => tf.placeholder_with_default(1.0, Shape.Scalar);

    public static RNNCell Make(string name) => Cells[name]();

    public static LSTMBlockFusedCell MakeFused(string name) => FusedCells[name]();
}

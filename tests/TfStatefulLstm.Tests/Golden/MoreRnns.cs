using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Rnn;
using static TfStatefulLstm.Binding;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>Ways to run a cell that <see cref="RnnOptions"/> leaves out: decoders, cells as fused ones, states of other kinds, outputs in structures, raw loops with a
/// state of their own, a cell of one's own in every runner.</summary>
internal static partial class MoreRnns
{
    private static readonly TfStatefulLstm.Facade.tensorflow_rnn_cell rnn = tf.nn.rnn_cell;
    private static readonly TfStatefulLstm.Facade.tensorflow_contrib_rnn contrib = tf.contrib.rnn;

    private static readonly Dictionary<string, Func<Tensor, Tensor, IEnumerable<TensorConvertible>>> CASES = new()
    {
        ["decoder"] = (x, n) =>
        {
            var inputs = tf.unstack(x, axis: 1);
            var state = rnn.LSTMCell(4).zero_state(3, tf.float32);
            return Flat(tf.contrib.legacy_seq2seq.rnn_decoder(inputs, state, rnn.LSTMCell(4)));
        },
        ["decoder_loop"] = (x, n) =>
        {
            var w = tf.get_variable("w", (4, 2));
            var cell = rnn.MultiRNNCell([rnn.GRUCell(4), rnn.GRUCell(4)]);
            var inputs = tf.unstack(x, axis: 1);
            return Flat(tf.contrib.legacy_seq2seq.rnn_decoder(inputs, cell.zero_state(3, tf.float32), cell,
                loop_function: (prev, i) => tf.matmul(prev, w) * (double)i, scope: "decoding"));
        },
        ["scalar_state"] = (x, n) => Flat(tf.nn.dynamic_rnn(new Counting(), (Nested)x, dtype: tf.float32, sequence_length: n)),
        ["array_state"] = (x, n) =>
        {
            var (outputs, state) = tf.nn.dynamic_rnn(new Collecting(), x, dtype: tf.float32, sequence_length: n);
            return [outputs, state[0].Value, ((TensorArray)state[1].Value).stack()];
        },
        ["nested_inputs"] = (x, n) =>
            Flat(tf.nn.dynamic_rnn(new Joining(), (x, Nested.List(tf.tile(x, new[] { 1, 1, 2 }))), dtype: tf.float32, sequence_length: n)),
        ["nested_runners"] = (x, n) =>
        {
            var right = tf.reshape(tf.tile(x, new[] { 1, 1, 3 }), new[] { 3, 5, 2, 3 });
            Nested[] steps = [.. tf.unstack(x, axis: 1).Zip(tf.unstack(right, axis: 1), (a, b) => (Nested)(a, Nested.List(b)))];
            var (outputs, states) = tf.nn.bidirectional_dynamic_rnn(new Narrow(), new Narrow(), (x, Nested.List(right)), sequence_length: n, dtype: tf.float32);
            var (unrolled, state) = tf.nn.static_rnn(new Spreading(), steps, sequence_length: n, dtype: tf.float32, scope: "static");
            var (both, ahead, back) = tf.nn.static_bidirectional_rnn(new Spreading(), new Spreading(), steps, sequence_length: n, dtype: tf.float32);
            Nested[] all = [outputs.Item1, outputs.Item2, states.Item1, states.Item2, .. unrolled, state, .. both, ahead, back];
            return all.SelectMany(a => a.Flatten());
        },
        ["raw_state"] = RawState,
        ["fused_state"] = (x, n) =>
        {
            var xs = tf.transpose(tf.placeholder_with_default(x, (-1, -1, 2)), new[] { 1, 0, 2 });
            var cell = contrib.LSTMBlockFusedCell(4, forget_bias: 0.5, cell_clip: 0.3, use_peephole: true, name: "fused");
            var (first, state) = cell.__call__(xs, dtype: tf.float32);
            (var second, state) = cell.__call__(xs, initial_state: state, sequence_length: n);
            return [first, second, .. state.Flatten()];
        },
        ["fused_adaptors"] = FusedAdaptors,
        ["saver_lengths"] = (x, n) =>
        {
            var saver = new Saver();
            var cell = rnn.GRUCell(4);
            return Flat(tf.nn.static_state_saving_rnn(cell, tf.unstack(x, axis: 1), saver, "s", sequence_length: n));
        },
        ["own_cell"] = OwnCell,
    };

    public static IEnumerable<(string Name, Action Build)> Programs => CASES.Keys.Select(name => ("rnn_" + name, (Action)(() => Build(name))));

    private static void Build(string name)
    {
        tf.set_random_seed(18);
        var x = tf.placeholder(tf.float32, (3, 5, 2), name: "x");
        var n = tf.placeholder(tf.int32, new[] { 3 }, name: "n");
        var flat = CASES[name](x, n).Cast<Tensor>().Where(t => t.DType == tf.float32).Select(t => (TensorLike)tf.reduce_sum(tf.square(t))).ToArray();
        tf.gradients(flat, [.. tf.trainable_variables(), x]);
        tf.global_variables_initializer();
    }

    private static IEnumerable<TensorConvertible> RawState(Tensor x, Tensor n)
    {
        var cell = rnn.GRUCell(4);
        var xs = tf.transpose(tf.placeholder_with_default(x, (-1, 5, 2)), new[] { 1, 0, 2 });
        var (@out, state, loop) = tf.nn.raw_rnn(cell, (time, cell_output, cell_state, loop_state) =>
        {
            Nested next_state, emit;
            if (cell_output is null)
            {
                next_state = cell.zero_state(tf.shape(xs)[1], tf.float32);
                emit = (tf.zeros(new[] { 3 }), tf.zeros(tf.shape(xs)[new Slice(2)]));
                loop_state = (tf.zeros(Shape.Scalar, tf.int32), tf.TensorArray(tf.float32, 0, dynamic_size: true, clear_after_read: false));
            }
            else
            {
                var output = (Tensor)cell_output.Value;
                next_state = (Tensor)cell_state!.Value * 0.5;
                emit = (output[Slice.All, new Slice(null, 3)], xs[0] + output[Slice.All, new Slice(2)]);
                loop_state = ((Tensor)loop_state![0].Value + 2, ((TensorArray)loop_state[1].Value).write(time - 1, tf.reduce_sum(output)));
            }
            return (time >= n, xs[tf.minimum(time, 4)], next_state, emit, loop_state);
        }, parallel_iterations: 1, swap_memory: true, scope: "raw");
        return [@out[0].Value.stack(), @out[1].Value.stack(), .. state.Flatten(), loop![0].Value, ((TensorArray)loop[1].Value).stack()];
    }

    private static IEnumerable<TensorConvertible> FusedAdaptors(Tensor x, Tensor n)
    {
        var xs = tf.transpose(x, new[] { 1, 0, 2 });
        var dynamic = contrib.FusedRNNCellAdaptor(rnn.LSTMCell(4, name: "dynamic"), use_dynamic_rnn: true);
        var @static = contrib.FusedRNNCellAdaptor(rnn.GRUCell(4, name: "static"));
        var block = contrib.LSTMBlockFusedCell(4);
        var back = contrib.TimeReversedFusedRNN(dynamic);
        return
        [
            .. Flat(dynamic.__call__(xs, dtype: tf.float32, sequence_length: n)), .. Flat(dynamic.__call__(tf.unstack(xs), dtype: tf.float32, scope: "lists")),
            .. Flat(@static.__call__(xs, dtype: tf.float32, scope: "static")),
            .. Flat(@static.__call__(tf.unstack(xs), dtype: tf.float32, sequence_length: n, scope: "static_lists")),
            .. Flat(back.__call__(xs, dtype: tf.float32, sequence_length: n, scope: "back")), .. Flat(back.__call__(xs, dtype: tf.float32, scope: "back_all")),
            .. Flat(contrib.TimeReversedFusedRNN(@static).__call__(tf.unstack(xs), dtype: tf.float32, scope: "back_lists")),
            .. Flat(contrib.TimeReversedFusedRNN(block).__call__(xs, dtype: tf.float32, sequence_length: n, initial_state: block.__call__(xs, dtype: tf.float32).State)),
        ];
    }

    private static IEnumerable<TensorConvertible> OwnCell(Tensor x, Tensor n)
    {
        RNNCell wrapped() => rnn.MultiRNNCell([rnn.DropoutWrapper(rnn.DeviceWrapper(new Own(), "/cpu:0"), 0.9, seed: 25), rnn.ResidualWrapper(new Own())]);
        var xs = tf.transpose(x, new[] { 1, 0, 2 });
        var steps = tf.unstack(x, axis: 1);
        var raw = new Own();
        List<TensorConvertible> results =
        [
            .. Flat(tf.nn.dynamic_rnn(new Own(), x, sequence_length: n, dtype: tf.float32)),
            .. Flat(tf.nn.static_rnn(new Own(), steps, dtype: tf.float32, scope: "static")),
        ];
        var (outputs, states) = tf.nn.bidirectional_dynamic_rnn(new Own(), new Own(), x, dtype: tf.float32);
        results.AddRange([outputs.Item1, outputs.Item2, states.Item1.Value, states.Item2.Value]);
        results.AddRange(Flat(tf.nn.dynamic_rnn(wrapped(), x, dtype: tf.float32, parallel_iterations: 1, scope: "w")));
        var (emitted, state, _) = tf.nn.raw_rnn(raw, (time, cell_output, cell_state, loop_state) =>
        {
            var next_state = cell_output is null ? tf.zeros((3, 4)) : cell_state!;
            return (time >= n, xs[tf.minimum(time, 4)], next_state, cell_output, null);
        }, scope: "raw");
        var again = tf.nn.static_rnn(raw, steps, dtype: tf.float32, scope: "again");
        return [.. results, emitted.Value.stack(), state.Value, .. Flat(again)];
    }

    private static IEnumerable<TensorConvertible> Flat((Tensor Outputs, Nested State) result) => [result.Outputs, .. result.State.Flatten()];

    private static IEnumerable<TensorConvertible> Flat((Nested Outputs, Nested State) result) => [.. result.Outputs.Flatten(), .. result.State.Flatten()];

    private static IEnumerable<TensorConvertible> Flat((List<Tensor> Outputs, Nested State) result) => [.. result.Outputs, .. result.State.Flatten()];
}

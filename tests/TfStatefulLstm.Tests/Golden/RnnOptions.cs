using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Rnn;
using static TfStatefulLstm.Binding;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>Ways to run a cell over time: lengths, time-major, swapped memory, unrolled, in one scope twice.</summary>
internal static class RnnOptions
{
    private static readonly TfStatefulLstm.Facade.tensorflow_rnn_cell rnn = tf.nn.rnn_cell;

    private static readonly Dictionary<string, Func<Tensor, Tensor, IEnumerable<TensorConvertible>>> CASES = new()
    {
        ["dynamic_lengths"] = (x, n) => Flat(tf.nn.dynamic_rnn(rnn.LSTMCell(4), x, sequence_length: n, dtype: tf.float32)),
        ["dynamic_time_major"] = (x, n) => Flat(tf.nn.dynamic_rnn(rnn.LSTMCell(4), tf.transpose(x, new[] { 1, 0, 2 }), sequence_length: n, dtype: tf.float32, time_major: true)),
        ["dynamic_swap_memory"] = (x, n) => Flat(tf.nn.dynamic_rnn(rnn.GRUCell(4), x, dtype: tf.float32, swap_memory: true, parallel_iterations: 1)),
        ["bidirectional_dynamic"] = (x, n) =>
        {
            var (outputs, states) = tf.nn.bidirectional_dynamic_rnn(rnn.LSTMCell(4), rnn.LSTMCell(3), x, sequence_length: n, dtype: tf.float32);
            return [outputs.Item1, outputs.Item2, .. states.Item1.Flatten(), .. states.Item2.Flatten()];
        },
        ["static"] = (x, n) => Flat(tf.nn.static_rnn(rnn.LSTMCell(4), tf.unstack(x, axis: 1), dtype: tf.float32)),
        ["static_lengths"] = (x, n) => Flat(tf.nn.static_rnn(rnn.LSTMCell(4), tf.unstack(x, axis: 1), sequence_length: n, dtype: tf.float32)),
        ["static_bidirectional"] = (x, n) =>
        {
            var (outputs, forward, backward) = tf.nn.static_bidirectional_rnn(rnn.GRUCell(4), rnn.GRUCell(4), tf.unstack(x, axis: 1), dtype: tf.float32);
            return [.. outputs, .. forward.Flatten(), .. backward.Flatten()];
        },
        ["stack_bidirectional"] = (x, n) =>
        {
            var (outputs, forward, backward) = tf.contrib.rnn.stack_bidirectional_dynamic_rnn(
                [rnn.LSTMCell(4), rnn.LSTMCell(3)], [rnn.LSTMCell(4), rnn.LSTMCell(3)], x, dtype: tf.float32);
            return [outputs, .. forward.Flatten(), .. backward.Flatten()];
        },
        ["shared_scope_twice"] = (x, n) =>
        {
            using var scope = tf.variable_scope("shared");
            var (a, s) = tf.nn.dynamic_rnn(rnn.LSTMCell(4), x, dtype: tf.float32);
            scope.reuse_variables();
            (var b, s) = tf.nn.dynamic_rnn(rnn.LSTMCell(4), x, initial_state: s);
            return [a, b, .. s.Flatten()];
        },
        ["static_state_saving"] = (x, n) =>
        {
            var saver = new Saver();
            return Flat(tf.nn.static_state_saving_rnn(rnn.LSTMCell(4), tf.unstack(x, axis: 1), saver, ("c", "h")));
        },
        ["raw_rnn"] = (x, n) =>
        {
            var (cell, ta) = (rnn.LSTMCell(4), tf.TensorArray(tf.float32, 5, clear_after_read: false).unstack(tf.transpose(x, new[] { 1, 0, 2 })));
            var (@out, state, _) = tf.nn.raw_rnn(cell, (time, cell_output, cell_state, loop_state) =>
            {
                var next_state = cell_output is null ? cell.zero_state(3, tf.float32) : cell_state!;
                var done = time >= n;
                var next_input = tf.cond(tf.reduce_all(done), () => tf.zeros((3, 2), tf.float32), () => ta.read(time));
                return (done, (TensorConvertible)next_input, next_state, cell_output, null);
            });
            return [@out.Value.stack(), .. state.Flatten()];
        },
        ["fused_block"] = (x, n) => Flat(tf.contrib.rnn.LSTMBlockFusedCell(4).__call__(tf.transpose(x, new[] { 1, 0, 2 }), dtype: tf.float32, sequence_length: n)),
    };

    public static IEnumerable<(string Name, Action Build)> Programs => CASES.Keys.Select(name => ("rnn_" + name, (Action)(() => Build(name))));

    private static void Build(string name)
    {
        tf.set_random_seed(16);
        var x = tf.placeholder(tf.float32, (3, 5, 2), name: "x");
        var n = tf.placeholder(tf.int32, new[] { 3 }, name: "n");
        var sums = CASES[name](x, n).Select(t => (TensorLike)tf.reduce_sum(tf.square(t))).ToArray();
        tf.gradients(sums, [.. tf.trainable_variables(), x]);
        tf.global_variables_initializer();
    }

    private sealed class Saver : IStateSaver
    {
        private readonly Dictionary<string, VariableBase> kept = new[] { "c", "h" }.ToDictionary(k => k,
            k => tf.get_variable("kept_" + k, (3, 4), initializer: tf.zeros_initializer(), trainable: false));

        public TensorConvertible State(string name) => kept[name];

        public Dependency SaveState(string name, TensorConvertible value) => (Dependency)tf.assign(kept[name], value);
    }

    private static IEnumerable<TensorConvertible> Flat((Tensor Outputs, Nested State) result) => [result.Outputs, .. result.State.Flatten()];

    private static IEnumerable<TensorConvertible> Flat((List<Tensor> Outputs, Nested State) result) => [.. result.Outputs, .. result.State.Flatten()];
}

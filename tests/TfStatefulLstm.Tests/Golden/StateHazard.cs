using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>The pattern as it is usually shown, with the update fetched beside the gradients.</summary>
internal static class StateHazard
{
    public static void Build()
    {
        tf.set_random_seed(17);
        var rnn = tf.nn.rnn_cell;
        var x = tf.placeholder(tf.float32, (3, 4, 5), name: "x");
        var cell = rnn.MultiRNNCell(Enumerable.Range(0, 2).Select(_ => rnn.LSTMCell(6)));
        var states = cell.zero_state(3, tf.float32).Map(z => (TensorConvertible)tf.Variable(z, trainable: false));
        var (outputs, last) = tf.nn.dynamic_rnn(cell, x, initial_state: states);
        var update = tf.tuple(states.Flatten().Zip(last.Flatten(), (v, n) => ((VariableBase)v).Assign(n)));
        tf.gradients(tf.reduce_sum(tf.square(outputs)), tf.trainable_variables());
        tf.global_variables_initializer();
    }
}

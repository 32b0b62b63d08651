using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>Truncated backpropagation through time: train_tbptt_adam_gru.py, line by line.</summary>
[TestClass]
public sealed class TrainTbptt
{
    [TestMethod]
    public void Adam_gru() => GoldenGraph.Check("train_tbptt_adam_gru", () =>
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
    });
}

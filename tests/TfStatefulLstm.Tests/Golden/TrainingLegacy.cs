using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Training;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>What older programs train with: training_legacy.py, line by line.</summary>
[TestClass]
public sealed class TrainingLegacy
{
    [TestMethod]
    public void Lists_of_steps_noisy_rates_and_gradients_by_tensors() => GoldenGraph.Check("training_legacy", () =>
    {
        tf.set_random_seed(3);
        Tensor[] Three(DType dtype, string name, params long[] shape) => [.. Enumerable.Range(0, 3).Select(_ => tf.placeholder(dtype, shape, name: name))];
        var (logits, targets, weights) = (Three(tf.float32, "logits", 2, 4), Three(tf.int32, "targets", 2), Three(tf.float32, "weights", 2));
        var step = tf.placeholder(tf.int32, Shape.Scalar, name: "step");
        var s2s = tf.contrib.legacy_seq2seq;
        s2s.sequence_loss_by_example(logits, targets, weights);
        s2s.sequence_loss_by_example(logits, targets, weights, average_across_timesteps: false, name: "sums");
        s2s.sequence_loss_by_example([logits[0]], [targets[0]], [tf.ones(new[] { 2 })]);
        s2s.sequence_loss(logits, targets, weights);
        s2s.sequence_loss(logits, targets, weights, average_across_batch: false, name: "total");
        s2s.sequence_loss(logits, targets, weights, average_across_timesteps: false,
            softmax_loss_function: (labels, l) => tf.reduce_sum(l, 1) * tf.cast(labels, tf.float32));
        tf.train.noisy_linear_cosine_decay(0.1, step, 6);
        tf.train.noisy_linear_cosine_decay(0.1, step, 6, initial_variance: 0.5, variance_decay: 0.6, num_periods: 2.0, alpha: 0.1, beta: 0.01, name: "noisy");
        var opt = tf.train.GradientDescentOptimizer(0.1);
        var v = tf.get_variable("v", [2, 4], initializer: tf.ones_initializer());
        var hidden = tf.tanh(v);
        var loss = s2s.sequence_loss([hidden * 2.0], [targets[0]], [weights[0]]);
        foreach (var gate in new[] { Optimizer.GATE_NONE, Optimizer.GATE_OP, Optimizer.GATE_GRAPH })
        {
            opt.compute_gradients(loss, [hidden], gate_gradients: gate);
            opt.compute_gradients(loss, [v], gate_gradients: gate);
        }
        var pairs = opt.compute_gradients(loss, [hidden, weights[0], logits[0]]);
        Assert.IsNull(pairs[2].Gradient);
        Assert.AreSame(hidden, pairs[0].Tensor);
        tf.global_variables_initializer();
    });

    [TestMethod]
    public void Lists_must_be_equally_long()
    {
        using var graph = new Graph().AsDefault();
        var (logits, targets, weights) = (tf.zeros((2, 4)), tf.zeros(new[] { 2 }, tf.int32), tf.ones(new[] { 2 }));
        Assert.AreEqual("Lengths of logits, weights, and targets must be the same 2, 1, 1.", Assert.ThrowsExactly<ValueError>(
            () => tf.contrib.legacy_seq2seq.sequence_loss([logits, logits], [targets], [weights])).Message);
    }

    [TestMethod]
    public void A_gate_is_one_of_three()
    {
        using var graph = new Graph().AsDefault();
        var x = tf.placeholder(tf.float32, [2]);
        Assert.AreEqual("gate_gradients must be one of: Optimizer.GATE_NONE, Optimizer.GATE_OP, Optimizer.GATE_GRAPH.  Not 3",
            Assert.ThrowsExactly<ValueError>(() => tf.train.GradientDescentOptimizer(0.1).compute_gradients(x * 2.0, [x], gate_gradients: 3)).Message);
    }
}

using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>The cross entropy of sequences: sequence_loss.py, line by line.</summary>
[TestClass]
public sealed class SequenceLosses
{
    [TestMethod]
    public void Averages_and_sums() => GoldenGraph.Check("sequence_loss", () =>
    {
        var logits = tf.placeholder(tf.float32, new[] { 2, 3, 4 }, name: "logits");
        var targets = tf.placeholder(tf.int32, (2, 3), name: "targets");
        var weights = tf.placeholder(tf.float32, (2, 3), name: "weights");
        var seq = tf.contrib.seq2seq;
        seq.sequence_loss(logits, targets, weights);
        seq.sequence_loss(logits, targets, weights, true, false);
        seq.sequence_loss(logits, targets, weights, false, true);
        seq.sequence_loss(logits, targets, weights, false, false);
        seq.sequence_loss(logits, targets, weights, false, false, true, true, name: "sums");
        seq.sequence_loss(logits, targets, weights, false, false, true, false);
        seq.sequence_loss(logits, targets, weights, false, false, false, true);
        seq.sequence_loss(logits, targets, weights, softmax_loss_function: (labels, flat) => tf.reduce_sum(flat, 1) * tf.cast(labels, tf.float32));
    });

    [TestMethod]
    public void Shapes_and_choices_are_checked()
    {
        using var graph = new Graph().AsDefault();
        var (logits, targets) = (tf.zeros(new[] { 2, 3, 4 }), tf.zeros((2, 3), tf.int32));
        var weights = tf.ones((2, 3));
        var seq = tf.contrib.seq2seq;
        Fails("Logits must be a [batch_size x sequence_length x logits] tensor", () => seq.sequence_loss(weights, targets, weights));
        Fails("Targets must be a [batch_size x sequence_length] tensor", () => seq.sequence_loss(logits, logits, weights));
        Fails("Weights must be a [batch_size x sequence_length] tensor", () => seq.sequence_loss(logits, targets, logits));
        Fails("average_across_timesteps and sum_over_timesteps cannot be set to True at same time.",
            () => seq.sequence_loss(logits, targets, weights, sum_over_timesteps: true));
        Fails("average_across_batch and sum_over_batch cannot be set to True at same time.", () => seq.sequence_loss(logits, targets, weights, sum_over_batch: true));

        static void Fails(string message, Action act) => Assert.AreEqual(message, Assert.ThrowsExactly<ValueError>(act).Message);
    }
}

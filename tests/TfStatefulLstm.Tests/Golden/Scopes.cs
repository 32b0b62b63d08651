using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Variables;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>What variable scopes hand to the variables in them, and how scopes that are opened again name their ops: scopes.py, line by line.</summary>
[TestClass]
public sealed class Scopes
{
    [TestMethod]
    public void Inheritance() => GoldenGraph.Check("scopes_inheritance", () =>
    {
        var (ones, zeros) = (tf.ones_initializer(), tf.zeros_initializer());
        int[] one = [1], two = [2], four = [4];
        VariableScope tower;
        using (tower = tf.variable_scope("tower", initializer: tf.constant_initializer(0.3), dtype: tf.float64))
        {
            tf.get_variable("own", one, initializer: ones);
            tf.get_variable("given", one);
            tf.get_variable("single", one, dtype: tf.float32);
            using (tf.variable_scope("inner"))
                tf.get_variable("given", one);
            using (tf.variable_scope("other", initializer: tf.constant_initializer(0.4), dtype: tf.float32))
            {
                tf.get_variable("given", one);
                using (tf.variable_scope(tower))
                    tf.get_variable("back", one);
            }
            tower.set_initializer(zeros);
            tf.get_variable("late", one);
            using (tf.variable_scope("inner", reuse: true))
                tf.get_variable("given", one, dtype: tf.float64);
        }
        using (tf.variable_scope("penalized", regularizer: v => tf.reduce_mean(v, name: "mean")))
        {
            tf.get_variable("w", two, initializer: ones);
            tf.get_variable("none", two, initializer: ones, regularizer: tf.no_regularizer);
            using (tf.variable_scope("own", regularizer: v => tf.reduce_max(v)))
                tf.get_variable("w", two, initializer: ones);
            using (tf.variable_scope("off", regularizer: tf.no_regularizer))
                tf.get_variable("w", two, initializer: ones);
        }
        using (tf.variable_scope("penalized", reuse: true, regularizer: v => tf.reduce_mean(v, name: "again")))
            tf.get_variable("w", two);
        VariableScope parts;
        using (parts = tf.variable_scope("parts", partitioner: tf.fixed_size_partitioner(2)))
            tf.get_variable("w", four, initializer: ones);
        using (tf.variable_scope(parts))
            tf.get_variable("v", four, initializer: ones);
        using (tf.variable_scope("resources", use_resource: true))
        {
            tf.get_variable("w", one, initializer: ones);
            tf.get_variable("ref", one, initializer: ones, use_resource: false);
        }
        tf.get_variable("number", initializer: 3.5);
        tf.get_variable("list", initializer: new[,] { { 1, 2 }, { 3, 4 } });
        tf.get_variable("made", initializer: Initializer.From(() => tf.zeros(two)));
        tf.get_variable("placed", one, initializer: ones, collections: ["mine", tf.GraphKeys.LOCAL_VARIABLES], trainable: false);
        using (tf.control_dependencies([tf.constant(1, name: "before")]))
            tf.get_variable("free", one, initializer: ones);
        tf.cond(tf.placeholder(tf.@bool, Shape.Scalar, name: "p"), () => tf.identity(tf.get_variable("branch", one, initializer: ones)), () => tf.zeros(one));
    });

    [TestMethod]
    public void Reentry() => GoldenGraph.Check("scopes_reentry", () =>
    {
        var zeros = tf.zeros_initializer();
        void Get(string name) => tf.get_variable(name, Shape.Scalar, initializer: zeros);
        VariableScope a, b, plain;
        using (a = tf.variable_scope("a"))
        {
            using (tf.name_scope("n"))
            using (b = tf.variable_scope("b"))
                tf.no_op("op");
            using (tf.variable_scope(b))
            {
                tf.no_op("op");
                Get("v");
                for (var i = 0; i < 2; i++)
                {
                    using (tf.variable_scope(null, "d"))
                        Get("v");
                }
            }
        }
        using (tf.variable_scope(b))
        using (tf.variable_scope("d_2"))
            Get("v");
        using (tf.variable_scope(a, reuse: tf.AUTO_REUSE))
        {
            Get("w");
            using (tf.variable_scope("b"))
                tf.get_variable("v", Shape.Scalar);
        }
        using (tf.variable_scope(null, "layer"))
        using (tf.variable_scope(null, "layer"))
            Get("v");
        using (tf.variable_scope(null, "layer"))
        {
            using (tf.variable_scope("layer"))
                Get("v");
            using (tf.variable_scope(null, "layer"))
                Get("v");
        }
        using (tf.variable_scope("layer_5"))
        using (tf.variable_scope(null, "layer"))
            Get("v");
        using (plain = tf.variable_scope("plain", auxiliary_name_scope: false))
        {
            tf.no_op("op");
            using (tf.variable_scope("inner", auxiliary_name_scope: false))
            {
                Get("v");
                tf.no_op("op");
            }
        }
        using (tf.name_scope("around"))
        {
            using (tf.variable_scope(plain, auxiliary_name_scope: false))
            {
                tf.no_op("op");
                Get("late");
            }
            using (tf.variable_scope(plain))
                tf.no_op("op");
            using (tf.variable_scope(null, "made", auxiliary_name_scope: false))
            {
                tf.no_op("op");
                Get("v");
            }
        }
        using (var again = tf.variable_scope("plain"))
        using (tf.name_scope(again.original_name_scope))
            tf.no_op("op");
        using (tf.variable_scope(tf.get_variable_scope()))
        {
            tf.no_op("op");
            Get("root");
        }
    });

    [TestMethod]
    public void Losses() => GoldenGraph.Check("legacy_losses", () =>
    {
        Tensor[] logits = [tf.placeholder(tf.float32, (3, 4), name: "l0"), tf.placeholder(tf.float32, (3, 4), name: "l1")];
        Tensor[] targets = [tf.placeholder(tf.int32, new[] { 3 }, name: "t0"), tf.placeholder(tf.int32, new[] { 3 }, name: "t1")];
        Tensor[] weights = [tf.placeholder(tf.float32, new[] { 3 }, name: "w0"), tf.placeholder(tf.float32, new[] { 3 }, name: "w1")];
        var legacy = tf.contrib.legacy_seq2seq;
        legacy.sequence_loss_by_example(logits, targets, weights);
        legacy.sequence_loss_by_example(logits, targets, weights, average_across_timesteps: false, name: "sums");
        legacy.sequence_loss_by_example(logits, targets, weights, softmax_loss_function: (labels, values) => values[Slice.All, 0] * tf.cast(labels, tf.float32));
        legacy.sequence_loss(logits, targets, weights);
        legacy.sequence_loss(logits, targets, weights, average_across_batch: false, name: "whole");
        legacy.sequence_loss_by_example([tf.concat(logits, 0)], [tf.concat(targets, 0)], [tf.ones(new[] { 6 })]);
        Assert.AreEqual("Lengths of logits, weights, and targets must be the same 2, 2, 1.",
            Assert.ThrowsExactly<ValueError>(() => legacy.sequence_loss_by_example(logits, targets[..1], weights)).Message);
    });
}

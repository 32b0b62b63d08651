using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Training;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Training;

/// <summary>What wrong uses of optimizers are told, and what optimizers of one's own can do.</summary>
[TestClass]
public sealed class OptimizerErrorTests
{
    [TestMethod]
    public void A_loss_that_depends_on_nothing_is_told_with_its_variables() => InGraph(() =>
    {
        tf.get_variable("v", new[] { 2 });
        Fails<ValueError>("No gradients provided for any variable, check your graph for ops that do not support gradients, between variables "
            + "[\"<tf.Variable 'v:0' shape=(2,) dtype=float32_ref>\"] and loss Tensor(\"Const:0\", shape=(), dtype=float32).",
            () => tf.train.GradientDescentOptimizer(0.1).minimize(tf.constant(1.0)));
    });

    [TestMethod]
    public void Variables_gradients_and_a_name_are_needed() => InGraph(() =>
    {
        var opt = tf.train.GradientDescentOptimizer(0.1);
        Fails<ValueError>("No variables to optimize.", () => opt.minimize(tf.constant(1.0)));
        Fails<ValueError>("No variables provided.", () => opt.apply_gradients([]));
        var v = tf.get_variable("v", new[] { 2 }, use_resource: true);
        Fails<ValueError>("No gradients provided for any variable: [\"<tf.Variable 'v:0' shape=(2,) dtype=float32>\"].", () => opt.apply_gradients([(null, v)]));
        Fails<ValueError>("Must specify the optimizer name", () => tf.train.AdamOptimizer(name: ""));
        Fails<ValueError>("gate_gradients must be one of: Optimizer.GATE_NONE, Optimizer.GATE_OP, Optimizer.GATE_GRAPH.  Not 3",
            () => opt.compute_gradients(tf.reduce_sum(v), gate_gradients: 3));
    });

    [TestMethod]
    public void Types_and_ranges_are_checked() => InGraph(() =>
    {
        tf.get_variable("v", new[] { 2 });
        Fails<ValueError>("Invalid type tf.int32 for Const:0, expected: [tf.float32, tf.float64, tf.float16, tf.bfloat16].",
            () => tf.train.GradientDescentOptimizer(0.1).minimize(tf.constant(1)));
        Fails<ValueError>("initial_accumulator_value must be positive: 0.0", () => tf.train.AdagradOptimizer(0.1, initial_accumulator_value: 0));
        Fails<ValueError>("learning_rate_power 0.500000 needs to be negative or zero", () => tf.train.FtrlOptimizer(0.1, learning_rate_power: 0.5));
        Fails<ValueError>("l1_regularization_strength -1.000000 needs to be positive or zero", () => tf.train.FtrlOptimizer(0.1, l1_regularization_strength: -1));
    });

    [TestMethod]
    public void Rows_cannot_be_constrained() => InGraph(() =>
    {
        var v = tf.get_variable("v", (3, 2), constraint: x => tf.identity(x));
        Fails<RuntimeError>("Cannot use a constraint function on a sparse variable.",
            () => tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(tf.gather(v, new[] { 0, 1 }))));
    });

    [TestMethod]
    public void Boundaries_and_values_must_have_the_right_types() => InGraph(() =>
    {
        Fails<ValueError>("Boundaries (<dtype: 'float32'>) must have the same dtype as x (<dtype: 'int32'>).",
            () => tf.train.piecewise_constant(tf.constant(1), new[] { 1.0, 2.0 }, new[] { 1.0, 0.5, 0.25 }));
        Fails<ValueError>("Values must have elements all with the same dtype (<dtype: 'float32'> vs <dtype: 'int32'>).",
            () => tf.train.piecewise_constant(tf.constant(1), new[] { 1, 2 }, [1.0, 2, 3]));
    });

    [TestMethod]
    public void An_optimizer_of_ones_own_updates_dense_and_sparse_variables() => InGraph(() =>
    {
        NDArray one = new float[,] { { 1, 1 }, { 1, 1 }, { 1, 1 } };
        var table = tf.Variable(one, name: "table");
        var dense = tf.Variable(new[] { 5f, 7f }, name: "dense");
        var loss = tf.reduce_sum(tf.gather(table, new[] { 2, 0, 2 })) + tf.reduce_sum(dense);
        var train = new SignDescent().minimize(loss);
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        sess.run(train);
        CollectionAssert.AreEqual(new[] { 4f, 6f }, sess.run(dense).ToArray<float>());
        CollectionAssert.AreEqual(new[] { 0f, 0f, 1f, 1f, -1f, -1f }, sess.run(table).ToArray<float>());
    });

    /// <summary>Takes the gradient off, without any rate.</summary>
    private sealed class SignDescent() : Optimizer(false, "SignDescent")
    {
        protected override Operation ApplyDense(Tensor gradient, VariableBase variable) => ((Tensor)variable.AssignSub(gradient)).Op;

        protected override Operation ApplySparse(Tensor gradient, Tensor indices, VariableBase variable) => ((Tensor)tf.scatter_sub(variable, indices, gradient)).Op;
    }

    private static void InGraph(Action test)
    {
        using var graph = new Graph().AsDefault();
        test();
    }

    private static void Fails<TError>(string message, Action act) where TError : Exception =>
        Assert.AreEqual(message, Assert.ThrowsExactly<TError>(act).Message);
}

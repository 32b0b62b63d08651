using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Training;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>The graphs that optimizers build: optimizers.py, line by line.</summary>
[TestClass]
public sealed class Optimizers
{
    [TestMethod]
    public void Sgd() => Minimizing("optimizers_sgd", () => tf.train.GradientDescentOptimizer(0.1));

    [TestMethod]
    public void Momentum() => Minimizing("optimizers_momentum", () => tf.train.MomentumOptimizer(0.1, 0.9));

    [TestMethod]
    public void Nesterov() => Minimizing("optimizers_nesterov", () => tf.train.MomentumOptimizer(0.1, 0.9, use_nesterov: true, use_locking: true, name: "Nesterov"));

    [TestMethod]
    public void Adagrad() => Minimizing("optimizers_adagrad", () => tf.train.AdagradOptimizer(0.1, initial_accumulator_value: 0.2));

    [TestMethod]
    public void Adadelta() => Minimizing("optimizers_adadelta", () => tf.train.AdadeltaOptimizer(0.5, epsilon: 0.01));

    [TestMethod]
    public void Adam() => Minimizing("optimizers_adam", () => tf.train.AdamOptimizer(0.01, use_locking: true));

    [TestMethod]
    public void RMSProp() => Minimizing("optimizers_rmsprop", () => tf.train.RMSPropOptimizer(0.01, momentum: 0.5));

    [TestMethod]
    public void RMSProp_centered() => Minimizing("optimizers_rmsprop_centered", () => tf.train.RMSPropOptimizer(0.01, decay: 0.8, epsilon: 0.01, centered: true));

    [TestMethod]
    public void Ftrl() => Minimizing("optimizers_ftrl", () => tf.train.FtrlOptimizer(0.1, learning_rate_power: -0.6, l1_regularization_strength: 0.01,
        l2_regularization_strength: 0.02));

    [TestMethod]
    public void Ftrl_shrinkage() => Minimizing("optimizers_ftrl_shrinkage", () => tf.train.FtrlOptimizer(0.1, l1_regularization_strength: 0.01,
        l2_shrinkage_regularization_strength: 0.03, accum_name: "acc", linear_name: "lin"));

    [TestMethod]
    public void Proximal() => Minimizing("optimizers_proximal", () => tf.train.ProximalGradientDescentOptimizer(0.1, l1_regularization_strength: 0.01,
        l2_regularization_strength: 0.02));

    [TestMethod]
    public void Apply() => GoldenGraph.Check("optimizers_apply", () =>
    {
        var loss = Model();
        var unused = tf.get_variable("unused", new[] { 2 }, initializer: tf.zeros_initializer());
        var wide = tf.get_variable("wide", new[] { 2 }, tf.float64, initializer: tf.ones_initializer());
        var kept = tf.get_variable("kept", new[] { 2 }, initializer: tf.ones_initializer(), constraint: v => tf.clip_by_value(v, 0.95, 2.0));
        var held = tf.get_variable("held", new[] { 2 }, initializer: tf.ones_initializer(), use_resource: true, constraint: v => tf.clip_by_value(v, 0.95, 2.0));
        VariableBase parts;
        using (tf.variable_scope("p", partitioner: tf.fixed_size_partitioner(2)))
            parts = tf.get_variable("parts", new[] { 4 }, initializer: tf.ones_initializer());
        var rate = tf.placeholder_with_default(0.1, Shape.Scalar, name: "rate");
        var opt = tf.train.AdamOptimizer(rate, beta1: (Func<TensorLike>)(() => 0.8), name: "Opt");
        using (tf.variable_scope("training"))
            opt.apply_gradients([(tf.constant(new[] { 1.0, -2.0 }), kept), (tf.constant(new[] { 3.0, 4.0 }), held), (null, unused),
                (tf.constant(new[] { 1.0, 2.0 }, tf.float64), wide)], name: "first");
        List<(TensorConvertible?, VariableBase)> pairs = [(tf.constant(new[] { 0.5, -0.5 }), kept)];
        foreach (var p in (IEnumerable<VariableBase>)parts) pairs.Add((tf.ones(new[] { 2 }), p));
        opt.apply_gradients(pairs, global_step: tf.get_variable("count", Shape.Scalar, tf.int32, initializer: tf.zeros_initializer(), trainable: false, use_resource: true));
        Assert.AreEqual("m, v", string.Join(", ", opt.get_slot_names()));
        Assert.AreEqual("training/kept/Opt:0", opt.get_slot(kept, "m")!.Name);
        Assert.IsNull(opt.get_slot(unused, "m"));
        Assert.AreEqual(12, opt.variables().Count);
        var sgd = tf.train.GradientDescentOptimizer((Func<TensorLike>)(() => 0.2));
        sgd.apply_gradients(sgd.compute_gradients(loss, tf.trainable_variables().Take(2), gate_gradients: Optimizer.GATE_GRAPH, grad_loss: tf.constant(2.0)));
        tf.train.MomentumOptimizer(0.1, (Func<TensorLike>)(() => 0.5)).minimize(loss, var_list: [tf.trainable_variables()[2]], gate_gradients: Optimizer.GATE_NONE,
            colocate_gradients_with_ops: true, name: "fourth");
        tf.global_variables_initializer();
    });

    [TestMethod]
    public void Decays() => GoldenGraph.Check("optimizers_decays", () =>
    {
        var t = tf.train;
        var step = tf.placeholder(tf.int32, Shape.Scalar, name: "step");
        var count = t.get_or_create_global_step();
        t.exponential_decay(0.1, step, 4, 0.5);
        t.exponential_decay(0.1, count, 4, 0.5, staircase: true, name: "stairs");
        t.piecewise_constant(step, new[] { 2, 5 }, new[] { 1.0, 0.5, 0.25 });
        t.piecewise_constant(count, new[] { 2, 5, 7 }, new[] { 1.0, 0.5, 0.25, 0.125 }, name: "pieces");
        t.polynomial_decay(0.1, step, 6);
        t.polynomial_decay(0.1, count, 6, end_learning_rate: 0.01, power: 2.0, cycle: true, name: "poly");
        t.inverse_time_decay(0.1, step, 4, 0.5);
        t.inverse_time_decay(0.1, step, 4, 0.5, staircase: true, name: "inverse");
        t.natural_exp_decay(0.1, step, 4, 0.5);
        t.natural_exp_decay(tf.constant(0.1, tf.float64), step, 4, 0.5, staircase: true, name: "natural");
        t.cosine_decay(0.1, step, 6);
        t.cosine_decay(0.1, step, 6, alpha: 0.1, name: "cosine");
        t.cosine_decay_restarts(0.1, step, 3);
        t.linear_cosine_decay(0.1, step, 6);
        tf.global_variables_initializer();
    });

    [TestMethod]
    public void Averages() => GoldenGraph.Check("optimizers_averages", () =>
    {
        var v = tf.get_variable("v", new[] { 2 }, initializer: tf.ones_initializer());
        var r = tf.get_variable("r", new[] { 2 }, initializer: tf.zeros_initializer(), use_resource: true);
        var tensor = tf.placeholder(tf.float32, new[] { 2 }, name: "tensor");
        var ema = tf.train.ExponentialMovingAverage(0.9);
        Assert.AreEqual("v/ExponentialMovingAverage", ema.average_name(v), "before it is there");
        ema.apply();
        var n = tf.get_variable("n", Shape.Scalar, tf.int32, initializer: tf.zeros_initializer(), trainable: false);
        var counted = tf.train.ExponentialMovingAverage(0.99, num_updates: n, name: "counted");
        using (tf.control_dependencies([v.assign_add(new[] { 1.0, 2.0 }), r.assign_add(new[] { 1.0, 2.0 })]))
            counted.apply([v, r]);
        var debiased = tf.train.ExponentialMovingAverage(0.9, zero_debias: true, name: "debiased");
        debiased.apply([tensor]);
        var biased = tf.train.ExponentialMovingAverage(0.9, name: "biased");
        biased.apply([tensor]);
        Assert.AreEqual("v/ExponentialMovingAverage:0", ema.average(v)!.Name);
        Assert.IsNull(ema.average(tensor));
        var restored = ema.variables_to_restore();
        Assert.AreSame(v, restored["v/ExponentialMovingAverage"]);
        Assert.AreSame(n, restored["n"]);
        Assert.IsFalse(restored.ContainsKey("v"), "its average takes its place");
        tf.global_variables_initializer();
    });

    private static Tensor Model()
    {
        tf.set_random_seed(3);
        var x = tf.placeholder(tf.float32, (2, 3), name: "x");
        var ids = tf.placeholder(tf.int32, new[] { 4 }, name: "ids");
        var w = tf.get_variable("w", (3, 2));
        var b = tf.get_variable("b", new[] { 2 }, use_resource: true);
        var table = tf.get_variable("table", (5, 3));
        var other = tf.get_variable("other", (5, 2), use_resource: true);
        return tf.reduce_sum(tf.square(tf.matmul(x, w) + b)) + tf.reduce_sum(tf.square(tf.gather(table, ids))) + tf.reduce_sum(tf.square(tf.gather(other, ids)));
    }

    private static void Minimizing(string name, Func<Optimizer> make) => GoldenGraph.Check(name, () =>
    {
        var loss = Model();
        // The step is an argument: it is there before the gradients are.
        var optimizer = make();
        optimizer.minimize(loss, global_step: tf.train.get_or_create_global_step());
        tf.global_variables_initializer();
    });
}

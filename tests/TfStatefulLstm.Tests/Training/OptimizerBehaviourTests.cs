using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Training;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Training;

/// <summary>What every optimizer makes of a variable, step by step, against its formula in double precision: dense and sparse, by reference and behind a handle.
/// (TensorFlow's tests run each in eager mode and under strategies too, which a library of graphs does not have.)</summary>
[TestClass]
public sealed class OptimizerBehaviourTests
{
    // Rates and the like are float32 tensors, also for double variables: numbers that both types hold.
    private const double Epsilon = 1.0 / 1024;

    /// <summary>One element: its value, its gradient, its slots, the number of the step from 1 on.</summary>
    private delegate double Rule(double x, double g, double[] slots, int step);

    private sealed record Known(Func<Optimizer> Make, double[] Slots, Rule Step, bool TouchesAll = false, bool TakesDoubles = true);

    private static readonly Dictionary<string, Known> Optimizers = new()
    {
        ["sgd"] = new(() => tf.train.GradientDescentOptimizer(0.25), [], (x, g, _, _) => x - (0.25 * g)),
        ["momentum"] = new(() => tf.train.MomentumOptimizer(0.25, 0.75), [0], (x, g, s, _) => x - (0.25 * (s[0] = (0.75 * s[0]) + g))),
        ["nesterov"] = new(() => tf.train.MomentumOptimizer(0.25, 0.75, use_nesterov: true), [0], (x, g, s, _) => x - (0.25 * (g + (0.75 * (s[0] = (0.75 * s[0]) + g))))),
        ["adagrad"] = new(() => tf.train.AdagradOptimizer(0.5), [0.1], (x, g, s, _) => x - (0.5 * g / Math.Sqrt(s[0] += g * g))),
        ["adadelta"] = new(() => tf.train.AdadeltaOptimizer(0.5, rho: 0.875, epsilon: Epsilon), [0, 0], Adadelta),
        ["adam"] = new(() => tf.train.AdamOptimizer(0.125, beta1: 0.75, beta2: 0.875, epsilon: Epsilon), [0, 0], Adam, TouchesAll: true),
        ["rmsprop"] = new(() => tf.train.RMSPropOptimizer(0.125, decay: 0.75, momentum: 0.5, epsilon: Epsilon), [1, 0, 0], (x, g, s, _) => RmsProp(x, g, s, false)),
        ["rmsprop centered"] = new(() => tf.train.RMSPropOptimizer(0.125, decay: 0.75, momentum: 0.5, epsilon: Epsilon, centered: true), [1, 0, 0],
            (x, g, s, _) => RmsProp(x, g, s, true)),
        ["ftrl"] = new(() => tf.train.FtrlOptimizer(0.5, l1_regularization_strength: 0.125, l2_regularization_strength: 0.25), [0.1, 0], Ftrl),
        ["proximal"] = new(() => tf.train.ProximalGradientDescentOptimizer(0.25, l1_regularization_strength: 0.125, l2_regularization_strength: 0.25), [], Proximal, TakesDoubles: false),
    };

    public static IEnumerable<object[]> Cases => Optimizers.Keys.SelectMany(_ => new[] { false, true }, (name, resource) => new object[] { name, resource });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Every_step_is_the_formula(string name, bool resource) => InGraph(() =>
    {
        var known = Optimizers[name];
        double[] start = [0.4, -0.9, 1.7, 0.05], weights = [1, -0.5, 0.25, 0];
        var single = tf.get_variable("single", [4], initializer: tf.constant_initializer(start), use_resource: resource);
        // TensorFlow hands the proximal step its rate as it is, float32, which doubles do not go with.
        var type = known.TakesDoubles ? tf.float64 : tf.float32;
        var wide = tf.get_variable("wide", [4], type, tf.constant_initializer(start), use_resource: resource);
        var scale = tf.placeholder(tf.float64, Shape.Scalar);
        var loss = tf.reduce_sum(tf.cast(single * tf.constant(weights, tf.float32), tf.float64) * scale) + tf.reduce_sum(tf.cast(wide * tf.constant(weights, type), tf.float64) * scale);
        var train = known.Make().minimize(loss);
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        var (expected, slots) = (start.ToArray(), start.Select(_ => known.Slots.ToArray()).ToArray());
        for (var step = 1; step <= 5; step++)
        {
            var factor = 2.0 - (0.6 * step);
            sess.run(train, new FeedItem(scale, factor));
            for (var i = 0; i < 4; i++) expected[i] = known.Step(expected[i], weights[i] * factor, slots[i], step);
            Near(expected, sess.run(wide), known.TakesDoubles ? 1e-12 : 2e-6, $"{name} step {step}, {type.Name()}");
            Near(expected, sess.run(single), 2e-6, $"{name} step {step}, float");
        }
    });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Rows_that_are_named_twice_get_the_sum_and_others_stay(string name, bool resource) => InGraph(() =>
    {
        var known = Optimizers[name];
        double[,] start = { { 0.4, -0.9 }, { 1.7, 0.05 }, { -0.3, 0.6 } };
        var type = known.TakesDoubles ? tf.float64 : tf.float32;
        var table = tf.get_variable("table", [3, 2], type, tf.constant_initializer(start), use_resource: resource);
        var weights = tf.placeholder(type, [3, 2]);
        var train = known.Make().minimize(tf.reduce_sum(tf.gather(table, new[] { 2, 0, 2 }) * weights));
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        var expected = start.Cast<double>().ToArray();
        var slots = expected.Select(_ => known.Slots.ToArray()).ToArray();
        for (var step = 1; step <= 4; step++)
        {
            double[] w = [1, 2, -0.5 * step, 3, 0.25, -1];
            sess.run(train, new FeedItem(weights, NDArray.From(w, 3, 2).AsType(type)));
            double[] sums = [w[2], w[3], 0, 0, w[0] + w[4], w[1] + w[5]];
            for (var i = 0; i < 6; i++)
                if (known.TouchesAll || i / 2 != 1) expected[i] = known.Step(expected[i], sums[i], slots[i], step);
            Near(expected, sess.run(table), known.TakesDoubles ? 1e-12 : 2e-6, $"{name} step {step}");
        }
    });

    [TestMethod]
    public void Adam_keeps_one_pair_of_powers_for_all_and_two_updates_share_slots() => InGraph(() =>
    {
        var opt = tf.train.AdamOptimizer(0.1, beta1: 0.7, beta2: 0.9);
        var v = tf.get_variable("v", [2], initializer: tf.ones_initializer());
        var w = tf.get_variable("w", [1], initializer: tf.ones_initializer());
        var first = opt.apply_gradients([(tf.constant(new[] { 1f, -1 }), v), (tf.constant(new[] { 2f }), w)]);
        var second = opt.apply_gradients([(tf.constant(new[] { 0.5f, 0.5f }), v)]);
        CollectionAssert.AreEqual(new[] { "m", "v" }, opt.get_slot_names().ToArray());
        Assert.AreEqual("beta1_power:0 beta2_power:0 v/Adam:0 v/Adam_1:0 w/Adam:0 w/Adam_1:0", string.Join(' ', opt.variables().Select(s => s.Name)));
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        var powers = opt.variables().Take(2).ToArray();
        Assert.AreEqual(0.7f, sess.run(powers[0]).Item<float>());
        sess.run(first);
        sess.run(second);
        Assert.AreEqual(0.343f, sess.run(powers[0]).Item<float>(), 1e-6f);
        Assert.AreEqual(0.729f, sess.run(powers[1]).Item<float>(), 1e-6f);
        Near([0.7 * 0.3 + (0.3 * 0.5), (0.7 * -0.3) + (0.3 * 0.5)], sess.run(opt.get_slot(v, "m")!), 1e-6, "m after two updates");
        Assert.IsNull(opt.get_slot(v, "momentum"));
    });

    [TestMethod]
    public void Gradients_that_are_not_there_are_passed_over_and_the_step_is_counted() => InGraph(() =>
    {
        var (used, unused) = (tf.get_variable("used", [2], initializer: tf.ones_initializer()), tf.get_variable("unused", [2], initializer: tf.ones_initializer()));
        var count = tf.train.get_or_create_global_step();
        var opt = tf.train.MomentumOptimizer(0.5, 0.9);
        var pairs = opt.compute_gradients(tf.reduce_sum(used * 3.0));
        Assert.AreEqual("used:0 unused:0", string.Join(' ', pairs.Select(p => p.Variable.Name)));
        Assert.IsNull(pairs[1].Gradient);
        var train = opt.apply_gradients(pairs, count);
        Assert.AreSame(train, Graph.Default.Collection("train_op").Single());
        Assert.IsNull(opt.get_slot(unused, "momentum"));
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        for (var i = 0; i < 3; i++) sess.run(train);
        Assert.AreEqual(3L, sess.run(count).Item<long>());
        Near([1, 1], sess.run(unused), 0, "unused");
        Near([1 - (1.5 * (1 + 1.9 + 2.71)), 1 - (1.5 * (1 + 1.9 + 2.71))], sess.run(used), 1e-6, "used");
    });

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_constraint_comes_after_the_update(bool resource) => InGraph(() =>
    {
        var v = tf.get_variable("v", [3], initializer: tf.constant_initializer(new[] { 0.2, 0.5, 0.8 }), constraint: x => tf.clip_by_value(x, 0.0, 1.0), use_resource: resource);
        var train = tf.train.GradientDescentOptimizer(0.5).minimize(tf.reduce_sum(v * new[] { 1f, 0.5f, -1f }));
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        sess.run(train);
        Near([0, 0.25, 1], sess.run(v), 1e-7, "clipped to [0, 1]");
    });

    private static double Adadelta(double x, double g, double[] s, int step)
    {
        s[0] = (0.875 * s[0]) + (0.125 * g * g);
        var update = Math.Sqrt(s[1] + Epsilon) / Math.Sqrt(s[0] + Epsilon) * g;
        s[1] = (0.875 * s[1]) + (0.125 * update * update);
        return x - (0.5 * update);
    }

    // Epsilon stands beside the root, not under it.
    private static double Adam(double x, double g, double[] s, int step)
    {
        s[0] = (0.75 * s[0]) + (0.25 * g);
        s[1] = (0.875 * s[1]) + (0.125 * g * g);
        return x - (0.125 * Math.Sqrt(1 - Math.Pow(0.875, step)) / (1 - Math.Pow(0.75, step)) * s[0] / (Math.Sqrt(s[1]) + Epsilon));
    }

    // The mean of squares begins as one; epsilon stands under the root.
    private static double RmsProp(double x, double g, double[] s, bool centered)
    {
        s[0] = (0.75 * s[0]) + (0.25 * g * g);
        s[2] = (0.75 * s[2]) + (0.25 * g);
        s[1] = (0.5 * s[1]) + (0.125 * g / Math.Sqrt(s[0] - (centered ? s[2] * s[2] : 0) + Epsilon));
        return x - s[1];
    }

    private static double Ftrl(double x, double g, double[] s, int step)
    {
        var sum = s[0] + (g * g);
        s[1] += g - ((Math.Sqrt(sum) - Math.Sqrt(s[0])) / 0.5 * x);
        s[0] = sum;
        return Math.Abs(s[1]) > 0.125 ? ((Math.Sign(s[1]) * 0.125) - s[1]) / ((Math.Sqrt(sum) / 0.5) + 0.5) : 0;
    }

    private static double Proximal(double x, double g, double[] s, int step)
    {
        var y = x - (0.25 * g);
        return Math.Sign(y) * Math.Max(Math.Abs(y) - (0.25 * 0.125), 0) / (1 + (0.25 * 0.25));
    }

    private static void Near(double[] expected, NDArray actual, double tolerance, string what)
    {
        var values = actual.AsType(DType.Float64).ToArray<double>();
        Assert.HasCount(expected.Length, values, what);
        for (var i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], values[i], tolerance * Math.Max(1, Math.Abs(expected[i])), $"{what}, element {i}");
    }

    private static void InGraph(Action test)
    {
        using var graph = new Graph().AsDefault();
        test();
    }
}

using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Variables;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Variables;

/// <summary>What TensorFlow's own tests of variable scopes pin, where the recorded graphs of scopes.py and builds.py do not show it. What does not apply: eager mode
/// and its variable stores, variable creators and distribution (TensorFlow 1 graph mode alone is here); a getter or a regularizer that is no function, and a scope
/// flag that is no bool (types say so); scopes of several threads in one graph (one flow at a time builds a graph; graphs of their own are tested below).</summary>
[TestClass]
public sealed class VariableScopeBehaviourTests
{
    private static readonly int[] s_one = [1];

    [TestMethod]
    public void A_scope_carries_values_that_a_run_shows() => InGraph.Run(() =>
    {
        var values = new List<VariableBase>();
        using (var tower = tf.variable_scope("tower", initializer: tf.constant_initializer(0.3)))
        {
            values.Add(tf.get_variable("given", s_one));
            values.Add(tf.get_variable("own", s_one, initializer: tf.constant_initializer(0.7)));
            using (tf.variable_scope("tower", initializer: tf.constant_initializer(0.4))) values.Add(tf.get_variable("given", s_one));
            tower.set_initializer(tf.constant_initializer(0.5));
            values.Add(tf.get_variable("late", s_one));
        }
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        CollectionAssert.AreEqual(new[] { 0.3f, 0.7f, 0.4f, 0.5f }, sess.run([.. values.Select(v => (Fetch)v)]).Select(v => v.At<float>(0)).ToArray());
        Assert.AreEqual("tower/given:0 tower/own:0 tower/tower/given:0 tower/late:0", string.Join(' ', values.Select(v => v.name)));
    });

    [TestMethod]
    public void A_constraint_is_the_scopes_and_not_an_inner_scopes() => InGraph.Run(() =>
    {
        Func<VariableBase, Tensor> outer = v => tf.identity(v), own = v => tf.negative(v);
        using var tower = tf.variable_scope("tower", constraint: outer);
        Assert.AreSame(outer, tf.get_variable("given", s_one).Constraint);
        Assert.AreSame(own, tf.get_variable("own", s_one, constraint: own).Constraint);
        // TensorFlow 1.15 hands constraints no further down.
        using var inner = tf.variable_scope("inner");
        Assert.IsNull(tf.get_variable("given", s_one).Constraint);
    });

    [TestMethod]
    public void A_regularizer_speaks_once_for_a_variable() => InGraph.Run(() =>
    {
        var asked = 0;
        Tensor? Count(VariableBase v)
        {
            asked++;
            return tf.reduce_sum(v);
        }
        using (tf.variable_scope("s", regularizer: Count)) tf.get_variable("w", s_one);
        Assert.AreEqual((1, 1), (asked, tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES).Count));
        using (tf.variable_scope("s", reuse: true, regularizer: Count)) tf.get_variable("w", s_one);
        Assert.AreEqual((1, 1), (asked, tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES).Count));
        using (tf.variable_scope("p", regularizer: Count, partitioner: tf.fixed_size_partitioner(3))) tf.get_variable("w", new[] { 6 });
        Assert.AreEqual(4, asked, "each part of a partitioned variable");
    });

    [TestMethod]
    public void Reads_are_cached_where_the_scope_says() => InGraph.Run(() =>
    {
        using var tower = tf.variable_scope("tower", caching_device: "/job:moo");
        Assert.AreEqual("/job:moo", tf.get_variable("v", s_one).Value().op.Device);
        using var inner = tf.variable_scope("inner");
        Assert.AreEqual("/job:moo", tf.get_variable("v", s_one).Value().op.Device);
        Assert.AreEqual("/job:boo", tf.get_variable("w", s_one, caching_device: "/job:boo").Value().op.Device);
    });

    [TestMethod]
    public void A_variable_made_in_a_branch_is_initialized_outside_of_it() => InGraph.Run(() =>
    {
        VariableBase v = null!;
        var choice = tf.placeholder(tf.@bool, Shape.Scalar);
        var result = tf.cond(choice, () => tf.identity(v = tf.get_variable("v", s_one, initializer: tf.constant_initializer(5))), () => tf.zeros(s_one));
        using var sess = tf.Session();
        sess.run(v.initializer);
        Assert.AreEqual(5f, sess.run(result, (choice, true)).At<float>(0));
        Assert.AreEqual(0f, sess.run(result, (choice, false)).At<float>(0));
        Assert.IsEmpty(v.initializer.Inputs[1].op.Inputs, "the initial value needs nothing of the branch");
    });

    [TestMethod]
    public void A_variable_does_not_wait_for_what_is_open_around_it() => InGraph.Run(() =>
    {
        var gate = tf.placeholder(tf.float32, Shape.Scalar, name: "never_fed");
        VariableBase v;
        using (tf.control_dependencies([gate])) v = tf.get_variable("v", s_one, initializer: tf.constant_initializer(2));
        using var sess = tf.Session();
        sess.run(v.initializer);
        Assert.AreEqual(2f, sess.run(v).At<float>(0));
    });

    [TestMethod]
    public void A_default_name_is_made_unique_beside_scopes_that_are_substrings_of_it() => InGraph.Run(() =>
    {
        string Opened(string? name, string? defaultName = null)
        {
            using var scope = tf.variable_scope(name is null ? null : (ScopeLike)name, defaultName);
            return tf.get_variable("w", Shape.Scalar).name;
        }
        using var outer = tf.variable_scope("layers");
        Assert.AreEqual("layers/ab/w:0", Opened(null, "ab"));
        Assert.AreEqual("layers/a/w:0", Opened(null, "a"));
        Assert.AreEqual("layers/ab_1/w:0", Opened(null, "ab"));
        Assert.AreEqual("layers/a_2/w:0", Opened("a_2"));
        Assert.AreEqual("layers/a_1/w:0", Opened(null, "a"));
        Assert.AreEqual("layers/a_3/w:0", Opened(null, "a"), "a_2 is taken");
    });

    [TestMethod]
    public void A_scope_that_is_counted_anew_may_meet_what_was_there() => InGraph.Run(() =>
    {
        // Closing layer_1 forgets what was opened inside of it: the default name comes again, and the variable exists.
        void Inner()
        {
            using var outer = tf.variable_scope("layer_1");
            using var inner = tf.variable_scope(null, "layer");
            tf.get_variable("v", Shape.Scalar);
        }
        Inner();
        Assert.Contains("Variable layer_1/layer/v already exists, disallowed.", Assert.ThrowsExactly<ValueError>(Inner).Message);
    });

    [TestMethod]
    public void An_error_inside_a_scope_closes_it() => InGraph.Run(() =>
    {
        Assert.ThrowsExactly<ValueError>(() =>
        {
            using var outer = tf.variable_scope("outer", reuse: true);
            using var inner = tf.variable_scope("inner");
            tf.get_variable("missing", s_one);
        });
        Assert.AreEqual("", tf.get_variable_scope().name);
        Assert.AreEqual("fresh:0", tf.get_variable("fresh", s_one).name);
    });

    [TestMethod]
    public void Get_or_create_makes_finds_and_lets_inner_scopes_do_so_too() => InGraph.Run(() =>
    {
        VariableBase Get(string inner)
        {
            using var s = tf.variable_scope("s", reuse: tf.AUTO_REUSE);
            using var t = tf.variable_scope(inner);
            return tf.get_variable("v", s_one);
        }
        var first = Get("t");
        Assert.AreSame(first, Get("t"));
        Assert.AreNotSame(first, Get("u"));
        using (tf.variable_scope("s", reuse: tf.AUTO_REUSE)) Assert.AreEqual("s/w:0", tf.get_variable("w", s_one).name);
        using (tf.variable_scope("s", reuse: true)) Assert.AreEqual("s/w:0", tf.get_variable("w", s_one).name);
    });

    [TestMethod]
    public void A_getter_is_asked_again_when_a_variable_is_found() => InGraph.Run(() =>
    {
        var asked = 0;
        VariableBase Counting(VariableGetter getter, VariableArgs args)
        {
            asked++;
            return getter(args);
        }
        VariableBase made;
        using (tf.variable_scope("s", custom_getter: Counting)) made = tf.get_variable("v", s_one);
        using (tf.variable_scope("s", custom_getter: Counting, reuse: true)) Assert.AreSame(made, tf.get_variable("v", s_one));
        Assert.AreEqual(2, asked);
        Assert.HasCount(1, tf.global_variables());
        // A getter may make more than it is asked for.
        var two = tf.get_variable("sum", s_one, initializer: tf.ones_initializer(), custom_getter: (getter, args) =>
        {
            getter(args with { Name = args.Name + "/0" });
            return getter(args with { Name = args.Name + "/1" });
        });
        Assert.AreEqual("sum/1:0", two.name);
        Assert.HasCount(3, tf.global_variables());
    });

    [TestMethod]
    public void An_initializer_of_a_part_sees_which_part_it_is() => InGraph.Run(() =>
    {
        var seen = new List<string>();
        var v = tf.get_variable("v", (5, 2), partitioner: tf.fixed_size_partitioner(2), initializer: new Watching(seen));
        Assert.AreEqual("of (5, 2) at 0,0 is (3, 2) | of (5, 2) at 3,0 is (2, 2)", string.Join(" | ", seen));
        Assert.AreEqual("v/part_0:0 v/part_1:0", string.Join(' ', tf.trainable_variables().Select(p => p.name)));
        Assert.AreEqual(new Shape(5, 2), v.Shape);
    });

    [TestMethod]
    public async Task Threads_with_graphs_of_their_own_open_scopes_side_by_side()
    {
        using var both = new Barrier(2);
        Task<string> Build(string name) => Task.Run(() =>
        {
            var names = "";
            InGraph.Run(() =>
            {
                using var outer = tf.variable_scope("same");
                both.SignalAndWait();
                using var inner = tf.variable_scope(name);
                both.SignalAndWait();
                names = $"{tf.get_variable("v", s_one).name} {tf.get_variable_scope().name}";
            });
            return names;
        });
        var built = await Task.WhenAll(Build("a"), Build("b"));
        CollectionAssert.AreEqual(new[] { "same/a/v:0 same/a", "same/b/v:0 same/b" }, built);
    }

    private sealed class Watching(List<string> seen) : Initializer
    {
        public override TensorLike Call(Shape shape, DType? type = null, PartitionInfo? partition = null)
        {
            seen.Add($"of {partition!.FullShape} at {string.Join(',', partition.Offset)} is {shape}");
            return tf.zeros(shape, type ?? tf.float32);
        }
    }
}

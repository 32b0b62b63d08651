using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Protos;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Variables;

/// <summary>What scopes hand to the variables in them.</summary>
[TestClass]
public sealed class VariableScopeTests
{
    [TestMethod]
    public void The_inner_getter_is_asked_first() => InGraph.Run(() =>
    {
        var asked = new List<string>();
        using var a = tf.variable_scope("a", custom_getter: (getter, args) =>
        {
            asked.Add("outer " + args.Name);
            return getter(args with { Name = args.Name + "_o" });
        });
        using var b = tf.variable_scope("b", custom_getter: (getter, args) =>
        {
            asked.Add("inner " + args.Name);
            return getter(args with { Name = args.Name + "_i" });
        });
        Assert.AreEqual("a/b/v_i_o:0", tf.get_variable("v", new[] { 1 }).name);
        CollectionAssert.AreEqual(new[] { "inner a/b/v", "outer a/b/v_i" }, asked);
    });

    [TestMethod]
    public void Auto_reuse_makes_and_finds() => InGraph.Run(() =>
    {
        VariableBase Get()
        {
            using var scope = tf.variable_scope("s", reuse: tf.AUTO_REUSE);
            return tf.get_variable("v", new[] { 1 });
        }
        Assert.AreSame(Get(), Get());
        Assert.HasCount(1, tf.global_variables());
    });

    [TestMethod]
    public void Reuse_is_handed_down_and_not_up() => InGraph.Run(() =>
    {
        using (tf.variable_scope("s")) tf.get_variable("v", new[] { 1 });
        using (tf.variable_scope("s", reuse: true))
        using (tf.variable_scope("inner")) Assert.ThrowsExactly<ValueError>(() => tf.get_variable("new", new[] { 1 }));
        using (tf.variable_scope("s"))
        {
            tf.get_variable("new", new[] { 1 });
            tf.get_variable_scope().reuse_variables();
            Assert.AreEqual("s/v:0", tf.get_variable("v", new[] { 1 }).name);
        }
        Assert.AreEqual("", tf.get_variable_scope().name);
    });

    [TestMethod]
    public void Collections_by_scope() => InGraph.Run(() =>
    {
        using (var scope = tf.variable_scope("s"))
        {
            tf.get_variable("v", new[] { 1 });
            tf.get_variable("frozen", new[] { 1 }, trainable: false);
            tf.get_local_variable("local", new[] { 1 });
            Assert.AreEqual("s/v:0", string.Join(" ", scope.trainable_variables().Select(v => v.name)));
            Assert.AreEqual("s/v:0 s/frozen:0", string.Join(" ", scope.global_variables().Select(v => v.name)));
            Assert.AreEqual("s/local:0", string.Join(" ", scope.local_variables().Select(v => v.name)));
        }
        tf.get_variable("v", new[] { 1 });
        Assert.AreEqual("s/v:0 s/frozen:0", string.Join(" ", tf.global_variables("s").Select(v => v.name)));
    });

    [TestMethod]
    public void Two_graphs_know_nothing_of_each_other()
    {
        var first = InGraph.Run(() => tf.get_variable("v", new[] { 1 }));
        var second = InGraph.Run(() => tf.get_variable("v", new[] { 1 }));
        Assert.AreEqual(first.Operations.Count, second.Operations.Count);
    }

    [TestMethod]
    public void A_partitioned_variable_is_the_concatenation_of_its_parts() => InGraph.Run(() =>
    {
        var v = (TfStatefulLstm.Variables.PartitionedVariable)tf.get_variable("v", (5, 2), partitioner: tf.fixed_size_partitioner(2),
            initializer: tf.constant_initializer(new[] { 1.0, 2.0 }));
        Assert.AreEqual("5 2 0,3:0,2", v[0].SaveSliceInfo!.Spec);
        Assert.AreEqual("5 2 3,2:0,2", v[1].SaveSliceInfo!.Spec);
        var sum = tf.reduce_sum(v);
        var doubled = v.assign(tf.fill((5, 2), 3.0));
        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        Assert.AreEqual(1f + 2 * 5 + 1 + 2 * 3, session.run(sum).Item<float>());
        CollectionAssert.AreEqual(Enumerable.Repeat(3f, 10).ToArray(), session.run(doubled).ToArray<float>());
    });

    [TestMethod]
    public void A_variable_comes_back_from_its_wire_form()
    {
        var graph = InGraph.Run(() =>
        {
            tf.get_variable("ref", new[] { 2 });
            tf.get_variable("resource", new[] { 2 }, use_resource: true, trainable: false);
        });
        foreach (var variable in graph.Collection(tf.GraphKeys.GLOBAL_VARIABLES).OfType<VariableBase>())
        {
            var def = VariableDef.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(variable.ToProto()!));
            var back = VariableBase.FromProto(graph, def);
            Assert.AreEqual(variable.ToString(), back.ToString());
            Assert.AreEqual(variable.Trainable, back.Trainable);
            Assert.AreSame(variable.Initializer, back.Initializer);
            Assert.AreSame(variable.GraphElement, back.GraphElement);
            Assert.AreEqual(def, back.ToProto());
        }
    }

    [TestMethod]
    public void A_wire_form_outside_the_exported_scope_is_none()
    {
        InGraph.Run(() =>
        {
            using var scope = tf.variable_scope("s");
            var variable = tf.get_variable("v", new[] { 2 });
            Assert.AreEqual("v:0", variable.ToProto("s")!.VariableName);
            Assert.IsNull(variable.ToProto("other"));
        });
    }
}

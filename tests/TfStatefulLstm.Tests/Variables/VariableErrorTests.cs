using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Variables;

/// <summary>What a wrong use of variables and their scopes is told: Python's errors, word for word.</summary>
[TestClass]
public sealed class VariableErrorTests
{
    [TestMethod]
    public void A_variable_that_exists() => InGraph.Fails<ValueError>(
        "Variable v already exists, disallowed. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in VarScope?",
        () => { V(); V(); });

    [TestMethod]
    public void A_variable_that_does_not_exist() => InGraph.Fails<ValueError>(
        "Variable w does not exist, or was not created with tf.get_variable(). Did you mean to set reuse=tf.AUTO_REUSE in VarScope?",
        () => Reused(() => tf.get_variable("w", new[] { 1 })));

    [TestMethod]
    public void A_reused_variable_of_another_shape() => InGraph.Fails<ValueError>(
        "Trying to share variable v, but specified shape (3, 2) and found shape (2, 3).",
        () => { V(); Reused(() => tf.get_variable("v", (3, 2))); });

    [TestMethod]
    public void A_reused_variable_of_another_type() => InGraph.Fails<ValueError>(
        "Trying to share variable v, but specified dtype float64 and found dtype float32_ref.",
        () => { V(); Reused(() => tf.get_variable("v", (2, 3), dtype: tf.float64)); });

    [TestMethod]
    public void A_shape_beside_a_value() => InGraph.Fails<ValueError>("If initializer is a constant, do not specify shape.",
        () => tf.get_variable("q", new[] { 2 }, initializer: tf.zeros(new[] { 2 })));

    [TestMethod]
    public void No_shape_at_all() => InGraph.FailsWith<ValueError>("The initializer passed is not valid.", () => tf.get_variable("q"));

    [TestMethod]
    public void A_value_of_another_type() => InGraph.Fails<ValueError>(
        "Initializer type '<dtype: 'float32'>' and explicit dtype '<dtype: 'int32'>' don't match.",
        () => tf.get_variable("q", initializer: tf.zeros(new[] { 2 }), dtype: tf.int32));

    [TestMethod]
    public void A_type_without_a_default_initializer() => InGraph.Fails<ValueError>("An initializer for variable q of <dtype: 'complex64'> is required",
        () => tf.get_variable("q", new[] { 2 }, dtype: tf.complex64));

    [TestMethod]
    public void A_scope_without_a_name() => InGraph.Fails<TypeError>("If default_name is None then name_or_scope is required", () => tf.variable_scope(null));

    [TestMethod]
    public void A_default_name_that_is_to_reuse() => InGraph.Fails<ValueError>("reuse=True cannot be used without a name_or_scope",
        () => tf.variable_scope(null, default_name: "x", reuse: true));

    [TestMethod]
    public void A_name_that_is_no_scope_name() => InGraph.Fails<ValueError>("'a b' is not a valid scope name", () => tf.variable_scope("a b"));

    [TestMethod]
    public void A_scope_that_failed_to_open_leaves_the_open_one() => InGraph.Run(() =>
    {
        using var scope = tf.variable_scope("outer");
        Assert.ThrowsExactly<ValueError>(() => tf.variable_scope("a b"));
        Assert.AreEqual("outer/v:0", tf.get_variable("v", new[] { 1 }).name);
        Assert.AreEqual("outer/c:0", tf.constant(1, name: "c").name);
    });

    [TestMethod]
    public void Scopes_closed_in_the_wrong_order() => InGraph.Fails<RuntimeError>("Improper nesting of variable_scope.", () =>
    {
        var outer = tf.variable_scope("outer");
        tf.variable_scope("inner");
        outer.Dispose();
    });

    [TestMethod]
    public void An_initial_value_of_unknown_shape() => InGraph.Fails<ValueError>(
        "initial_value must have a shape specified: Tensor(\"Placeholder:0\", shape=(?,), dtype=float32)",
        () => tf.Variable(tf.placeholder(tf.float32, new[] { -1 })));

    [TestMethod]
    public void An_initial_value_from_inside_a_loop() => InGraph.FailsWith<ValueError>("is from inside a control-flow construct, such as a loop or conditional.",
        () => tf.while_loop(i => i < 3, i => { tf.Variable(i * 2); return i + 1; }, tf.constant(0)));

    [TestMethod]
    public void A_variable_made_inside_a_loop_is_initialized_outside_of_it() => InGraph.Run(() =>
    {
        tf.while_loop(i => i < 3, i => i + tf.cast(tf.reduce_sum(tf.get_variable("v", new[] { 2 })), tf.int32), tf.constant(0));
        var variable = tf.global_variables().Single();
        Assert.AreEqual("v:0", variable.name);
        Assert.IsNull(variable.initial_value!.Op.ControlFlowContext);
    });

    [TestMethod]
    public void Cuts_along_two_dimensions() => InGraph.Fails<ValueError>("Can only slice a variable along one dimension: shape: (3, 3), partitioning: [2, 2]",
        () => tf.get_variable("p", (3, 3), partitioner: (_, _) => [2, 2]));

    [TestMethod]
    public void Cuts_of_another_rank() => InGraph.Fails<ValueError>("Partitioner returned a partition list that does not match the Variable's rank: [2] vs. (3, 3)",
        () => tf.get_variable("p", (3, 3), partitioner: (_, _) => [2]));

    [TestMethod]
    public void A_partitioned_variable_asked_for_whole() => InGraph.Fails<ValueError>("No partitioner was provided, but a partitioned version of the variable was found: "
        + "p/part_0. Perhaps a variable of the same name was already created with partitioning?", () => { P(); tf.get_variable("p", (4, 2)); });

    [TestMethod]
    public void A_partitioned_variable_that_exists() => InGraph.Fails<ValueError>(
        "Partitioned variable with name p already exists. Did you mean to set reuse=True or reuse=tf.AUTO_REUSE in VarScope?", () => { P(); P(); });

    [TestMethod]
    public void A_global_step_that_is_no_integer() => InGraph.Fails<TypeError>("Existing \"global_step\" does not have integer type: <dtype: 'float32_ref'>",
        () => { tf.get_variable("global_step", Shape.Scalar, tf.float32); tf.train.get_or_create_global_step(); });

    [TestMethod]
    public void A_variable_used_as_another_type() => InGraph.Fails<ValueError>("Incompatible type conversion requested to type 'int32' for variable of type 'float32_ref'",
        () => ((TensorLike)tf.get_variable("v", new[] { 2 })).ToTensor(Graph.Default, DType.Int32));

    [TestMethod]
    public void Variables_of_other_types_in_one_op()
    {
        const string Product = "Input 'b' of 'MatMul' Op has type int32 that does not match type float32 of argument 'a'.";
        const string Together = "Tensors in list passed to 'values' of 'ConcatV2' Op have types [float32, int32] that don't all match.";
        InGraph.Fails<TypeError>(Product, () => tf.matmul(X(), Ints()));
        InGraph.Fails<TypeError>(Product, () => tf.matmul(X(), Ints(use_resource: true)));
        InGraph.Fails<TypeError>(Together, () => tf.concat((X(), Ints()), 0));
        InGraph.Fails<TypeError>(Together, () => tf.concat((tf.get_variable("f", (2, 2)), Ints(use_resource: true)), 0));
        InGraph.Fails<TypeError>("Input 'y' of 'AddV2' Op has type int32 that does not match type float32 of argument 'x'.", () => _ = tf.get_variable("f", (2, 2)) + Ints());
        InGraph.Fails<TypeError>("Input 'value' of 'Assign' Op has type int32 that does not match type float32 of argument 'ref'.", () => tf.assign(tf.get_variable("f", (2, 2)), Ints()));
    }

    [TestMethod]
    public void Values_of_another_shape()
    {
        InGraph.Fails<ValueError>("Shapes must be equal rank, but are 2 and 1 for 'Assign' (op: 'Assign') with input shapes: [2,2], [3].",
            () => tf.get_variable("f", (2, 2)).assign(tf.zeros(new[] { 3 })));
        InGraph.Fails<ValueError>("Shapes (2, 2) and (3,) are incompatible", () => Ints(use_resource: true).assign(tf.zeros(new[] { 3 }, tf.int32)));
    }

    private static Tensor X() => tf.placeholder(tf.float32, (2, 2), name: "x");

    private static TfStatefulLstm.Framework.Variables.VariableBase Ints(bool use_resource = false) => tf.get_variable("i", (2, 2), tf.int32, use_resource: use_resource);

    private static void V() => tf.get_variable("v", (2, 3));

    private static void P() => tf.get_variable("p", (4, 2), partitioner: tf.fixed_size_partitioner(2));

    private static void Reused(Action get)
    {
        using var scope = tf.variable_scope("", reuse: true);
        get();
    }
}

using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Ops.Functions;

/// <summary>tests/golden/programs/functions_state.py, line by line.</summary>
[TestClass]
public sealed class StateFunctionsTests
{
    [TestMethod]
    public void Tables_and_assigns_are_the_nodes_that_Python_makes() => RecordedGraph.AssertSame("functions_state", () =>
    {
        var x = tf.placeholder(tf.float32, [2, 3], name: "x");
        var classes = tf.placeholder(tf.int32, [2], name: "classes");
        var sequence = tf.placeholder(tf.int32, [2, 4], name: "sequence");
        var n = tf.placeholder(tf.int32, [], name: "n");
        var v = tf.get_variable("v", [4, 3], initializer: tf.constant_initializer(0.5));
        var w = tf.get_variable("w", [4, 3], initializer: tf.zeros_initializer());
        var res = tf.get_variable("res", [4, 3], use_resource: true, initializer: tf.ones_initializer());
        tf.nn.embedding_lookup(v, classes);
        tf.nn.embedding_lookup(v, sequence, name: "rows", max_norm: 1.0);
        tf.nn.embedding_lookup([v, w], sequence);
        tf.nn.embedding_lookup([v, w], classes, partition_strategy: "div");
        tf.nn.embedding_lookup(res, classes);
        tf.gather(v, classes);
        tf.gather(res, classes);
        _ = v[..2];
        _ = v[new Slice(null, n)];
        _ = v + 1.0;
        tf.reduce_mean(v);
        tf.stack([v, w]);
        using (tf.control_dependencies([tf.identity(x)])) tf.assign(v, tf.ones([4, 3]));
        tf.assign_add(v, new[,] { { 1f, 1f, 1f }, { 1f, 1f, 1f }, { 1f, 1f, 1f }, { 1f, 1f, 1f } }, name: "more");
        tf.assign_sub(w, v);
        tf.scatter_update(v, [0, 2], x);
        tf.scatter_add(w, classes, x);
        tf.scatter_sub(v, [1], [[1.0, 2.0, 3.0]]);
        tf.assign(v, tf.zeros([2, 2]), validate_shape: false);
        v.assign(w);
        tf.is_variable_initialized(v);
        tf.assign(res, w);
        tf.assign_add(res, w);
        tf.scatter_update(res, classes, x);
        tf.group(v.assign(w), tf.assign(w, v));
        tf.tuple(new TensorConvertible[] { v, tf.assign(w, v) });
        tf.global_variables_initializer();
    });
}

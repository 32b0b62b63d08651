using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Protos;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>What programs call beside cells and training: calls.py, line by line. Its traces are replayed with the others.</summary>
[TestClass]
public sealed class Calls
{
    [TestMethod]
    public void Sparse() => GoldenGraph.Check("calls_sparse", () =>
    {
        var x = tf.SparseTensor(new[,] { { 0, 1 }, { 2, 0 }, { 2, 2 } }, new[] { 1.0, 2.0, 3.0 }, new[] { 4, 3 });
        var y = tf.SparseTensor(indices: tf.placeholder(tf.int64, (-1, 2), "i"), values: tf.placeholder(tf.float32, new[] { -1 }, "v"),
            dense_shape: tf.placeholder(tf.int64, new[] { 2 }, "s"));
        var z = tf.sparse_placeholder(tf.int32, (-1, 3), name: "z");
        tf.sparse_tensor_to_dense(x);
        tf.sparse_tensor_to_dense(y, default_value: -1.0, validate_indices: false, name: "dense");
        tf.sparse_tensor_to_dense(z, -1);
        var (full, _) = tf.sparse_fill_empty_rows(x, 7.0);
        tf.sparse_tensor_to_dense(full, name: "full");
        var (again, _) = tf.sparse_fill_empty_rows(y, 0.5, name: "rows");
        var truth = tf.SparseTensor(new[,] { { 0, 0, 0 }, { 0, 0, 1 }, { 0, 1, 0 }, { 1, 0, 0 }, { 1, 1, 0 } }, new[] { 1, 2, 1, 4, 4 }, new[] { 2, 2, 2 });
        var guess = tf.SparseTensor(new[,] { { 0, 0, 0 }, { 0, 1, 0 }, { 0, 1, 1 }, { 1, 0, 0 } }, new[] { 1, 1, 3, 3 }, new[] { 2, 2, 2 });
        tf.edit_distance(guess, truth);
        tf.edit_distance(guess, truth, normalize: false, name: "edits");
        tf.gradients(tf.reduce_sum(tf.square(again.values)), y.values);
    });

    [TestMethod]
    public void Grids() => GoldenGraph.Check("calls_grids", () =>
    {
        var (a, b) = (tf.placeholder(tf.float32, new[] { 3 }, name: "a"), tf.placeholder(tf.float32, new[] { -1 }, name: "b"));
        tf.meshgrid(a, b);
        tf.meshgrid([new[] { 1, 2 }, new[] { 3, 4, 5 }, new[] { 6, 7 }], indexing: "ij", name: "grid");
        var (p, i) = (tf.placeholder(tf.float32, (2, 3, 4), name: "p"), tf.placeholder(tf.int32, (2, -1, 1), name: "idx"));
        tf.gather_nd(p, new[,] { { 0, 1 }, { 1, 2 } });
        tf.gather_nd(p, i, batch_dims: 1);
        tf.gather_nd(p, new[,,] { { { 1 } }, { { 2 } } }, batch_dims: 1, name: "batched");
        var four = tf.reshape(p, (int[])[2, 3, 2, 2]);
        tf.gather_nd(four, tf.zeros((int[])[2, 3, 1, 2], tf.int32), batch_dims: 2);
        tf.matrix_diag(new[,] { { 1.0, 2.0 }, { 3.0, 4.0 } });
        tf.matrix_diag(a, name: "diag");
        tf.matrix_diag_part(p);
        tf.diag(new[] { 1, 2 });
    });

    [TestMethod]
    public void Metrics() => GoldenGraph.Check("calls_metrics", () =>
    {
        var (labels, guess) = (tf.placeholder(tf.float32, (-1, 2), name: "labels"), tf.placeholder(tf.float32, (-1, 2), name: "guess"));
        var weights = tf.placeholder(tf.float32, (-1, 1), name: "weights");
        var (classes, votes) = (tf.placeholder(tf.int64, new[] { -1 }, name: "classes"), tf.placeholder(tf.int32, new[] { -1 }, name: "votes"));
        tf.metrics.mean(labels);
        tf.metrics.mean(labels, weights: 0.5, name: "half");
        tf.metrics.mean(labels, weights: weights);
        tf.metrics.accuracy(classes, votes);
        tf.metrics.mean_squared_error(labels, guess);
        var (value, _) = tf.metrics.root_mean_squared_error(labels, guess, metrics_collections: ["values"], updates_collections: [tf.GraphKeys.UPDATE_OPS]);
        Assert.AreSame(value, tf.get_collection("values")[0]);
        tf.metrics.root_mean_squared_error(labels, guess, weights, name: "weighted");
        tf.local_variables_initializer();
        Assert.HasCount(2 * 7, tf.get_collection(tf.GraphKeys.METRIC_VARIABLES));
    });

    [TestMethod]
    public void Layers() => GoldenGraph.Check("calls_layers", () =>
    {
        var (contrib, slim) = (tf.contrib.layers, tf.contrib.slim);
        tf.set_random_seed(4);
        var (x, image) = (tf.placeholder(tf.float32, (-1, 4), name: "x"), tf.placeholder(tf.float32, (2, 6, 6, 1), name: "image"));
        var y = contrib.fully_connected(x, 3);
        contrib.linear(y, 2, scope: "line");
        contrib.fully_connected(x, 3, activation_fn: tf.tanh, weights_regularizer: contrib.l2_regularizer(0.1), biases_initializer: null, scope: "plain");
        contrib.fully_connected(x, 2, activation_fn: null, scope: "shared", reuse: tf.AUTO_REUSE);
        contrib.fully_connected(x, 2, activation_fn: null, scope: "shared", reuse: true);
        var c = slim.conv2d(image, 2, (3, 3));
        c = slim.convolution2d(c, 3, 2, stride: 2, padding: "VALID", activation_fn: tf.nn.elu, scope: "second");
        var f = slim.flatten(c);
        slim.flatten(image, scope: "flat");
        var ends = slim.fully_connected(f, 2, weights_initializer: tf.truncated_normal_initializer(stddev: 0.1), weights_regularizer: slim.l1_regularizer(0.5),
            biases_regularizer: slim.l2_regularizer(0.25), outputs_collections: ["ends"], variables_collections: ["mine"]);
        slim.fully_connected(f, 2, normalizer_fn: t => tf.multiply(t, 2.0, name: "norm"), trainable: false);
        contrib.l1_l2_regularizer(0.5, 0.25)(tf.trainable_variables()[0]);
        contrib.xavier_initializer().Call((2, 3), tf.float32);
        Assert.IsNull(slim.l2_regularizer(0.0)(tf.trainable_variables()[0]));
        Assert.AreSame(ends, tf.get_collection("ends")[0]);
        Assert.AreEqual("fully_connected_1/weights:0 fully_connected_1/biases:0", string.Join(' ', tf.get_collection<VariableBase>("mine").Select(v => v.name)));
    });

    [TestMethod]
    public void Frozen()
    {
        GraphDef original = null!;
        var values = new Dictionary<string, GraphDef>();
        GoldenGraph.Check("calls_frozen", () =>
        {
            var x = tf.placeholder(tf.float32, (-1, 3), name: "x");
            var w = tf.get_variable("w", initializer: tf.constant(new[,] { { 1.0 }, { 2.0 }, { 3.0 } }));
            var r = tf.get_variable("r", initializer: tf.constant(new[] { 0.5 }), use_resource: true);
            var s = tf.get_variable("state", new[] { 2 }, initializer: tf.zeros_initializer(), trainable: false);
            var rows = tf.gather(tf.get_variable("table", initializer: tf.constant(new[,] { { 1.0 }, { 2.0 } }), use_resource: true), new[] { 1, 0 });
            var output = tf.identity(tf.matmul(tf.identity(x), w) + r, name: "out");
            tf.identity(output + s[..1] + rows, name: "stateful");
            tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(output));
            using var sess = tf.Session();
            sess.run(tf.global_variables_initializer());
            var (util, g) = (tf.graph_util, tf.get_default_graph().ToGraphDef());
            values["sub"] = util.extract_sub_graph(g, ["out"]);
            values["frozen"] = util.convert_variables_to_constants(sess, g, ["out"]);
            values["kept"] = util.convert_variables_to_constants(sess, g, ["stateful"], variable_names_blacklist: ["state"]);
            values["only"] = util.convert_variables_to_constants(sess, g, ["stateful"], variable_names_whitelist: ["w", "r", "table"]);
            values["inference"] = util.remove_training_nodes(util.convert_variables_to_constants(sess, g, ["out"]), ["out"]);
            original = g;
        });
        foreach (var (name, value) in values)
        {
            var expected = GraphDef.Parser.ParseFrom(File.ReadAllBytes(Golden.Path($"cases/calls_frozen/{name}.pb")));
            Assert.AreEqual(null, GraphDiff.First(expected, value), name);
        }
        Assert.ThrowsExactly<AssertionError>(() => tf.graph_util.extract_sub_graph(original, ["nowhere"]));
    }

    [TestMethod]
    public void A_frozen_graph_computes_what_the_graph_did() => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, new[] { -1 }, name: "x");
        tf.multiply(x, tf.get_variable("w", initializer: tf.constant(3f)), name: "y");
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        var frozen = tf.graph_util.convert_variables_to_constants(sess, tf.get_default_graph().ToGraphDef(), ["y"]);
        var alone = new Graph();
        using (alone.AsDefault()) tf.import_graph_def(frozen, name: "");
        using var other = tf.Session(alone);
        CollectionAssert.AreEqual(new[] { 3f, 6f }, other.run("y:0", ("x:0", new[] { 1f, 2f })).ToArray<float>());
    });

    [TestMethod]
    public void Functions_of_the_program()
    {
        Tensor a = null!;
        IReadOnlyList<Tensor> pair = null!;
        var graph = InGraph.Run(() =>
        {
            var x = tf.placeholder(tf.float32, new[] { 2 }, name: "x");
            a = tf.py_func(v => NDArray.Of(Array.ConvertAll(v[0].ToArray<float>(), e => e * 2)), TensorLike.List([x]), tf.float32);
            pair = tf.py_func(v => [NDArray.Of(Array.ConvertAll(v[0].ToArray<float>(), e => e + v[1].Item<int>())), (long)v[1].Item<int>()], TensorLike.List([a, 3]),
                [tf.float32, tf.int64], stateful: false, name: "pair");
            a.set_shape(new[] { 2 });
        });
        // Tokens count the functions of a process, in Python too.
        var built = graph.ToGraphDef(addShapes: true);
        var calls = built.Node.Where(n => n.Op.StartsWith("PyFunc", StringComparison.Ordinal)).ToArray();
        for (var i = 0; i < calls.Length; i++) calls[i].Attr["token"] = AttrValues.Of($"pyfunc_{i}");
        Assert.AreEqual(null, GraphDiff.First(GraphDef.Parser.ParseFrom(File.ReadAllBytes(Golden.Path("cases/calls_functions/graph.pb"))), built));

        using var sess = tf.Session(graph);
        var values = sess.run([a, pair[0], pair[1]], ("x:0", new[] { 1f, 2f }));
        CollectionAssert.AreEqual(new[] { 2f, 4f }, values[0].ToArray<float>());
        CollectionAssert.AreEqual(new[] { 5f, 7f }, values[1].ToArray<float>());
        Assert.AreEqual(3L, values[2].Item<long>());
    }

    [TestMethod]
    public void A_function_that_fails_fails_the_run() => InGraph.Run(() =>
    {
        using var sess = tf.Session();
        var thrown = tf.py_func(NDArray (NDArray[] v) => throw new ArgumentException("not this"), 1f, tf.float32);
        Assert.Contains("ArgumentException: not this", Assert.ThrowsExactly<InvalidArgumentError>(() => sess.run(thrown)).Message);
        var wrong = tf.py_func(v => v[0], 1.0, tf.int32);
        Assert.Contains("0-th value returned by pyfunc_", Assert.ThrowsExactly<InvalidArgumentError>(() => sess.run(wrong)).Message);
        var few = tf.py_func(v => [], 1.0, [tf.int32]);
        Assert.Contains(" returns 0 values, but expects to see 1 values.", Assert.ThrowsExactly<InvalidArgumentError>(() => sess.run(few[0])).Message);
    });
}

using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Rnn;
using TfStatefulLstm.Variables;
using static TfStatefulLstm.Binding;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>Graphs that programs build with variables, scopes, layers and losses: builds.py, line by line.</summary>
[TestClass]
public sealed class Builds
{
    [TestMethod]
    public void Scopes() => GoldenGraph.Check("build_scopes", () =>
    {
        var zeros = tf.zeros_initializer();
        VariableScope tower;
        using (tower = tf.variable_scope("tower"))
        {
            tf.constant(1, name: "a");
            tf.get_variable("w", Shape.Scalar, initializer: zeros);
            using (tf.variable_scope("inner"))
                tf.constant(1, name: "b");
        }
        using (tf.variable_scope("tower", reuse: true))
        {
            tf.constant(1, name: "a");
            tf.get_variable("w", Shape.Scalar);
        }
        using (var again = tf.variable_scope(tower))
        {
            tf.constant(1, name: "c");
            using (tf.name_scope(again.original_name_scope))
                tf.constant(1, name: "d");
        }
        using (tf.variable_scope("outer"))
        using (tf.variable_scope(tower, reuse: true))
        {
            tf.constant(1, name: "e");
            tf.get_variable("w", Shape.Scalar);
        }
        for (var i = 0; i < 2; i++)
        {
            using (tf.variable_scope(null, default_name: "layer"))
                tf.get_variable("k", Shape.Scalar, initializer: zeros);
        }
        using (tf.variable_scope("layer_2"))
            tf.get_variable("k", Shape.Scalar, initializer: zeros);
        using (tf.variable_scope(null, default_name: "layer"))
            tf.get_variable("k", Shape.Scalar, initializer: zeros);
        using (tf.variable_scope("noaux", auxiliary_name_scope: false))
        {
            tf.constant(1, name: "f");
            tf.get_variable("k", Shape.Scalar, initializer: zeros);
        }
        using (tf.variable_scope("", reuse: true))
            tf.constant(1, name: "g");
        using (tf.variable_scope("cached", caching_device: "/cpu:0", dtype: tf.float64, use_resource: true))
            tf.get_variable("k", new[] { 2 }, initializer: zeros);
        using (tf.device("/device:GPU:1"))
            tf.get_variable("placed", new[] { 2 }, initializer: zeros, caching_device: "/cpu:0");
        tf.Variable(1.5, name: "w", collections: [tf.GraphKeys.LOCAL_VARIABLES], trainable: false);
        using (tf.name_scope("n"))
        {
            tf.Variable(() => tf.ones(new[] { 2 }), dtype: tf.float32);
            tf.get_variable("outside", new[] { 1 }, initializer: zeros);
        }
    });

    [TestMethod]
    public void Regularizers() => GoldenGraph.Check("build_regularizers", () =>
    {
        using (tf.variable_scope("s", regularizer: v => tf.reduce_sum(v) * 0.1, initializer: tf.constant_initializer(3.0)))
        {
            using (tf.control_dependencies([tf.constant(0, name: "dep")]))
                tf.get_variable("v", new[] { 2 });
            tf.get_variable("b", new[] { 1 }, regularizer: v => null);
            using (tf.variable_scope("inner", initializer: typeof(Ones)))
                tf.get_variable("v", new[] { 2 });
        }
    });

    [TestMethod]
    public void Partitions() => GoldenGraph.Check("build_partitions", () =>
    {
        VariableBase v;
        using (tf.variable_scope("p", partitioner: tf.fixed_size_partitioner(3)))
        {
            v = tf.get_variable("v", (7, 2), initializer: tf.random_uniform_initializer(seed: 4));
            tf.get_variable("w", initializer: tf.ones((4, 2)));
            tf.get_variable("s", Shape.Scalar, initializer: tf.zeros_initializer());
        }
        tf.identity(v, name: "use");
        using (tf.variable_scope("p", reuse: true))
            tf.identity(tf.get_variable("v"), name: "use");
        tf.get_variable("axis", (2, 5), partitioner: tf.variable_axis_size_partitioner(16, axis: 1));
        tf.get_variable("most", (6, 2), partitioner: tf.min_max_variable_partitioner(max_partitions: 4, min_slice_size: 20));
    });

    [TestMethod]
    public void Initializers() => GoldenGraph.Check("build_initializers", () =>
    {
        tf.set_random_seed(3);
        foreach (var (name, initializer) in new (string?, Initializer?)[]
        {
            ("uniform", tf.random_uniform_initializer(-1.0, 1.0)), ("normal", tf.random_normal_initializer(1.0, 0.5, seed: 2)),
            ("truncated", tf.truncated_normal_initializer(stddev: 0.1)), ("unit", tf.uniform_unit_scaling_initializer(1.5)),
            ("scaling", tf.variance_scaling_initializer(2.0, "fan_out", "untruncated_normal")), ("xavier", tf.glorot_normal_initializer()),
            ("he_n", tf.initializers.he_normal()), ("he_u", tf.initializers.he_uniform()), ("lecun_n", tf.initializers.lecun_normal()),
            ("lecun_u", tf.initializers.lecun_uniform()), ("list", tf.constant_initializer(new[] { 1.0, 2.0, 3.0 })), ("cls", typeof(Zeros)),
            ("fn", Initializer.From((shape, dtype) => new NDArray(dtype, shape.Dims).Ones())), (null, null),
        })
            tf.get_variable(name ?? "default", (3, 2), initializer: initializer);
        tf.get_variable("conv", (3, 3, 2, 4));
        tf.get_variable("vector", new[] { 5 });
        tf.get_variable("array", initializer: NDArray.Of(new[] { 1.0, 2.0 }));
        tf.get_variable("number", initializer: 3);
        tf.get_variable("integer", new[] { 2 }, dtype: tf.int32);
        tf.get_variable("double", new[] { 1100 }, dtype: tf.float64, initializer: tf.zeros_initializer());
    });

    [TestMethod]
    public void Dependent_values() => GoldenGraph.Check("build_dependent_values", () =>
    {
        var a = tf.Variable(tf.random_normal(new[] { 2 }, seed: 1), name: "a");
        tf.Variable(a.initialized_value() * 2.0, name: "b");
        tf.Variable(a * 3.0, name: "c");
    });

    [TestMethod]
    public void Reports() => GoldenGraph.Check("build_reports", () =>
    {
        tf.get_variable("v", new[] { 2 });
        tf.get_local_variable("l", new[] { 1 }, initializer: tf.zeros_initializer(), use_resource: true);
        tf.report_uninitialized_variables();
        tf.train.get_or_create_global_step();
        tf.local_variables_initializer();
        tf.global_variables_initializer();
    });

    [TestMethod]
    public void Layers() => GoldenGraph.Check("build_layers", () =>
    {
        tf.layers.dense(tf.placeholder(tf.float32, (2, 3, 4)), 5);
        tf.layers.dense(tf.placeholder(tf.float32, (-1, 3, 4)), 5, use_bias: false);
        var x = tf.layers.dense(tf.placeholder(tf.float32, (2, 4)), 5, kernel_regularizer: v => tf.reduce_sum(v),
            activity_regularizer: t => tf.reduce_sum(t), name: "d");
        tf.layers.dropout(x, 0.3, training: true, seed: 3);
        tf.layers.dropout(x);
        tf.layers.dropout(x, training: tf.placeholder(tf.@bool, Shape.Scalar));
        var image = tf.placeholder(tf.float32, (-1, 6, 6, 1));
        tf.layers.average_pooling2d(image, 2, 2);
        tf.layers.conv2d(image, 2, (3, 2), strides: (1, 2), padding: "SAME", use_bias: false);
        tf.layers.flatten(tf.placeholder(tf.float32, (4, 2, -1)));
    });

    [TestMethod]
    public void Losses() => GoldenGraph.Check("build_losses", () =>
    {
        var labels = tf.placeholder(tf.float32, (4, 3), name: "labels");
        var guess = tf.placeholder(tf.float32, (-1, 3), name: "guess");
        var four = new NDArray(tf.float32, 4, 1).Ones();
        tf.losses.absolute_difference(labels, guess);
        tf.losses.huber_loss(labels, guess, weights: 2.0);
        tf.losses.hinge_loss(labels, guess, reduction: "weighted_sum_over_batch_size");
        tf.losses.cosine_distance(labels, guess, axis: 1);
        tf.losses.sigmoid_cross_entropy(labels, guess, label_smoothing: 0.1);
        tf.losses.softmax_cross_entropy(labels, guess, label_smoothing: 0.1);
        tf.losses.sparse_softmax_cross_entropy(tf.placeholder(tf.int32, new[] { 4 }, name: "classes"), labels);
        tf.losses.sparse_softmax_cross_entropy(tf.placeholder(tf.int32, (4, 1)), labels, scope: "squeezed");
        tf.losses.mean_squared_error(labels, labels, weights: four, reduction: "none", loss_collection: null);
        tf.losses.log_loss(labels, labels, reduction: "weighted_mean");
        tf.losses.mean_squared_error(labels, labels, weights: four);
        tf.losses.get_total_loss();
        tf.losses.get_regularization_loss();
    });
}

/// <summary>More of builds.py: matrices as initial values, and cells in all ways to call them.</summary>
[TestClass]
public sealed class CellBuilds
{
    [TestMethod]
    public void Matrices() => GoldenGraph.Check("build_matrices", () =>
    {
        tf.set_random_seed(5);
        tf.get_variable("tall", (4, 2), initializer: tf.orthogonal_initializer());
        tf.get_variable("wide", (2, 3), initializer: tf.orthogonal_initializer(2.0, seed: 7));
        tf.get_variable("conv", (3, 3, 2, 4), initializer: tf.orthogonal_initializer());
        tf.get_variable("eye", (2, 2), initializer: tf.initializers.identity(2.0));
        tf.get_variable("oblong", (2, 3), initializer: tf.initializers.identity());
        tf.get_variable("parts", (4, 3), initializer: tf.initializers.identity(), partitioner: tf.fixed_size_partitioner(2));
    });

    [TestMethod]
    public void Contrib() => GoldenGraph.Check("build_contrib", () =>
    {
        var layers = tf.contrib.layers;
        var regularizer = layers.l2_regularizer(0.01);
        tf.get_variable("xavier", (4, 2), initializer: layers.xavier_initializer(), regularizer: regularizer);
        tf.get_variable("normal", (3, 3, 2, 4), initializer: layers.xavier_initializer(uniform: false, seed: 3));
        tf.get_variable("scaling", new[] { 5 }, initializer: layers.variance_scaling_initializer(), regularizer: layers.l2_regularizer(0.0));
        tf.get_variable("scoped", new[] { 4 }, regularizer: layers.l2_regularizer(0.5, scope: "own"));
    });

    [TestMethod]
    public void Cells() => GoldenGraph.Check("build_cells", () =>
    {
        var rnn = tf.nn.rnn_cell;
        var x = tf.placeholder(tf.float32, (-1, 3), name: "x");
        var gru = rnn.GRUCell(3, kernel_initializer: tf.ones_initializer(), bias_initializer: tf.zeros_initializer());
        var twice = rnn.MultiRNNCell([gru, gru]);
        var (@out, state) = twice.__call__(x, twice.zero_state(tf.shape(x)[0], tf.float32));
        (@out, state) = twice.__call__(@out, state);
        var lstm = rnn.LSTMCell(4, name: "named", num_proj: 2, num_proj_shards: 2, initializer: tf.zeros_initializer());
        Tensor h;
        Nested s;
        using (tf.variable_scope("first"))
            (h, s) = lstm.__call__(x, lstm.zero_state(5, tf.float32));
        using (tf.variable_scope("second"))
            (h, s) = lstm.__call__(x, s);
        using (tf.variable_scope("third"))
            (h, s) = lstm.__call__(x, s, scope: "ignored");
        var basic = rnn.BasicRNNCell(2, activation: tf.keras.activations.get("relu"));
        basic.__call__(x, basic.get_initial_state(inputs: x), scope: "given");
        using (var given = tf.variable_scope("given", reuse: true))
        {
            var again = rnn.BasicRNNCell(2, reuse: true);
            again.__call__(x, again.zero_state(5, tf.float32), scope: given);
        }
        var mine = new Mine();
        (@out, state) = mine.__call__(x, mine.zero_state(2, tf.float32));
        (@out, state) = mine.__call__(x, state);
        tf.nn.dynamic_rnn(mine, tf.placeholder(tf.float32, (2, -1, 3)), dtype: tf.float32);
        var flat = rnn.MultiRNNCell([rnn.BasicLSTMCell(2, state_is_tuple: false), rnn.GRUCell(3)], state_is_tuple: false);
        flat.__call__(x, flat.zero_state(2, tf.float32));
        using (tf.variable_scope("resources", use_resource: true))
        {
            var kept = tf.get_variable("kept", (2, 4), initializer: tf.zeros_initializer(), trainable: false);
            var cell = rnn.GRUCell(4);
            cell.__call__(tf.zeros((2, 3)), kept);
            (@out, var @new) = tf.nn.dynamic_rnn(cell, tf.zeros((2, 5, 3)), initial_state: kept, sequence_length: new[] { 1, 2 });
            kept.assign(@new.Value);
            tf.tuple([kept.assign(@new.Value)]);
        }
        using (tf.device("/cpu:0"))
            tf.nn.dynamic_rnn(rnn.LSTMCell(2, name: "placed", dtype: tf.float64), tf.zeros((2, 5, 3), tf.float64), dtype: tf.float64);
        tf.global_variables_initializer();
    });

    private sealed class Mine : RNNCell
    {
        public override Nest<Shape> StateSize => new Shape(3);

        public override Nest<Shape> OutputSize => new Shape(3);

        protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
        {
            var w = tf.get_variable("w", (3, 3), initializer: tf.ones_initializer());
            var next = tf.tanh(tf.matmul(inputs.Value, w) + state.Value);
            return (next, next);
        }
    }
}

/// <summary>Arrays that tests are made of.</summary>
internal static class TestArrays
{
    /// <summary>The array filled with ones.</summary>
    public static NDArray Ones(this NDArray array)
    {
        array.Data<float>().Fill(1);
        return array;
    }
}

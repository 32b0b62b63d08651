using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Variables;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>What real programs do that surprises an implementer: surprises.py, line by line. Types given as strings have no C# spelling: a type is
/// <c>tf.float32</c>, and an axis a number. The same cell listed twice is in builds.py, regularizers and initializers there too.</summary>
[TestClass]
public sealed class Surprises
{
    [TestMethod]
    public void Names() => GoldenGraph.Check("surprises_names", () =>
    {
        tf.constant(0.1, name: "learning_rate");
        tf.constant(0.1, name: "Learning_rate");
        var a = tf.placeholder(tf.float32, new[] { 2 }, name: "a");
        tf.multiply(a, a, name: "mul");
        tf.multiply(a, a);
        tf.Variable(1.0, name: "A");
        using (tf.name_scope("Scope"))
            tf.identity(a);
        using (tf.name_scope("scope"))
        {
            tf.identity(a);
            tf.Variable(1.0, name: "v");
            tf.get_variable("v", initializer: 1.0);
        }
        using (tf.variable_scope("scope"))
        {
            tf.Variable(1.0, name: "v");
            tf.get_variable("v", initializer: 1.0);
        }
        tf.get_variable("root", initializer: 1.0);
        using (tf.variable_scope("", reuse: true))
        {
            tf.get_variable("root");
            tf.identity(a);
            tf.Variable(1.0, name: "v");
        }
        using (tf.variable_scope(tf.get_variable_scope(), reuse: true))
            tf.identity(tf.get_variable("root"));
        tf.concat(new[] { a }, 0);
        tf.concat(new[] { a }, 0, name: "one");
        tf.concat(a, 0);
    });

    [TestMethod]
    public void Spellings() => GoldenGraph.Check("surprises_spellings", () =>
    {
        var x = tf.placeholder(tf.float32, name: "x");
        var y = tf.placeholder(tf.float32, (-1, 4, 1), name: "y");
        tf.squeeze(y, squeeze_dims: new[] { 2 });
        tf.reduce_sum(y, reduction_indices: 1);
        tf.reduce_mean(y, reduction_indices: new[] { 1 }, keep_dims: true);
        tf.reverse_sequence(y, tf.fill(new TensorLike[] { tf.shape(y)[0] }, 2), seq_dim: 1, batch_dim: 0);
        tf.argmax(y, dimension: 1);
        tf.expand_dims(y, dim: 0);
        tf.nn.softmax(y, dim: 1);
        tf.nn.l2_normalize(y, dim: 1);
        tf.reshape(y, [tf.shape(y)[0], 2, 2]);
        tf.reshape(y, [-1, y.get_shape().as_list()[1]]);
        tf.reshape(y, tf.stack([tf.shape(y)[0], -1]));
        tf.tanh(x);
        tf.reduce_sum(x);
        tf.matmul(x, new[,] { { 1.0 }, { 2.0 } });
        tf.get_variable("zeros", new[] { 2 }, tf.float32, typeof(Zeros));
        tf.get_variable("array", (2, 2), initializer: Initializer.From((shape, dtype) => NDArray.Of(new[,] { { 1f, 0f }, { 0f, 1f } })));
        tf.Variable(NDArray.Of(new[] { 1.0, 1.0 }), name: "value");
        using (tf.variable_scope("got", custom_getter: (getter, args) => getter(args with { Name = args.Name + "_own" })))
            tf.identity(tf.get_variable("v", new[] { 2 }, initializer: tf.ones_initializer()));
        using (tf.variable_scope("reg", regularizer: tf.contrib.layers.l2_regularizer(0.1)))
        using (tf.control_dependencies([tf.no_op("before")]))
        using (tf.name_scope("inside"))
            tf.get_variable("v", new[] { 2 });
    });

    [TestMethod]
    public void References() => GoldenGraph.Check("surprises_references", () =>
    {
        var memory = tf.Variable(tf.zeros((6, 3)), trainable: false, name: "memory");
        var x = tf.placeholder(tf.float32, (-1, 2, 2), name: "x");
        var batch = tf.shape(x)[0];
        var (outputs, state) = tf.nn.dynamic_rnn(tf.nn.rnn_cell.GRUCell(3), x, initial_state: memory[new Slice(null, batch)]);
        using (tf.control_dependencies([outputs]))
            tf.assign(memory, tf.concat(new TensorLike[] { state.Value, memory[new Slice(batch, null)] }, 0), name: "carry");
        tf.scatter_update(memory, new[] { 1, 2 }, tf.ones((2, 3)), name: "rows");
        tf.tuple(new TensorConvertible[] { memory, tf.Variable(1.0, name: "other") }, name: "both");
        tf.group([memory.initializer, tf.assign(memory, tf.zeros_like(memory))], name: "reset");
    });

    [TestMethod]
    public void Training() => GoldenGraph.Check("surprises_training", () =>
    {
        var step = tf.Variable(0.0, name: "step", trainable: true);
        var table = tf.get_variable("table", (5, 2), initializer: tf.ones_initializer());
        var w = tf.get_variable("w", (2, 1), initializer: tf.ones_initializer());
        var unused = tf.get_variable("unused", new[] { 2 });
        var ids = tf.placeholder(tf.int32, new[] { -1 }, name: "ids");
        var loss = tf.reduce_mean(tf.matmul(tf.nn.embedding_lookup(table, ids), w));
        var grads = tf.gradients(loss, [table, w, unused]);
        var (clipped, norm) = tf.clip_by_global_norm(grads, 5.0);
        tf.train.GradientDescentOptimizer(0.5).apply_gradients(clipped.Zip([table, w, unused]), global_step: step);
        var average = tf.train.ExponentialMovingAverage(0.9);
        average.apply([w]);
        var key = new object();
        tf.add_to_collection(key, norm);
        Assert.AreSame(norm, tf.get_collection(key).Single());
        tf.train.Saver(name: "best", max_to_keep: 1);
        tf.train.Saver(new Dictionary<string, VariableBase> { ["table"] = table, ["w"] = average.average(w)! });
        tf.train.Saver(average.variables_to_restore());
        tf.global_variables_initializer();
    });

    [TestMethod]
    public void Devices() => GoldenGraph.Check("surprises_devices", () =>
    {
        using (tf.device("/cpu:0"))
            tf.get_variable("there", new[] { 2 }, initializer: tf.zeros_initializer());
        tf.get_variable("anywhere", new[] { 2 }, initializer: tf.zeros_initializer());
        tf.global_variables_initializer();
    });

    [TestMethod]
    public void A_session_runs_what_was_added_since_its_last_run() => InGraph.Run(() =>
    {
        var v = tf.Variable(new[] { 1f, 2f }, name: "v");
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        // Assigns, zero states and savers are made when they are first wanted; new variables know nothing of the initializer that has run.
        sess.run(v.assign(new[] { 3f, 4f }));
        var state = tf.nn.rnn_cell.LSTMCell(2).zero_state(1, tf.float32);
        Assert.HasCount(2, sess.run(state.Map(s => (Fetch)s)).Flatten());
        var late = tf.Variable(5f, name: "late");
        Assert.Contains("Attempting to use uninitialized value late", Assert.ThrowsExactly<FailedPreconditionError>(() => sess.run(late)).Message);
        sess.run(late.initializer);
        using var folder = new TempFolder();
        var saver = tf.train.Saver();
        var path = saver.save(sess, folder["model"])!;
        sess.run(v.assign(new[] { 0f, 0f }));
        saver.restore(sess, path);
        CollectionAssert.AreEqual(new[] { 3f, 4f }, sess.run(v).ToArray<float>());
    });

    [TestMethod]
    public void A_structure_of_tensors_is_one_key_of_a_feed() => InGraph.Run(() =>
    {
        var state = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.LSTMCell(1), tf.nn.rnn_cell.GRUCell(1)]).zero_state(1, tf.float32);
        var key = state.Map(s => (Tensor)s);
        using var sess = tf.Session();
        var sum = tf.add_n(key.Flatten().Select(t => (TensorLike)t).ToArray());
        var next = 0f;
        Assert.AreEqual(1f + 2 + 3, sess.run(sum, new FeedItem(key, key.Map(_ => NDArray.Of(new[,] { { ++next } })))).At<float>(0, 0));
    });

    [TestMethod]
    public void An_average_is_restored_under_its_variables_name_and_the_best_model_is_kept_beside_the_last() => InGraph.Run(() =>
    {
        var w = tf.get_variable("w", initializer: 1f);
        var average = tf.train.ExponentialMovingAverage(0.5);
        var update = average.apply([w]);
        var (last, best) = (tf.train.Saver(max_to_keep: 1), tf.train.Saver(name: "best"));
        var averaged = tf.train.Saver(average.variables_to_restore(), name: "averaged");
        using var sess = tf.Session();
        using var folder = new TempFolder();
        sess.run(tf.global_variables_initializer());
        sess.run(w.assign(3f));
        sess.run(update);
        var bestPath = best.save(sess, folder["best"])!;
        sess.run(w.assign(9f));
        var lastPath = last.save(sess, folder["last"], global_step: 1)!;
        averaged.restore(sess, bestPath);
        Assert.AreEqual(2f, sess.run(w).Item<float>(), "the average of 1 and 3");
        best.restore(sess, bestPath);
        Assert.AreEqual(3f, sess.run(w).Item<float>());
        last.restore(sess, lastPath);
        Assert.AreEqual(9f, sess.run(w).Item<float>());
    });
}

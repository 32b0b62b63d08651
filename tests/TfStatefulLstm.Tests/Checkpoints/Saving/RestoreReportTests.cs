using TfStatefulLstm.Checkpoints.Saving;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;

namespace TfStatefulLstm.Tests.Checkpoints.Saving;

/// <summary>What a restore tells, and what does not stop it.</summary>
[TestClass]
public class RestoreReportTests
{
    // A stateful network of some batch size, with all of its variables set to one number.
    private static (Session Session, Saver Saver) Network(int batch, float value, IReadOnlyList<object>? collections = null, string? extra = null)
    {
        var cell = tf.nn.rnn_cell.LSTMCell(3);
        var states = get_state_variables(batch, cell, collections: collections);
        tf.nn.dynamic_rnn(cell, tf.placeholder(tf.float32, [batch, 5, 4]), initial_state: states);
        if (extra is not null) tf.Variable(tf.zeros([2]), name: extra);
        var sess = tf.Session();
        sess.run(tf.group([tf.global_variables_initializer(), .. All().Select(v => (Dependency)tf.assign(v, tf.ones_like(v.Value()) * value))]));
        return (sess, tf.train.Saver(All()));
    }

    private static List<VariableBase> All() => [.. tf.global_variables().Concat(tf.get_collection(tf.GraphKeys.RNN_STATE)).Cast<VariableBase>().Distinct()];

    private static float[] Values(Session sess, string name) => sess.run(tf.get_default_graph().get_tensor_by_name(name + ":0")).ToArray<float>();

    private static void Save(string prefix, int batch, IReadOnlyList<object>? collections = null, bool states = true)
    {
        using var graph = tf.Graph().as_default();
        var (sess, saver) = Network(batch, 7, collections);
        if (!states) saver = tf.train.Saver(tf.trainable_variables().Cast<INamed>(), name: "weights");
        using (sess) saver.save(sess, prefix, write_meta_graph: false, write_state: false);
    }

    [TestMethod]
    public void A_state_of_another_batch_size_starts_from_zero_and_the_weights_are_restored()
    {
        using var folder = new TempFolder();
        Save(folder["m"], batch: 4);
        using var graph = tf.Graph().as_default();
        var (sess, saver) = Network(2, 1);
        using var _ = sess;
        var report = saver.restore(sess, folder["m"]);
        CollectionAssert.AreEqual(new[] { "Variable", "Variable_1" }, report.StartedFromZero.ToArray());
        CollectionAssert.AreEqual(new[] { "rnn/lstm_cell/bias", "rnn/lstm_cell/kernel" }, report.Restored.ToArray());
        Assert.HasCount(0, report.Missing);
        CollectionAssert.AreEqual(new float[6], Values(sess, "Variable"));
        Assert.IsTrue(Values(sess, "rnn/lstm_cell/kernel").All(v => v == 7));
        StringAssert.Contains(report.ToString(), "\n  the state Variable_1 is there for another batch size and starts from zero");

        // Unless that is not wanted: then it is TensorFlow's error, and nothing has changed.
        sess.run(tf.assign(All()[0], tf.ones_like(All()[0].Value())));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => saver.restore(sess, folder["m"], new RestoreOptions { ZeroStates = false })).Message, "Assign requires shapes of both tensors to match");
        Assert.IsTrue(Values(sess, "Variable").All(v => v == 1));
    }

    [TestMethod]
    public void The_same_batch_size_restores_the_state_too()
    {
        using var folder = new TempFolder();
        Save(folder["m"], batch: 2);
        using var graph = tf.Graph().as_default();
        var (sess, saver) = Network(2, 1);
        using var _ = sess;
        var report = saver.restore(sess, folder["m"]);
        Assert.HasCount(4, report.Restored);
        Assert.HasCount(0, report.StartedFromZero);
        Assert.IsTrue(Values(sess, "Variable").All(v => v == 7));
        Assert.AreEqual($"Restored 4 tensors from {folder["m"]}", report.ToString());
    }

    [TestMethod]
    public void A_state_that_an_old_checkpoint_lacks_starts_from_zero_if_it_is_known_to_be_one()
    {
        using var folder = new TempFolder();
        Save(folder["m"], batch: 2, states: false);
        using (tf.Graph().as_default())
        {
            var (sess, saver) = Network(2, 1, [tf.GraphKeys.RNN_STATE]);
            using var _ = sess;
            var report = saver.restore(sess, folder["m"]);
            CollectionAssert.AreEqual(new[] { "Variable", "Variable_1" }, report.Missing.ToArray());
            CollectionAssert.AreEqual(new[] { "Variable", "Variable_1" }, report.StartedFromZero.ToArray());
            CollectionAssert.AreEqual(new float[6], Values(sess, "Variable"));
        }
        using (tf.Graph().as_default())
        {
            var (sess, saver) = Network(2, 1);
            using var _ = sess;
            StringAssert.Contains(Assert.ThrowsExactly<NotFoundError>(() => saver.restore(sess, folder["m"])).Message, "Key Variable not found in checkpoint; neither are Variable_1");
        }
    }

    [TestMethod]
    public void A_weight_of_another_size_stops_it()
    {
        using var folder = new TempFolder();
        using (tf.Graph().as_default())
        {
            tf.Variable(tf.zeros([4, 3]), name: "w");
            tf.train.AdamOptimizer().minimize(tf.reduce_sum(((VariableBase)tf.global_variables()[0]).Value()));
            using var sess = tf.Session();
            sess.run(tf.global_variables_initializer());
            tf.train.Saver().save(sess, folder["m"], write_meta_graph: false, write_state: false);
        }
        using (tf.Graph().as_default())
        {
            tf.Variable(tf.zeros([2, 3]), name: "w");
            tf.train.AdamOptimizer().minimize(tf.reduce_sum(((VariableBase)tf.global_variables()[0]).Value()));
            using var sess = tf.Session();
            // Neither what is trained nor its slots are states.
            StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => tf.train.Saver().restore(sess, folder["m"])).Message, "Assign requires shapes of both tensors to match. lhs shape= [2,3] rhs shape= [4,3]");
            var slots = tf.global_variables().Cast<VariableBase>().Where(v => v.Op.Name.Contains("Adam", StringComparison.Ordinal));
            Assert.ThrowsExactly<InvalidArgumentError>(() => tf.train.Saver(slots, name: "slots").restore(sess, folder["m"]));
        }
    }

    [TestMethod]
    public void What_is_missing_may_stay_as_it_was()
    {
        using var folder = new TempFolder();
        Save(folder["m"], batch: 2);
        using var graph = tf.Graph().as_default();
        var (sess, saver) = Network(2, 1, extra: "head/kernel");
        using var _ = sess;
        var error = Assert.ThrowsExactly<NotFoundError>(() => saver.restore(sess, folder["m"]));
        StringAssert.Contains(error.Message, "Key head/kernel not found in checkpoint");
        Assert.AreEqual("save/RestoreV2", error.Op);
        var report = saver.restore(sess, folder["m"], new RestoreOptions { AllowMissing = true });
        CollectionAssert.AreEqual(new[] { "head/kernel" }, report.Missing.ToArray());
        CollectionAssert.AreEqual(new float[] { 1, 1 }, Values(sess, "head/kernel"));
        Assert.IsTrue(Values(sess, "rnn/lstm_cell/kernel").All(v => v == 7));
        StringAssert.Contains(report.ToString(), "\n  head/kernel is not there and stays as it was");
    }

    [TestMethod]
    public void What_is_reshaped_and_what_is_unused_is_told()
    {
        using var folder = new TempFolder();
        using (tf.Graph().as_default())
        {
            tf.Variable(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } }, name: "w");
            tf.Variable(1f, name: "other");
            using var sess = tf.Session();
            sess.run(tf.global_variables_initializer());
            tf.train.Saver().save(sess, folder["m"], write_meta_graph: false, write_state: false);
        }
        using (tf.Graph().as_default())
        {
            var w = tf.Variable(tf.zeros([3, 2]), name: "w");
            using var sess = tf.Session();
            var report = tf.train.Saver(reshape: true).restore(sess, folder["m"]);
            Assert.AreEqual(new ReshapedName("w", new Shape(2, 3), new Shape(3, 2)), report.Reshaped.Single());
            CollectionAssert.AreEqual(new[] { "other" }, report.Unused.ToArray());
            CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 5, 6 }, sess.run(w.Value()).ToArray<float>());
            Assert.AreEqual($"Restored 1 tensors from {folder["m"]}; it holds 1 more: other\n  w reshaped from (2, 3) to (3, 2)", report.ToString());
        }
    }

    [TestMethod]
    public void A_part_of_a_renamed_tensor_goes_to_each_part_of_a_partitioned_variable()
    {
        using var folder = new TempFolder();
        using (tf.Graph().as_default())
        {
            tf.Variable(new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }, name: "emb/weights");
            using var sess = tf.Session();
            sess.run(tf.global_variables_initializer());
            tf.train.Saver().save(sess, folder["m"], write_meta_graph: false, write_state: false);
        }
        using (tf.Graph().as_default())
        {
            VariableBase kernel;
            using (tf.variable_scope("emb", partitioner: tf.fixed_size_partitioner(2))) kernel = tf.get_variable("kernel", [3, 2], initializer: tf.zeros_initializer());
            using var sess = tf.Session();
            var report = tf.train.Saver().restore(sess, folder["m"]);
            Assert.AreEqual("emb/weights", report.Mapped.Single().Sources.Single());
            CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 5, 6 }, sess.run(kernel.Value()).ToArray<float>());
        }
    }
}

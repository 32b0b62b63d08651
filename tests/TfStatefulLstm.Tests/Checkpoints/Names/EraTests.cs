using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Checkpoints.Names;
using TfStatefulLstm.Checkpoints.Saving;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Rnn;
using TfStatefulLstm.Runtime.Bundles;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Checkpoints.Names;

/// <summary>Checkpoints with the names of every era come into a graph of today's names.</summary>
[TestClass]
public class EraTests
{
    [TestMethod]
    // 0.x, as TensorFlow 0.5 to 0.12 named them
    [DataRow("RNN/MultiRNNCell/Cell0/BasicLSTMCell/Linear/Matrix", "rnn/multi_rnn_cell/cell_0/basic_lstm_cell/kernel")]
    [DataRow("rnnlm/MultiRNNCell/Cell1/BasicLSTMCell/Linear/Bias/Adam_1", "rnnlm/multi_rnn_cell/cell_1/basic_lstm_cell/bias/Adam_1")]
    [DataRow("RNN/GRUCell/Gates/Linear/Matrix", "rnn/gru_cell/gates/kernel")]
    [DataRow("RNN/GRUCell/Candidate/Linear/Bias", "rnn/gru_cell/candidate/bias")]
    [DataRow("RNN/BasicRNNCell/Linear/Matrix", "rnn/basic_rnn_cell/kernel")]
    [DataRow("RNN/LSTMCell/B", "rnn/lstm_cell/bias")]
    [DataRow("RNN/LSTMCell/W_I_diag", "rnn/lstm_cell/w_i_diag")]
    [DataRow("RNN/LSTMBlockCell/b", "rnn/lstm_cell/bias")]
    [DataRow("BiRNN/FW/LSTMCell/B", "bidirectional_rnn/fw/lstm_cell/bias")]
    // 1.0 and 1.1
    [DataRow("rnn/multi_rnn_cell/cell_0/basic_lstm_cell/weights", "rnn/multi_rnn_cell/cell_0/basic_lstm_cell/kernel")]
    [DataRow("rnn/lstm_cell/projection/weights/Adam", "rnn/lstm_cell/projection/kernel/Adam")]
    [DataRow("rnn/gru_cell/gates/biases", "rnn/gru_cell/gates/bias")]
    // What is modern stays
    [DataRow("rnn/multi_rnn_cell/cell_12/lstm_cell/w_f_diag", "rnn/multi_rnn_cell/cell_12/lstm_cell/w_f_diag")]
    [DataRow("linear/Linear", "linear/Linear")]
    public void Names_come_to_one_form(string name, string modern)
    {
        Assert.AreEqual((modern, null), CanonicalNames.Of(name));
        Assert.AreEqual((modern, null), CanonicalNames.Of(modern));
    }

    [TestMethod]
    [DataRow("RNN/LSTMCell/W_0", "rnn/lstm_cell/kernel", 0)]
    [DataRow("RNN/LSTMCell/W_P_1", "rnn/lstm_cell/projection/kernel", 1)]
    [DataRow("RNN/BasicLSTMCell/Linear/Matrix_2/Adam", "rnn/basic_lstm_cell/kernel/Adam", 2)]
    [DataRow("rnn/lstm_cell/weights_10", "rnn/lstm_cell/kernel", 10)]
    public void Shards_have_a_number(string name, string modern, int shard) => Assert.AreEqual((modern, (int?)shard), CanonicalNames.Of(name));

    private static string Zero(string name) => name.Replace("rnn/", "RNN/").Replace("multi_rnn_cell", "MultiRNNCell").Replace("cell_", "Cell").Replace("basic_lstm_cell", "BasicLSTMCell")
        .Replace("gru_cell/gates", "GRUCell/Gates").Replace("gru_cell/candidate", "GRUCell/Candidate").Replace("kernel", "Linear/Matrix").Replace("bias", "Linear/Bias");

    private static string One(string name) => name.Replace("kernel", "weights").Replace("bias", "biases");

    // The variables under other names, by which they are then found.
    private static RestoreReport Moved(Func<string, string> rename, RNNCell cell, RestoreOptions? options = null, Func<string, NDArray, IEnumerable<(string Name, NDArray Value)>>? store = null)
    {
        using var graph = tf.Graph().as_default();
        using var folder = new TempFolder();
        var (outputs, _) = tf.nn.dynamic_rnn(cell, tf.placeholder(tf.float32, [2, 3, 4]), dtype: tf.float32);
        tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(outputs));
        var saver = tf.train.Saver();
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        var variables = tf.global_variables().Cast<VariableBase>().ToList();
        var values = variables.ToDictionary(v => v.Op.Name, v => sess.run(v.Value()));
        var stored = values.SelectMany(v => store?.Invoke(v.Key, v.Value) ?? [(rename(v.Key), v.Value)]).ToList();
        BundleIO.Save(folder["old"], [.. stored.Select(s => s.Name)], [.. stored.Select(_ => "")], [.. stored.Select(s => s.Value)]);
        sess.run(tf.group(variables.Select(v => (Dependency)tf.assign(v, tf.zeros_like(v.Value()))).ToArray()));
        var report = saver.restore(sess, folder["old"], options);
        foreach (var variable in variables) Assert.IsTrue(values[variable.Op.Name].Bytes.SequenceEqual(sess.run(variable.Value()).Bytes), variable.Op.Name);
        Assert.AreEqual(variables.Count, report.Restored.Count + report.Mapped.Count);
        Assert.HasCount(0, report.Unused);
        return report;
    }

    private static RNNCell Basic => tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.BasicLSTMCell(3), tf.nn.rnn_cell.BasicLSTMCell(3)]);

    [TestMethod]
    public void Names_of_0_x_with_slots()
    {
        var report = Moved(Zero, Basic);
        var kernel = report.Mapped.Single(m => m.Name == "rnn/multi_rnn_cell/cell_1/basic_lstm_cell/kernel/Adam_1");
        Assert.AreEqual("RNN/MultiRNNCell/Cell1/BasicLSTMCell/Linear/Matrix/Adam_1", kernel.Sources.Single());
        Assert.AreEqual("renamed", kernel.How);
        CollectionAssert.AreEqual(new[] { "beta1_power", "beta2_power" }, report.Restored.ToArray());
        StringAssert.Contains(report.ToString(), "\n  rnn/multi_rnn_cell/cell_0/basic_lstm_cell/bias from RNN/MultiRNNCell/Cell0/BasicLSTMCell/Linear/Bias (renamed)");
    }

    [TestMethod]
    public void Names_of_1_0() => Assert.HasCount(12, Moved(One, Basic).Mapped);

    [TestMethod]
    public void GRUs_of_both() => Assert.AreEqual(Moved(Zero, tf.nn.rnn_cell.GRUCell(3)).Mapped.Count, Moved(One, tf.nn.rnn_cell.GRUCell(3)).Mapped.Count);

    [TestMethod]
    public void Another_cell_that_keeps_the_same_weights()
    {
        var report = Moved(n => n.Replace("basic_lstm_cell", "lstm_cell"), Basic);
        Assert.AreEqual("renamed, of a cell that keeps the same weights", report.Mapped[0].How);
    }

    [TestMethod]
    public void Shards_of_0_x_are_put_together()
    {
        // LSTMCell(num_unit_shards=3) cut its matrix by rows, into W_0, W_1 and W_2; and so were its slots.
        IEnumerable<(string, NDArray)> Cut(string name, NDArray value)
        {
            var old = name.Replace("rnn/lstm_cell", "RNN/LSTMCell").Replace("bias", "B");
            if (!name.Contains("kernel", StringComparison.Ordinal)) return [(old, value)];
            var rows = (int)value.Dims[0];
            return Enumerable.Range(0, 3).Select(i => (old.Replace("kernel", $"W_{i}"), TfStatefulLstm.Checkpoints.Weights.Blocks.Rows(value, i * rows / 3, (i + 1) * rows / 3 - i * rows / 3)));
        }
        var report = Moved(n => n, tf.nn.rnn_cell.LSTMCell(3), store: Cut);
        var kernel = report.Mapped.Single(m => m.Name == "rnn/lstm_cell/kernel");
        Assert.AreEqual("put together from 3 shards", kernel.How);
        CollectionAssert.AreEqual(new[] { "RNN/LSTMCell/W_0", "RNN/LSTMCell/W_1", "RNN/LSTMCell/W_2" }, kernel.Sources.ToArray());
    }

    [TestMethod]
    public void Names_by_hand() => Moved(n => "model/" + n, Basic, new RestoreOptions
    {
        Names = new[] { 0, 1 }.SelectMany(c => new[] { "kernel", "bias" }.SelectMany(v => new[] { "", "/Adam", "/Adam_1" }.Select(s => $"rnn/multi_rnn_cell/cell_{c}/basic_lstm_cell/{v}{s}")))
            .Concat(["beta1_power", "beta2_power"]).ToDictionary(n => n, n => "model/" + n),
    });

    [TestMethod]
    public void What_is_not_sure_is_not_mapped()
    {
        using var graph = tf.Graph().as_default();
        using var folder = new TempFolder();
        tf.Variable(tf.zeros([2, 2]), name: "dense/kernel");
        tf.Variable(tf.zeros([2]), name: "dense/bias");
        var saver = tf.train.Saver();
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        void Save(params (string Name, NDArray Value)[] tensors) => BundleIO.Save(folder["m"], [.. tensors.Select(t => t.Name)], [.. tensors.Select(_ => "")], [.. tensors.Select(t => t.Value)]);
        NDArray matrix = new float[,] { { 1, 2 }, { 3, 4 } }, bias = new float[] { 5, 6 };

        // Two that would do; one of another shape; a shard missing.
        Save(("dense/weights", matrix), ("dense/Matrix", matrix), ("dense/bias", bias));
        StringAssert.Contains(Assert.ThrowsExactly<NotFoundError>(() => saver.restore(sess, folder["m"])).Message, "Key dense/kernel not found in checkpoint (the closest names there: dense/");
        Save(("dense/weights", bias), ("dense/bias", bias));
        Assert.ThrowsExactly<NotFoundError>(() => saver.restore(sess, folder["m"]));
        Save(("dense/weights_0", new float[,] { { 1, 2 } }), ("dense/weights_2", new float[,] { { 3, 4 } }), ("dense/bias", bias));
        Assert.ThrowsExactly<NotFoundError>(() => saver.restore(sess, folder["m"]));
        Save(("dense/weights", matrix), ("dense/biases", bias));
        Assert.ThrowsExactly<NotFoundError>(() => saver.restore(sess, folder["m"], new RestoreOptions { MapNames = false }));
        Assert.ThrowsExactly<NotFoundError>(() => saver.restore(sess, folder["m"], new RestoreOptions { Names = new Dictionary<string, string> { ["dense/kernel"] = "nothing" } }));
        CollectionAssert.AreEqual(new float[2], sess.run(tf.global_variables()[1].Value()).ToArray<float>(), "what fails changes nothing");
        saver.restore(sess, folder["m"]);
        CollectionAssert.AreEqual(new float[] { 5, 6 }, sess.run(tf.global_variables()[1].Value()).ToArray<float>());
    }
}

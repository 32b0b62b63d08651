using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Rnn.Ladders;

/// <summary>Every cell in half and double precision: outputs, states and the gradients of all weights are those of single precision, as near as the type is fine.</summary>
[TestClass]
public sealed class PrecisionTests
{
    // The dropouts of the table are of a float32 share; TensorFlow refuses another type.
    private static IEnumerable<string> OfAnyType => CellTable.Names.Where(n => !n.Contains("dropout", StringComparison.Ordinal) && n != "stack_of_wrappers");

    // TensorFlow registers the LSTM's block ops for half and float, the GRU's for float alone.
    public static IEnumerable<string> Double => OfAnyType.Where(n => !n.Contains("block", StringComparison.Ordinal) && n != "multi_nested");

    public static IEnumerable<string> Half => OfAnyType.Where(n => !n.StartsWith("gru_block", StringComparison.Ordinal));

    [TestMethod]
    [DynamicData(nameof(Double))]
    public void In_double_precision(string name) => Check(name, tf.float64, 1e-5);

    [TestMethod]
    [DynamicData(nameof(Half))]
    public void In_half_precision(string name) => Check(name, tf.float16, 3e-2); // of ten bits, divided by small spreads where there is normalization

    private static void Check(string name, DType type, double tolerance) => InGraph.Run(() =>
    {
        tf.set_random_seed(3);
        var values = tf.random_uniform((CellTable.Rows, CellTable.Steps, CellTable.Depth), -1.0, 1.0, seed: 1);
        var single = Everything(name, tf.float32, "single", values);
        var other = Everything(name, type, "other", values);
        var weights = tf.global_variables();
        var (from, to) = (weights.Where(v => v.Name.StartsWith("single/", StringComparison.Ordinal)), weights.Where(v => v.Name.StartsWith("other/", StringComparison.Ordinal)));
        var same = tf.group(to.Zip(from, (t, f) => (Dependency)tf.assign(t, tf.cast(f, type))));
        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        session.run(same);
        Assert.IsTrue(other.All(t => t.DType == type), $"{name}: the type is kept");
        var computed = session.run([.. single.Select(t => (Fetch)t), .. other.Select(t => (Fetch)tf.cast(t, tf.float32))]).Select(v => v.ToArray<float>()).ToArray();
        for (var i = 0; i < single.Count; i++)
        {
            var (expected, actual) = (computed[i], computed[single.Count + i]);
            Assert.HasCount(expected.Length, actual);
            var limit = tolerance * Math.Max(1, expected.Max(Math.Abs));
            for (var j = 0; j < expected.Length; j++) Assert.AreEqual(expected[j], actual[j], limit, $"{name}: value {i}, element {j}");
        }
        Assert.IsTrue(computed[..single.Count].All(v => v.Any(e => e != 0)), $"{name}: there is something to compare");
    });

    /// <summary>Outputs, the parts of the last state, and the gradients of their squares for all weights.</summary>
    private static List<Tensor> Everything(string name, DType type, string scope, Tensor x)
    {
        using var opened = tf.variable_scope(scope, dtype: type);
        var (outputs, state) = tf.nn.dynamic_rnn(CellTable.Make(name), tf.cast(x, type), dtype: type);
        Tensor[] ys = [outputs, .. state.Flatten().Cast<Tensor>()];
        var loss = tf.add_n(ys.Select(y => (TensorLike)tf.reduce_mean(tf.square(y))).ToArray());
        return [.. ys, .. tf.gradients(loss, tf.trainable_variables(scope)).OfType<Tensor>()];
    }
}

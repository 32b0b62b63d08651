using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn.State;
using TfStatefulLstm.Tests.Rnn.State;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Rnn.Ladders;

/// <summary>Changes that must change nothing: what stands behind a row's end, the order of the rows, layers run one after the other.</summary>
[TestClass]
public sealed class MetamorphicTests
{
    public static IEnumerable<string> Cells => CellTable.Names;

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void What_stands_behind_a_rows_end_is_not_looked_at(string name) => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (CellTable.Rows, CellTable.Steps, CellTable.Depth));
        int[] lengths = [CellTable.Steps, 2, 0];
        var (outputs, state) = tf.nn.dynamic_rnn(CellTable.Make(name), x, tf.constant(lengths), dtype: tf.float32);
        Graph.Default.Seed = 3;
        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        List<Fetch> fetches = [outputs, .. state.Flatten()];
        float[][] Run(float padding)
        {
            var values = new float[CellTable.Rows, CellTable.Steps, CellTable.Depth];
            for (var row = 0; row < CellTable.Rows; row++)
                for (var step = 0; step < CellTable.Steps; step++)
                    for (var i = 0; i < CellTable.Depth; i++) values[row, step, i] = step < lengths[row] ? MathF.Sin(row * 31 + step * 7 + i) : padding;
            return [.. session.run(fetches, (x, values)).Select(v => v.ToArray<float>())];
        }
        var (zeros, others) = (Run(0), Run(0.75f));
        Assert.IsTrue(zeros[0].Any(v => v != 0));
        for (var i = 0; i < zeros.Length; i++) CollectionAssert.AreEqual(zeros[i], others[i], $"{name}: value {i}");
    });

    [TestMethod]
    [DynamicData(nameof(Cells))]
    public void Rows_that_change_places_change_nothing_else(string name) => InGraph.Run(() =>
    {
        var x = tf.placeholder(tf.float32, (CellTable.Rows, CellTable.Steps, CellTable.Depth));
        var rnn = new StatefulRnn(CellTable.Make(name), x);
        using var session = StateRuns.Started();
        var (one, two) = (StateRuns.Input(CellTable.Rows, CellTable.Steps, CellTable.Depth), StateRuns.Input(CellTable.Rows, CellTable.Steps, CellTable.Depth, seed: 6));
        session.run(rnn.Advance, (x, one));
        var expected = session.run(rnn.Advance, (x, two));
        session.run(rnn.Reset.ToArray());
        session.run(rnn.Advance, (x, StateRuns.Rows(one, 2, 0, 1)));
        var permuted = session.run(rnn.Advance, (x, StateRuns.Rows(two, 2, 0, 1)));
        foreach (var (e, a) in StateRuns.Rows(expected, 2, 0, 1).ToArray<float>().Zip(permuted.ToArray<float>())) Assert.AreEqual(e, a, 1e-6f, name);
    });

    [TestMethod]
    public void Layers_in_one_loop_are_loops_one_after_the_other() => InGraph.Run(() =>
    {
        var x = tf.random_uniform((2, 4, 3), -1.0, 1.0, seed: 1);
        var (lower, upper) = (tf.nn.rnn_cell.LSTMCell(4), tf.nn.rnn_cell.GRUCell(3));
        var (together, states) = tf.nn.dynamic_rnn(tf.nn.rnn_cell.MultiRNNCell([lower, upper]), x, dtype: tf.float32);
        var (middle, below) = tf.nn.dynamic_rnn(lower, x, dtype: tf.float32);
        var (apart, above) = tf.nn.dynamic_rnn(upper, middle, dtype: tf.float32);
        Graph.Default.Seed = 3;
        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        List<Fetch> fetches = [together, .. states.Flatten(), apart, .. below.Flatten(), .. above.Flatten()];
        var values = session.run(fetches).Select(v => v.ToArray<float>()).ToArray();
        for (var i = 0; i < 4; i++)
            foreach (var (e, a) in values[i].Zip(values[4 + i])) Assert.AreEqual(e, a, 1e-6f, $"value {i}");
    });

    [TestMethod]
    public void Single_precision_stays_near_double() => InGraph.Run(() =>
    {
        var x = tf.random_uniform((2, 40, 3), -1.0, 1.0, dtype: tf.float64, seed: 1);
        Tensor Run(DType type, string scope)
        {
            using var opened = tf.variable_scope(scope, initializer: tf.constant_initializer(0.3));
            return tf.cast(tf.nn.dynamic_rnn(tf.nn.rnn_cell.LSTMCell(5, use_peepholes: true), tf.cast(x, type), dtype: type).Item1, tf.float64);
        }
        var off = tf.reduce_max(tf.abs(Run(tf.float32, "single") - Run(tf.float64, "double")));
        using var session = tf.Session();
        session.run(tf.global_variables_initializer());
        var worst = session.run(off).Item<double>();
        Assert.IsTrue(worst is > 0 and < 1e-5, $"{worst}");
    });
}

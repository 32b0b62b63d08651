using System.Diagnostics;
using System.Globalization;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Native;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;

namespace TfStatefulLstm.Benchmarks;

/// <summary>What a run that writes a state answered, beside one that does not.</summary>
/// <param name="What">What was fetched, and what beside it.</param>
/// <param name="Wrong">The runs of which an answer was another than alone.</param>
/// <param name="Worst">The largest difference, as a share of the right answer's size (both as Euclidean norms of one fetched array).</param>
/// <param name="Milliseconds">The median time of a run.</param>
internal sealed record HazardResult(string What, int Wrong, double Worst, double Milliseconds);

/// <summary>Counts wrong answers on TensorFlow's own runtime: two layers of 16 LSTM units over 6 steps of a batch of 4, in the pattern as it is usually shown. What is
/// asked for is fetched twice from the same state, alone and with an assign to the state beside it.</summary>
internal static class Hazard
{
    private const int Rows = 4, Time = 6, Depth = 5, Units = 16;

    // Rounding differs between runs where threads share sums; a state's loss is orders of magnitude above.
    private const double Tolerance = 1e-4;

    public static int Run(string[] args)
    {
        var runs = 200;
        if (args is ["--runs", var given] && int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) runs = number;
        else if (args.Length > 0)
        {
            Console.Error.WriteLine("hazard [--runs N]: N is how many runs of each kind to do, 200 if it is not said.");
            return 2;
        }
        foreach (var guard in (bool[])[false, true])
        {
            var results = Measure("native", guard, runs);
            Console.WriteLine($"TensorFlow {LibrarySearch.Loaded!.Value.Version}, guard {(guard ? "on" : "off")}\n{"fetched, and beside it",-40} {"wrong",9} {"largest",9} {"ms a run",9}");
            foreach (var r in results) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{r.What,-40} {$"{r.Wrong}/{runs}",9} {r.Worst,9:0.000} {r.Milliseconds,9:0.000}"));
        }
        return 0;
    }

    /// <summary>Runs everything on a session of its own.</summary>
    /// <param name="target">The session's target.</param>
    /// <param name="guard">Whether states are guarded.</param>
    /// <param name="runs">How many runs of each kind.</param>
    public static IReadOnlyList<HazardResult> Measure(string target, bool guard, int runs)
    {
        using var graph = new Graph().AsDefault();
        tf.set_random_seed(7);
        var x = tf.placeholder(tf.float32, (Rows, Time, Depth));
        var cell = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.LSTMCell(Units), tf.nn.rnn_cell.LSTMCell(Units)]);
        var states = get_state_variables(Rows, cell);
        var (outputs, last) = tf.nn.dynamic_rnn(cell, x, initial_state: states);
        var update = Fetches(get_state_update_op(states, last));
        var reset = Fetches(get_state_reset_op(states, cell, Rows));
        List<Fetch> gradients = [.. tf.gradients(tf.reduce_sum(tf.square(outputs)), tf.trainable_variables()).Select(g => (Fetch)g!)];
        List<Fetch> old = [.. states.Flatten().Select(s => (Fetch)tf.identity(s))];
        using var session = tf.Session(target: target, config: new ConfigProto { guard_state = guard });
        session.run(tf.global_variables_initializer());
        var random = new Random(1);
        return
        [
            Compare("gradients, the update", gradients, update),
            Compare("gradients, the reset", gradients, reset),
            Compare("outputs, the update", [outputs], update),
            Compare("outputs, the reset", [outputs], reset),
            Compare("the old state, the update", old, update),
            Compare("the old state, the reset", old, reset),
        ];

        HazardResult Compare(string what, List<Fetch> asked, List<Fetch> beside)
        {
            List<Fetch> all = [.. asked, .. beside];
            var (wrong, worst, times) = (0, 0.0, new List<double>());
            for (var i = 0; i < runs; i++)
            {
                var batch = new NDArray(DType.Float32, Rows, Time, Depth);
                foreach (ref var v in batch.Data<float>()) v = (float)(random.NextDouble() * 2 - 1);
                session.run(update, (x, batch));
                var alone = session.run((IReadOnlyList<Fetch>)asked, (x, batch));
                var clock = Stopwatch.StartNew();
                var together = session.run((IReadOnlyList<Fetch>)all, (x, batch));
                times.Add(clock.Elapsed.TotalMilliseconds);
                var difference = alone.Zip(together, Difference).Max();
                if (difference > Tolerance) wrong++;
                worst = Math.Max(worst, difference);
            }
            times.Sort();
            return new HazardResult(what, wrong, worst, times[runs / 2]);
        }
    }

    private static List<Fetch> Fetches(IReadOnlyList<Tensor> tensors) => [.. tensors.Select(t => (Fetch)t)];

    private static double Difference(NDArray right, NDArray given)
    {
        var (size, difference) = (0.0, 0.0);
        var (r, g) = (right.ToArray<float>(), given.ToArray<float>());
        for (var i = 0; i < r.Length; i++)
        {
            size += (double)r[i] * r[i];
            difference += Math.Pow((double)r[i] - g[i], 2);
        }
        return difference == 0 ? 0 : Math.Sqrt(difference / size);
    }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Ctc;

/// <summary>All ways in which one sequence's labels, with blanks between them, spread over its time steps: Graves' forward and backward variables, in logarithms.</summary>
/// <param name="scores">Logits, a row of classes a time step; they become the gradient.</param>
/// <param name="classes">The number of classes, of which the last is the blank.</param>
/// <param name="merge">Whether a label that is repeated without a blank between is one label.</param>
internal sealed class CtcPaths(double[] scores, int classes, bool merge)
{
    private readonly int _time = scores.Length / classes;
    private readonly int _blank = classes - 1;

    /// <summary>The labels with a blank before each and one at the end.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="classes">The number of classes.</param>
    /// <param name="collapse">Whether repeated labels are made one first.</param>
    /// <param name="time">How many time steps there are for them.</param>
    /// <param name="batch">Their row, for messages.</param>
    /// <exception cref="InvalidArgumentError">A label is none, or there are more of them than time steps.</exception>
    public static int[] WithBlanks(List<int> labels, int classes, bool collapse, int time, int batch)
    {
        if (labels.Count == 0) throw new InvalidArgumentError($"Labels length is zero in batch {batch}");
        var blank = classes - 1;
        var kept = new List<int>();
        var finished = false;
        for (var i = 0; i < labels.Count; i++)
        {
            if (collapse && i > 0 && labels[i] == labels[i - 1]) continue;
            if (labels[i] >= blank)
            {
                finished = true;
                continue;
            }
            if (finished)
                throw new InvalidArgumentError($"Saw a non-null label (index >= num_classes - 1) following a null label, batch: {batch} num_classes: {classes} labels: {string.Join(",", kept)}");
            if (labels[i] < 0) throw new InvalidArgumentError($"All labels must be nonnegative integers, batch: {batch} labels: {string.Join(",", labels)}");
            kept.Add(labels[i]);
        }
        if (labels.Count > time)
            throw new InvalidArgumentError($"Not enough time for target transition sequence (required: {labels.Count}, available: {time}){batch}You can turn this error into a warning by using the flag ignore_longer_outputs_than_inputs");
        var path = new int[2 * kept.Count + 1];
        System.Array.Fill(path, blank);
        for (var i = 0; i < kept.Count; i++) path[2 * i + 1] = kept[i];
        return path;
    }

    /// <summary>The negative log-probability of a path's labels; the scores become its gradient.</summary>
    public double Loss(int[] path)
    {
        Normalize();
        var (forward, backward) = (Forward(path), Backward(path));
        var width = path.Length;
        var total = double.NegativeInfinity;
        for (var u = 0; u < width; u++) total = CtcInputs.LogSum(total, forward[u] + backward[u]);
        var sums = new double[classes];
        for (var t = 0; t < _time; t++)
        {
            System.Array.Fill(sums, double.NegativeInfinity);
            for (var u = 0; u < width; u++) sums[path[u]] = CtcInputs.LogSum(sums[path[u]], forward[t * width + u] + backward[t * width + u]);
            // Without any path there is nothing to move towards: what is left are the probabilities.
            for (var k = 0; k < classes; k++)
                scores[t * classes + k] = System.Math.Exp(scores[t * classes + k]) - (double.IsNegativeInfinity(total) ? 0 : System.Math.Exp(sums[k] - total));
        }
        return -total;
    }

    private double Score(int t, int label) => scores[t * classes + label];

    private void Normalize()
    {
        for (var t = 0; t < _time; t++)
        {
            var row = scores.AsSpan(t * classes, classes);
            var max = double.NegativeInfinity;
            foreach (var x in row) max = System.Math.Max(max, x);
            double sum = 0;
            foreach (var x in row) sum += System.Math.Exp(x - max);
            foreach (ref var x in row) x -= max + System.Math.Log(sum);
        }
    }

    // At time t only labels count from which the end can still be reached, and that can have been reached.
    private (int From, int To) Reachable(int width, int t) => (System.Math.Max(0, width - 2 * (_time - t)), System.Math.Min(width, 2 * (t + 1)));

    private double[] Forward(int[] path)
    {
        var width = path.Length;
        var sums = new double[_time * width];
        System.Array.Fill(sums, double.NegativeInfinity);
        sums[0] = Score(0, _blank);
        if (width > 1) sums[1] = Score(0, path[1]);
        for (var t = 1; t < _time; t++)
        {
            var (from, to) = Reachable(width, t);
            for (var u = from; u < to; u++)
            {
                var sum = merge || path[u] == _blank ? sums[(t - 1) * width + u] : double.NegativeInfinity;
                if (u > 0) sum = CtcInputs.LogSum(sum, sums[(t - 1) * width + u - 1]);
                if (u > 1 && Skips(path, u, u - 2)) sum = CtcInputs.LogSum(sum, sums[(t - 1) * width + u - 2]);
                sums[t * width + u] = sum + Score(t, path[u]);
            }
        }
        return sums;
    }

    private double[] Backward(int[] path)
    {
        var width = path.Length;
        var sums = new double[_time * width];
        System.Array.Fill(sums, double.NegativeInfinity);
        for (var u = System.Math.Max(0, width - 2); u < width; u++) sums[(_time - 1) * width + u] = 0;
        for (var t = _time - 2; t >= 0; t--)
        {
            var (from, to) = Reachable(width, t);
            for (var u = from; u < to; u++)
            {
                var sum = merge || path[u] == _blank ? sums[(t + 1) * width + u] + Score(t + 1, path[u]) : double.NegativeInfinity;
                if (u + 1 < width) sum = CtcInputs.LogSum(sum, sums[(t + 1) * width + u + 1] + Score(t + 1, path[u + 1]));
                if (u + 2 < width && Skips(path, u, u + 2)) sum = CtcInputs.LogSum(sum, sums[(t + 1) * width + u + 2] + Score(t + 1, path[u + 2]));
                sums[t * width + u] = sum;
            }
        }
        return sums;
    }

    // The blank between two labels may be left out unless they would then be one.
    private bool Skips(int[] path, int u, int other) => path[u] != _blank && !(merge && path[u] == path[other]);
}

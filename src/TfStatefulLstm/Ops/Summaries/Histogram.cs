using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Ops.Summaries;

/// <summary>Counts of numbers in buckets that grow by a tenth away from zero, as TensorFlow counts them.</summary>
internal sealed class Histogram
{
    private static readonly double[] Limits = MakeLimits();
    private readonly double[] _counts = new double[Limits.Length];
    private readonly HistogramProto _totals = new() { Min = double.MaxValue, Max = double.MinValue };

    /// <summary>Counts a number.</summary>
    public void Add(double value)
    {
        // The bucket of a limit is the one above it.
        var at = System.Array.BinarySearch(Limits, value);
        _counts[at >= 0 ? System.Math.Min(at + 1, Limits.Length - 1) : ~at]++;
        _totals.Min = System.Math.Min(_totals.Min, value);
        _totals.Max = System.Math.Max(_totals.Max, value);
        _totals.Num++;
        _totals.Sum += value;
        _totals.SumSquares += value * value;
    }

    /// <summary>The counts as a message; empty buckets beside each other are one.</summary>
    public HistogramProto ToProto()
    {
        var proto = _totals.Clone();
        for (var i = 0; i < Limits.Length; i++)
        {
            if (_counts[i] == 0)
                while (i + 1 < Limits.Length && _counts[i + 1] == 0) i++;
            proto.BucketLimit.Add(Limits[i]);
            proto.Bucket.Add(_counts[i]);
        }
        return proto;
    }

    private static double[] MakeLimits()
    {
        var positive = new List<double>();
        for (var limit = 1e-12; limit < 1e20; limit *= 1.1) positive.Add(limit);
        positive.Add(double.MaxValue);
        return [.. positive.Select(l => -l).Reverse(), 0, .. positive];
    }
}

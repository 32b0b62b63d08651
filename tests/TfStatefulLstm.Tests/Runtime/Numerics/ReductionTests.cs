using System.Numerics;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Tests.Runtime.Numerics;

[TestClass]
public sealed class ReductionTests
{
    private static readonly int[][] s_shapes = [[], [1], [7], [5000], [3, 4], [130, 70], [40, 1100], [2, 3, 4, 5], [1, 6, 1, 5], [33, 1, 40], [3, 40, 2, 20], [2, 0, 3], [0]];

    [TestMethod]
    public void Any_axes_of_any_shape_follow_the_definition()
    {
        using var pool = new WorkerPool(2);
        foreach (var shape in s_shapes)
        {
            for (var mask = 0; mask < 1 << shape.Length; mask++)
            {
                int[] axes = [.. Enumerable.Range(0, shape.Length).Where(axis => (mask >> axis & 1) != 0).Reverse()];
                var x = Random(shape.Aggregate(1, (a, b) => a * b), 1);
                var groups = Groups(x, shape, axes);
                var label = $"[{string.Join(",", shape)}] over [{string.Join(",", axes)}]";
                foreach (var workers in new[] { null, pool })
                {
                    Check(groups, group => group.Sum(), y => Reduction.Sum<double>(x, shape, axes, y, workers), label);
                    Check(groups, group => group.Count == 0 ? double.NaN : group.Average(), y => Reduction.Mean<double>(x, shape, axes, y, workers), label);
                    Check(groups, group => group.Aggregate(1.0, (a, b) => a * b), y => Reduction.Prod<double>(x, shape, axes, y, workers), label);
                    Check(groups, group => group.Count == 0 ? double.NegativeInfinity : group.Max(), y => Reduction.Max<double>(x, shape, axes, y, workers), label);
                    Check(groups, group => group.Count == 0 ? double.PositiveInfinity : group.Min(), y => Reduction.Min<double>(x, shape, axes, y, workers), label);
                }
            }
        }
    }

    [TestMethod]
    public void Booleans()
    {
        bool[] x = [true, true, false, true, false, false], y = new bool[3];
        Reduction.All(x, [3, 2], [1], y);
        CollectionAssert.AreEqual(new[] { true, false, false }, y);
        Reduction.Any(x, [3, 2], [1], y);
        CollectionAssert.AreEqual(new[] { true, true, false }, y);
        Reduction.All([], [0, 3], [0], y);
        CollectionAssert.AreEqual(new[] { true, true, true }, y);
        Reduction.Any([], [0, 3], [0], y);
        CollectionAssert.AreEqual(new[] { false, false, false }, y);
        bool[] many = [.. Enumerable.Repeat(true, 999), false];
        Reduction.All(many, [1000], [0], y);
        Assert.IsFalse(y[0]);
    }

    [TestMethod]
    public void Other_types()
    {
        var integers = new int[1];
        Reduction.Sum<int>([1, 2, 4], [3], [0], integers);
        Assert.AreEqual(7, integers[0]);
        Reduction.Mean<int>([1, 2, 5], [3], [0], integers);
        Assert.AreEqual(2, integers[0]);
        Reduction.Max<int>([], [0], [0], integers);
        Assert.AreEqual(int.MinValue, integers[0]);
        var halves = new Half[1];
        Reduction.Max<Half>([(Half)1, (Half)3, (Half)2], [3], [0], halves);
        Assert.AreEqual((Half)3, halves[0]);
        var complex = new Complex[1];
        Reduction.Prod<Complex>([new Complex(0, 1), new Complex(0, 1)], [2], [0], complex);
        Assert.AreEqual(new Complex(-1, 0), complex[0]);
    }

    [TestMethod]
    public void NaN_is_no_extreme()
    {
        var y = new float[1];
        foreach (var place in new[] { 0, 20, 99 })
        {
            var x = new float[100];
            Array.Fill(x, -5);
            x[place] = float.NaN;
            Reduction.Max<float>(x, [100], [0], y);
            Assert.AreEqual(-5, y[0]);
            Reduction.Min<float>(x, [100, 1], [0], y);
            Assert.AreEqual(-5, y[0]);
        }
        Reduction.Max<float>([float.NaN, float.NaN], [2], [0], y);
        Assert.AreEqual(float.NegativeInfinity, y[0]);
    }

    [TestMethod]
    public void Long_sums_of_floats_keep_their_digits()
    {
        const int count = 1 << 20;
        var x = Array.ConvertAll(Random(count, 2), value => (float)Math.Abs(value));
        var expected = x.Sum(value => (double)value);
        var y = new float[1];
        Reduction.Sum<float>(x, [count], [0], y);
        Assert.AreEqual(expected, y[0], 3e-7 * expected);
        y = new float[4];
        Reduction.Sum<float>(x, [count / 4, 4], [0], y);
        Assert.AreEqual(expected, y.Sum(value => (double)value), 3e-7 * expected);
    }

    [TestMethod]
    public void Bits_do_not_depend_on_threads_or_addresses()
    {
        using var pool = new WorkerPool(3);
        foreach (var (shape, axes) in new (int[], int[])[] { ([300, 700], [0]), ([300, 700], [1]), ([7, 30, 1000], [1]), ([210_000], [0]) })
        {
            var x = Array.ConvertAll(Random(210_001, 3), value => (float)value);
            var moved = x[..^1].Prepend(0f).ToArray();
            float[] alone = new float[210_000], together = new float[210_000], elsewhere = new float[210_000];
            Reduction.Sum<float>(x.AsSpan(0, 210_000), shape, axes, alone);
            Reduction.Sum<float>(x.AsSpan(0, 210_000), shape, axes, together, pool);
            Reduction.Sum<float>(moved.AsSpan(1, 210_000), shape, axes, elsewhere);
            Assert.IsTrue(alone.AsSpan().SequenceEqual(together));
            Assert.IsTrue(alone.AsSpan().SequenceEqual(elsewhere));
        }
    }

    private static void Check(List<List<double>> groups, Func<List<double>, double> exact, Action<double[]> reduce, string label)
    {
        var y = new double[groups.Count];
        reduce(y);
        for (var i = 0; i < y.Length; i++)
        {
            var expected = exact(groups[i]);
            Assert.IsTrue(y[i].Equals(expected) || Math.Abs(y[i] - expected) <= 1e-12 * Math.Max(1, Math.Abs(expected)), $"{label}: {expected} at {i}, not {y[i]}");
        }
    }

    /// <summary>The elements that belong to each element of the result.</summary>
    private static List<List<double>> Groups(double[] x, int[] shape, int[] axes)
    {
        var outputs = Enumerable.Range(0, shape.Length).Except(axes).Aggregate(1, (size, axis) => size * shape[axis]);
        var groups = Enumerable.Range(0, outputs).Select(_ => new List<double>()).ToList();
        for (var i = 0; i < x.Length; i++)
        {
            var (place, step, rest) = (0, 1, i);
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                if (!axes.Contains(axis))
                {
                    place += rest % shape[axis] * step;
                    step *= shape[axis];
                }

                rest /= shape[axis];
            }

            groups[place].Add(x[i]);
        }

        return groups;
    }

    private static double[] Random(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 2 - 1)];
    }
}

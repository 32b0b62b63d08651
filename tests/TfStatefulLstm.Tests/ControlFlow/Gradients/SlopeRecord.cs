using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.ControlFlow.Gradients;

/// <summary>A program with an op in it whose gradients are held against central differences.</summary>
/// <param name="Dims">The shapes of what the gradients are of, all float64.</param>
/// <param name="Build">Makes the outputs, each of which has a weight of its own for every element.</param>
internal sealed record SlopeRecord(long[][] Dims, Func<Tensor[], Tensor[]> Build)
{
    /// <summary>How far to either side the values are looked at.</summary>
    public double Step { get; init; } = 1e-6;

    /// <summary>How far a slope may be off, relative to the larger of itself and one.</summary>
    public double Tolerance { get; init; } = 1e-6;

    /// <summary>Fails unless the op stands in the program and every gradient is the slope.</summary>
    public void Check(string type)
    {
        var graph = new Graph();
        using var current = graph.AsDefault();
        var inputs = Dims.Select((d, i) => tf.placeholder(tf.float64, new Shape(d), name: $"x{i}")).ToArray();
        var outputs = Build(inputs);
        Assert.IsTrue(graph.Operations.Any(o => o.Type == type), $"the record of {type} has no {type}");
        var random = new Random(7);
        using var sess = tf.Session();
        var values = Dims.Select(d => Enumerable.Range(0, NDArray.ElementCount(d)).Select(_ => 0.2 + (0.6 * random.NextDouble())).ToArray()).ToArray();
        FeedItem[] Feed() => [.. inputs.Select((x, i) => new FeedItem(x, NDArray.From(values[i], Dims[i])))];
        // Weights tell the elements apart.
        var shapes = outputs.Select(y => sess.run(y, Feed()).Dims.ToArray()).ToArray();
        var sum = tf.add_n(TensorLike.List(outputs.Select((y, i) =>
            (TensorLike)tf.reduce_sum(y * tf.constant(NDArray.From(Enumerable.Range(0, NDArray.ElementCount(shapes[i])).Select(_ => random.NextDouble() * 4 - 2).ToArray(), shapes[i]))))));
        var gradients = tf.gradients(sum, inputs);
        for (var i = 0; i < inputs.Length; i++)
        {
            var slopes = gradients[i] is { } gradient ? sess.run(tf.identity((TensorLike)gradient), Feed()).ToArray<double>() : new double[values[i].Length];
            Assert.HasCount(values[i].Length, slopes, $"{type}: gradient {i}");
            for (var k = 0; k < slopes.Length; k++)
            {
                var expected = Slope(values[i], k, () => sess.run(sum, Feed()).Item<double>());
                Assert.AreEqual(expected, slopes[k], Tolerance * Math.Max(1, Math.Abs(expected)), $"{type}: input {i}, element {k}");
            }
        }
    }

    private double Slope(double[] values, int at, Func<double> look)
    {
        var middle = values[at];
        values[at] = middle + Step;
        var above = look();
        values[at] = middle - Step;
        var below = look();
        values[at] = middle;
        return (above - below) / (2 * Step);
    }
}

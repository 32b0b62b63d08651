using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.ControlFlow.Gradients;

/// <summary>Gradients in double precision against central differences, for every op of one or two inputs of one shape that has a gradient.</summary>
[TestClass]
public sealed class CentralDifferenceTests
{
    private const double Step = 1e-6;

    // Inputs lie in (0.2, 0.8), where these are defined only after a shift.
    private static readonly Dictionary<string, double> Shifts = new() { ["Acosh"] = 1.5 };

    // Gradients that are stopped are no slopes, parts of loops stand in loops (FlowGradientGraphTests), and TruncateDiv has no kernel for fractions.
    private static readonly HashSet<string> Apart = ["StopGradient", "PreventGradient", "Exit", "NextIteration", "TruncateDiv"];

    public static IEnumerable<object[]> Names => OpRegistry.All.Where(Fits).Select(op => new object[] { op.Schema.Name }).OrderBy(n => (string)n[0], StringComparer.Ordinal);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void The_gradient_is_the_slope(string type)
    {
        var graph = new Graph();
        using var current = graph.AsDefault();
        var count = OpRegistry.Find(type).Schema.Inputs.Count;
        var inputs = Enumerable.Range(0, count).Select(i => tf.placeholder(tf.float64, [2, 3], name: $"x{i}")).ToArray();
        var shift = Shifts.GetValueOrDefault(type);
        var y = Nodes.Make(type, null, [.. inputs.Select(x => (TensorLike)(shift == 0 ? x : x + shift))]);
        // Weights tell the elements apart.
        var sum = tf.reduce_sum(y * (y.Rank == 0 ? 1.0 : (TensorLike)tf.constant(new[,] { { 0.5, -1.0, 2.0 }, { 1.5, 0.25, -0.75 } }, tf.float64)));
        var gradients = tf.gradients(sum, inputs);
        using var sess = tf.Session();
        var random = new Random(7);
        var values = inputs.Select(_ => Enumerable.Range(0, 6).Select(_ => 0.2 + (0.6 * random.NextDouble())).ToArray()).ToArray();
        FeedItem[] Feed() => [.. inputs.Select((x, i) => new FeedItem(x, NDArray.From(values[i], 2, 3)))];
        for (var i = 0; i < count; i++)
        {
            var slopes = gradients[i] is { } gradient ? sess.run((Tensor)gradient, Feed()).ToArray<double>() : new double[6];
            for (var k = 0; k < 6; k++)
            {
                var at = values[i][k];
                values[i][k] = at + Step;
                var above = sess.run(sum, Feed()).Item<double>();
                values[i][k] = at - Step;
                var below = sess.run(sum, Feed()).Item<double>();
                values[i][k] = at;
                var expected = (above - below) / (2 * Step);
                Assert.AreEqual(expected, slopes[k], 1e-6 * Math.Max(1, Math.Abs(expected)), $"{type}: input {i}, element {k}");
            }
        }
    }

    // Element-wise ops over any floating type, without attributes that have no default.
    private static bool Fits(Op op)
    {
        var (schema, name) = (op.Schema, op.Schema.Name);
        if (op.Gradient is null || Apart.Contains(name) || schema.Outputs.Count != 1 || schema.Inputs.Count is not (1 or 2)) return false;
        if (schema.Inputs.Append(schema.Outputs[0]).Any(a => a.TypeAttr != "T" || a.IsRef || a.NumberAttr is not null)) return false;
        if (schema.Attrs.Any(a => a.Name != "T" && a.Default is null)) return false;
        return schema.FindAttr("T") is { Kind: "type" } type && (type.AllowedTypes is null || type.AllowedTypes.Contains(DType.Float64)) && Keeps(op);
    }

    // The shape function says whether a matrix comes out as it went in, or as one number.
    private static bool Keeps(Op op)
    {
        using var current = new Graph().AsDefault();
        try
        {
            var y = Nodes.Make(op.Schema.Name, null, [.. op.Schema.Inputs.Select((_, i) => (TensorLike)tf.placeholder(tf.float64, [2, 3]))]);
            return y.Rank == 0 || y.Shape == new Shape(2, 3);
        }
        catch (Exception e) when (e is InvalidArgumentError or ValueError)
        {
            return false;
        }
    }
}

using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Math;

/// <summary>Every reduction against a fold of its elements one by one, along all choices of axes.</summary>
[TestClass]
public sealed class ReductionOpTests
{
    private static readonly Dictionary<string, Func<double[], double>> s_folds = new()
    {
        ["Sum"] = x => x.Sum(),
        ["Prod"] = x => x.Aggregate(1.0, (a, b) => a * b),
        ["Mean"] = x => x.Sum() / x.Length,
        ["Max"] = x => x.Aggregate(double.NegativeInfinity, (a, b) => b > a ? b : a),
        ["Min"] = x => x.Aggregate(double.PositiveInfinity, (a, b) => b < a ? b : a),
    };

    private static readonly (long[] Dims, int[][] Axes)[] s_shapes =
    [
        ([], [[]]), ([7], [[], [0], [-1]]), ([3, 5], [[0], [1], [0, 1], [1, 0], [-1]]),
        ([2, 3, 4], [[], [0], [1], [2], [0, 2], [1, 2], [0, 1], [0, 1, 2]]), ([2, 1, 3, 1, 2], [[1], [0, 3], [2, 4], [0, 2]]), ([0, 3], [[0], [1]]),
            ([3, 0], [[0], [1]]),
    ];

    public static IEnumerable<object[]> Ops => s_folds.Keys.Select(k => new object[] { k });

    [TestMethod]
    [DynamicData(nameof(Ops))]
    public void Results_are_the_folds(string op)
    {
        foreach (var dtype in new[] { DType.Float32, DType.Float64, DType.Float16, DType.Int32, DType.Int64 })
        {
            foreach (var (dims, choices) in s_shapes)
            {
                foreach (var axes in choices)
                {
                    foreach (var keep in new[] { false, true })
                    {
                        var x = Samples.Of(dtype, dims);
                        var expected = Fold(x, axes, keep, s_folds[op]);
                        if (dtype.IsInteger()) expected = OfIntegers(expected, op, dtype);
                        new OpCase(op, x, NDArray.From(axes, axes.Length))
                        {
                            Attrs = { ["keep_dims"] = keep },
                            Expected = [expected.AsType(dtype)],
                            AbsoluteTolerance = dtype == DType.Float16 ? 1e-2 : 1e-5,
                        }.Check();
                    }
                }
            }
        }
    }

    [TestMethod]
    public void Truth_values_are_folded()
    {
        var x = NDArray.From([true, false, true, true], 2, 2);
        var axis = NDArray.From([1], 1);
        new OpCase("All", x, axis) { Expected = [NDArray.From([false, true], 2)] }.Check();
        new OpCase("Any", NDArray.From([true, false, false, false], 2, 2), axis) { Expected = [NDArray.From([true, false], 2)] }.Check();
        new OpCase("All", new NDArray(DType.Bool, 2, 0), axis) { Expected = [NDArray.From([true, true], 2)] }.Check();
        new OpCase("Any", new NDArray(DType.Bool, 2, 0), axis) { Expected = [NDArray.From([false, false], 2)] }.Check();
        new OpCase("All", x, NDArray.From([0L, 1L], 2)) { Expected = [NDArray.Scalar(false)] }.Check();
    }

    [TestMethod]
    public void NaN_is_passed_over_by_extremes_and_spreads_through_sums()
    {
        var x = NDArray.From([float.NaN, 1, 3, 2], 4);
        var axis = NDArray.Scalar(0);
        new OpCase("Max", x, axis) { Expected = [3f] }.Check();
        new OpCase("Min", x, axis) { Expected = [1f] }.Check();
        new OpCase("Sum", x, axis) { Expected = [float.NaN] }.Check();
        new OpCase("Mean", x, axis) { Expected = [float.NaN] }.Check();
    }

    [TestMethod]
    public void A_mean_of_integers_is_cut_off() => new OpCase("Mean", NDArray.From([-1, -2, -4], 3), NDArray.Scalar(0)) { Expected = [-2] }.Check();

    [TestMethod]
    public void A_long_sum_keeps_its_digits()
    {
        var x = Samples.Between(DType.Float32, 0, 1, 100_000);
        new OpCase("Sum", x, NDArray.Scalar(0)) { Expected = [(float)Samples.Doubles(x).Sum()], RelativeTolerance = 1e-5 }.Check();
    }

    [TestMethod]
    public void Axes_out_of_range_are_named()
    {
        new OpCase("Sum", new NDArray(DType.Float32, 2, 3), NDArray.From([3], 1))
            .Fails<InvalidArgumentError>("Invalid reduction dimension (3 for input with 2 dimension(s)");
        Assert.AreEqual("Invalid reduction dimension 3 for input with 2 dimensions.", Infer([3], 1));
        Assert.AreEqual("Shape must be at most rank 1 but is rank 2", Infer([0], 1, 1));

        static string Infer(int[] axes, params long[] dims) => Assert.ThrowsExactly<InvalidArgumentError>(() =>
            OpCase.Infer("Sum", [], [new Shape(2, 3), new Shape(dims)], null, NDArray.From(axes, dims))).Message;
    }

    [TestMethod]
    public void Shapes_are_inferred_as_far_as_the_axes_are_known()
    {
        Dictionary<string, object> keep = new() { ["keep_dims"] = true };
        Assert.AreEqual(Shape.Unknown, OpCase.Infer("Sum", [], [new Shape(2, 3), new Shape(1)])[0]);
        Assert.AreEqual(new Shape(-1, -1), OpCase.Infer("Sum", keep, [new Shape(2, 3), new Shape(1)])[0]);
        Assert.AreEqual(new Shape(-1, 1), OpCase.Infer("Sum", keep, [new Shape(-1, 3), new Shape(1)], null, NDArray.From([-1], 1))[0]);
        Assert.AreEqual(new Shape(3), OpCase.Infer("Mean", [], [new Shape(-1, 3), new Shape()], null, NDArray.Scalar(0))[0]);
    }

    private static NDArray OfIntegers(NDArray folded, string op, DType dtype)
    {
        var (low, high) = dtype == DType.Int32 ? (int.MinValue, int.MaxValue) : (long.MinValue, long.MaxValue);
        var whole = Samples.Doubles(folded)
            .Select(v => double.IsNaN(v) ? 0 : v == double.NegativeInfinity ? low : v == double.PositiveInfinity ? high : (long)v).ToArray();
        return NDArray.From(whole, folded.Dims);
    }

    private static NDArray Fold(NDArray x, int[] axes, bool keep, Func<double[], double> fold)
    {
        var folded = new bool[x.Rank];
        foreach (var axis in axes) folded[axis < 0 ? axis + x.Rank : axis] = true;
        var full = new long[x.Rank];
        for (var i = 0; i < full.Length; i++) full[i] = folded[i] ? 1 : x.Dims[i];
        var groups = new List<double>[NDArray.ElementCount(full)];
        for (var i = 0; i < groups.Length; i++) groups[i] = [];
        var values = Samples.Doubles(x);
        for (var at = 0; at < values.Length; at++)
        {
            var (rest, group, step) = ((long)at, 0L, 1L);
            for (var i = x.Rank - 1; i >= 0; i--)
            {
                var index = rest % x.Dims[i];
                rest /= x.Dims[i];
                if (folded[i]) continue;
                group += index * step;
                step *= x.Dims[i];
            }
            groups[group].Add(values[at]);
        }
        var dims = keep ? full : full.Where((_, i) => !folded[i]).ToArray();
        return NDArray.From(groups.Select(g => fold([.. g])).ToArray(), dims);
    }
}

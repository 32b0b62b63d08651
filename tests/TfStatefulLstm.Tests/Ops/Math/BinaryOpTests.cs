using System.Numerics;
using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Math;

/// <summary>Every function of two elements against its formula in double precision: all types, broadcasting, special values.</summary>
[TestClass]
public sealed class BinaryOpTests
{
    private static readonly Dictionary<string, Record> s_records = new()
    {
        ["Add"] = new((x, y) => x + y) { Complex = (x, y) => x + y },
        ["AddV2"] = new((x, y) => x + y) { Complex = (x, y) => x + y },
        ["Sub"] = new((x, y) => x - y) { Complex = (x, y) => x - y },
        ["Mul"] = new((x, y) => x * y) { Complex = (x, y) => x * y },
        ["RealDiv"] = new((x, y) => x / y, Integers: false) { Complex = (x, y) => x / y },
        ["Div"] = new((x, y) => x / y) { Complex = (x, y) => x / y, NonZero = true, OfIntegers = (x, y) => System.Math.Truncate(x / y) },
        ["TruncateDiv"] = new((x, y) => x / y, Floats: false) { NonZero = true, OfIntegers = (x, y) => System.Math.Truncate(x / y) },
        ["FloorDiv"] = new((x, y) => System.Math.Floor(x / y)) { NonZero = true },
        ["FloorMod"] = new((x, y) => x - (System.Math.Floor(x / y) * y)) { NonZero = true, Finite = true, Absolute = 2e-2 },
        ["Mod"] = new((x, y) => x % y) { NonZero = true },
        ["TruncateMod"] = new((x, y) => x - (System.Math.Truncate(x / y) * y)) { NonZero = true, Finite = true, Absolute = 2e-2 },
        ["Maximum"] = new((x, y) => x < y ? y : x),
        ["Minimum"] = new((x, y) => y < x ? y : x),
        ["SquaredDifference"] = new((x, y) => (x - y) * (x - y)) { Complex = (x, y) => (x - y) * Complex.Conjugate(x - y) },
        ["DivNoNan"] = new((x, y) => y == 0 ? 0 : x / y) { Complex = (x, y) => y == 0 ? 0 : x / y },
        ["MulNoNan"] = new((x, y) => y == 0 ? 0 : x * y) { Complex = (x, y) => y == 0 ? 0 : x * y },
        ["Xdivy"] = new((x, y) => x == 0 ? 0 : x / y) { Complex = (x, y) => x == 0 ? 0 : x / y },
        ["Xlogy"] = new((x, y) => x == 0 ? 0 : x * System.Math.Log(y)) { Complex = (x, y) => x == 0 ? 0 : x * Complex.Log(y) },
        ["Pow"] = new(System.Math.Pow, Integers: false) { Complex = Complex.Pow },
        ["Atan2"] = new(System.Math.Atan2),
        ["Less"] = new((x, y) => x < y ? 1 : 0) { Result = DType.Bool },
        ["LessEqual"] = new((x, y) => x <= y ? 1 : 0) { Result = DType.Bool },
        ["Greater"] = new((x, y) => x > y ? 1 : 0) { Result = DType.Bool },
        ["GreaterEqual"] = new((x, y) => x >= y ? 1 : 0) { Result = DType.Bool },
        ["Equal"] = new((x, y) => x == y ? 1 : 0) { Result = DType.Bool },
        ["NotEqual"] = new((x, y) => x != y ? 1 : 0) { Result = DType.Bool },
    };

    private static readonly (long[] X, long[] Y)[] s_shapes =
    [
        ([], []), ([37], [37]), ([37], []), ([], [37]), ([1], []), ([2, 19], [19]), ([19], [2, 19]), ([2, 19], [2, 1]), ([2, 1], [1, 19]),
        ([3, 1, 5, 1], [1, 4, 1, 9]), ([2, 3, 4, 5], [3, 1, 5]), ([0, 3], [3]), ([2, 0], [1, 1]), ([4, 1], [0]),
    ];

    public static IEnumerable<object[]> Ops => s_records.Keys.Select(k => new object[] { k });

    [TestMethod]
    [DynamicData(nameof(Ops))]
    public void Elements_are_those_of_the_formula(string op)
    {
        var record = s_records[op];
        DType[] types = [.. record.Floats ? Samples.Floats : [], .. record.Integers ? Samples.Integers : []];
        foreach (var dtype in Samples.Allowed(op, types))
            foreach (var (xDims, yDims) in s_shapes)
                Check(op, Samples.Between(dtype, -9, 9, xDims), record.NonZero ? Samples.Between(dtype, 1, 5, yDims) : Samples.Between(dtype, -2, 5, yDims));
    }

    [TestMethod]
    [DynamicData(nameof(Ops))]
    public void Special_values_follow_the_formula(string op)
    {
        var record = s_records[op];
        if (record.Finite || !record.Floats) return;
        double[] special = [0, 1, -1, 2, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        foreach (var dtype in Samples.Allowed(op, Samples.Floats))
        {
            Check(op, Samples.Vector(dtype, special).Reshape(7, 1), Samples.Vector(dtype, special));
            Check(op, Samples.Vector(dtype, [.. special, .. special]), Samples.Vector(dtype, [1]));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Ops))]
    public void Complex_elements_are_those_of_the_formula(string op)
    {
        if (s_records[op].Complex is not { } reference) return;
        var (x, y) = (NDArray.From<Complex>([new(0.5, 1), new(-2, 0.25), 0, 3], 4), NDArray.From<Complex>([new(1, -1), new(0.1, 0.2), 2, new(0, 1)], 4));
        var z = NDArray.From(x.ToArray<Complex>().Zip(y.ToArray<Complex>(), reference).ToArray(), 4);
        new OpCase(op, x, y) { Expected = [z] }.Check();
        new OpCase(op, Narrow(x), Narrow(y)) { Expected = [Narrow(z)], AbsoluteTolerance = 1e-6 }.Check();

        static NDArray Narrow(NDArray z) => NDArray.From(z.ToArray<Complex>().Select(e => new Complex64((float)e.Real, (float)e.Imaginary)).ToArray(), z.Dims);
    }

    [TestMethod]
    public void Strings_are_joined_and_compared()
    {
        var (x, y) = (NDArray.Of(new[] { "a", "bc" }), NDArray.Of(new[] { "d", "bc" }));
        new OpCase("Add", x, y) { Expected = [NDArray.Of(new[] { "ad", "bcbc" })] }.Check();
        new OpCase("Equal", x, y) { Expected = [NDArray.From([false, true], 2)] }.Check();
        new OpCase("NotEqual", x, NDArray.Scalar(Encoding.UTF8.GetBytes("a"))) { Expected = [NDArray.From([false, true], 2)] }.Check();
    }

    [TestMethod]
    public void Truth_values_are_connected()
    {
        var (x, y) = (NDArray.From([false, false, true, true], 4), NDArray.From([false, true, false, true], 4));
        new OpCase("LogicalAnd", x, y) { Expected = [NDArray.From([false, false, false, true], 4)] }.Check();
        new OpCase("LogicalOr", x, y) { Expected = [NDArray.From([false, true, true, true], 4)] }.Check();
        new OpCase("Equal", x, y) { Expected = [NDArray.From([true, false, false, true], 4)] }.Check();
        new OpCase("LogicalOr", x, NDArray.Scalar(true)) { Expected = [NDArray.From([true, true, true, true], 4)] }.Check();
    }

    [TestMethod]
    public void Integer_powers_and_quotients_have_their_limits()
    {
        new OpCase("Pow", NDArray.From([2, -3, 5], 3), NDArray.From([10, 3, 0], 3)) { Expected = [NDArray.From([1024, -27, 1], 3)] }.Check();
        new OpCase("Pow", NDArray.Scalar(2), NDArray.Scalar(-1)).Fails<InvalidArgumentError>("Integers to negative integer powers are not allowed");
        foreach (var op in new[] { "Div", "TruncateDiv", "FloorDiv", "FloorMod", "Mod", "TruncateMod" })
            new OpCase(op, NDArray.From([1, 2], 2), NDArray.Scalar(0)).Fails<InvalidArgumentError>("Integer division by zero");
        new OpCase("FloorDiv", NDArray.From([-7, 7, -7, 7, int.MinValue], 5), NDArray.From([2, -2, -2, 2, -1], 5))
            { Expected = [NDArray.From([-4, -4, 3, 3, int.MinValue], 5)] }.Check();
        new OpCase("FloorMod", NDArray.From([-7, 7, -7, 7], 4), NDArray.From([3, -3, -3, 3], 4)) { Expected = [NDArray.From([2, -2, -1, 1], 4)] }.Check();
        new OpCase("TruncateMod", NDArray.From([-7, 7, -7, 7], 4), NDArray.From([3, -3, -3, 3], 4)) { Expected = [NDArray.From([-1, 1, -1, 1], 4)] }.Check();
        new OpCase("FloorMod", NDArray.From([-7.0, 7, -7, 7], 4), NDArray.From([3.0, -3, -3, 3], 4)) { Expected = [NDArray.From([2.0, -2, -1, 1], 4)] }.Check();
    }

    [TestMethod]
    public void Shapes_that_do_not_broadcast_are_named()
    {
        new OpCase("Add", new NDArray(DType.Float32, 2, 3), new NDArray(DType.Float32, 4)).Fails<InvalidArgumentError>("Incompatible shapes: [2,3] vs. [4]");
        var e = Assert.ThrowsExactly<InvalidArgumentError>(() => OpCase.Infer("Add", [], [new Shape(2, 3), new Shape(4)]));
        Assert.AreEqual("Dimensions must be equal, but are 3 and 4", e.Message);
    }

    [TestMethod]
    public void Equality_of_incompatible_shapes_is_asked_as_a_whole()
    {
        Dictionary<string, object> tolerant = new() { ["incompatible_shape_error"] = false };
        var (x, y) = (new NDArray(DType.Float32, 2, 3), new NDArray(DType.Float32, 4));
        Assert.IsFalse(new OpCase("Equal", x, y) { Attrs = tolerant }.Run()[0].Item<bool>());
        Assert.IsTrue(new OpCase("NotEqual", x, y) { Attrs = tolerant }.Run()[0].Item<bool>());
        Assert.AreEqual(Shape.Scalar, OpCase.Infer("Equal", tolerant, [x.Shape, y.Shape])[0]);
        new OpCase("Equal", x, new NDArray(DType.Float32, 3))
            { Attrs = tolerant, Expected = [NDArray.From([true, true, true, true, true, true], 2, 3)] }.Check();
        Assert.AreEqual(Shape.Unknown, OpCase.Infer("Equal", tolerant, [new Shape(-1, 3), new Shape(2, 3)])[0]);
        new OpCase("Equal", x, y).Fails<InvalidArgumentError>("Incompatible shapes: [2,3] vs. [4]");
    }

    private static void Check(string op, NDArray x, NDArray y)
    {
        var record = s_records[op];
        var formula = x.DType.IsFloating() ? record.Reference : record.OfIntegers ?? record.Reference;
        var z = Broadcast(x, y, formula);
        var expected = record.Result is { } result ? z.AsType(result) : x.DType.IsInteger() ? Wrapped(z, x.DType) : z.AsType(x.DType);
        // A difference loses what its operands share.
        new OpCase(op, x, y) { Expected = [expected], AbsoluteTolerance = x.DType == DType.Float64 ? 1e-13 : System.Math.Max(record.Absolute, 1e-6) }.Check();
    }

    private static NDArray Wrapped(NDArray z, DType dtype) => z.AsType(DType.Int64).AsType(dtype);

    // One element at a time, every index in full.
    private static NDArray Broadcast(NDArray x, NDArray y, Func<double, double, double> formula)
    {
        var rank = System.Math.Max(x.Rank, y.Rank);
        var dims = new long[rank];
        for (var i = 0; i < rank; i++) dims[i] = Dim(x, i) == 1 ? Dim(y, i) : Dim(x, i);
        var (xs, ys, z) = (Samples.Doubles(x), Samples.Doubles(y), new NDArray(DType.Float64, dims));
        for (var at = 0; at < z.Length; at++)
        {
            var (rest, xAt, yAt, xStep, yStep) = ((long)at, 0L, 0L, 1L, 1L);
            for (var i = rank - 1; i >= 0; i--)
            {
                var index = rest % dims[i];
                rest /= dims[i];
                if (Dim(x, i) > 1) xAt += index * xStep;
                if (Dim(y, i) > 1) yAt += index * yStep;
                (xStep, yStep) = (xStep * Dim(x, i), yStep * Dim(y, i));
            }
            z.Data<double>()[at] = formula(xs[xAt], ys[yAt]);
        }
        return z;

        long Dim(NDArray a, int i) => i < rank - a.Rank ? 1 : a.Dims[i - (rank - a.Rank)];
    }

    private sealed record Record(Func<double, double, double> Reference, bool Floats = true, bool Integers = true)
    {
        public Func<Complex, Complex, Complex>? Complex { get; init; }

        public Func<double, double, double>? OfIntegers { get; init; }

        public bool NonZero { get; init; }

        public bool Finite { get; init; }

        public DType? Result { get; init; }

        public double Absolute { get; init; }
    }
}

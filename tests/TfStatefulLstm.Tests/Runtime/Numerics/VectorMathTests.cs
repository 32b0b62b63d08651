using System.Numerics;
using System.Runtime.Intrinsics;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Tests.Runtime.Numerics;

[TestClass]
public sealed class VectorMathTests
{
    private const double Tolerance = 3.0;

    private static readonly (string Name, Func<double, double> Exact, double Low, double High)[] s_ranges =
    [
        ("Exp", Math.Exp, -104, 88.7), ("Exp", Math.Exp, -1, 1), ("Exp", Math.Exp, -1e-6, 1e-6),
        ("Log", Math.Log, 0, 2), ("Log", Math.Log, 0.99, 1.01), ("Log", Math.Log, 0, 1e38), ("Log", Math.Log, 0, 1e-38),
        ("Tanh", Math.Tanh, -10, 10), ("Tanh", Math.Tanh, -1, 1), ("Tanh", Math.Tanh, -1e-3, 1e-3), ("Tanh", Math.Tanh, -1e-39, 1e-39),
        ("Sigmoid", Logistic, -104, 104), ("Sigmoid", Logistic, -1, 1), ("Sigmoid", Logistic, -10, 10),
    ];

    [TestMethod]
    [DataRow(512)]
    [DataRow(256)]
    [DataRow(128)]
    public void Every_function_is_within_three_ulp_at_every_vector_width(int bits)
    {
        foreach (var (name, exact, low, high) in s_ranges)
        {
            foreach (var x in Samples(low, high).Chunk(1000))
            {
                var single = Array.ConvertAll(x, value => (float)value);
                var (y, wide) = (Run(Engine<float>(bits), name, single), Run(Engine<double>(bits), name, x));
                for (var i = 0; i < x.Length; i++)
                {
                    var (expected, expectedWide) = (exact(single[i]), exact(x[i]));
                    Assert.IsTrue(Math.Abs(y[i] - expected) <= Tolerance * (MathF.BitIncrement((float)Math.Abs(expected)) - (float)Math.Abs(expected)),
                        $"{name}({single[i]:R}) is {expected:R}, not {y[i]:R}");
                    // One more for the reference, which is itself a rounded double.
                    Assert.IsTrue(Math.Abs(wide[i] - expectedWide) <= (Tolerance + 1) * (Math.BitIncrement(Math.Abs(expectedWide)) - Math.Abs(expectedWide)),
                        $"{name}({x[i]:R}) is {expectedWide:R}, not {wide[i]:R}");
                }
            }
        }
    }

    [TestMethod]
    public void Special_values_of_floats()
    {
        Expect("Exp", [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, 1e-45f, 88.8f, -104f], [float.NaN, float.PositiveInfinity, 0, 1, 1, 1, float.PositiveInfinity, 0]);
        Expect("Exp", [-103.2f, -88f, float.MaxValue, float.MinValue], [float.Epsilon, MathF.Exp(-88f), float.PositiveInfinity, 0]);
        Expect("Log", [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, -1e-45f, 1], [float.NaN, float.PositiveInfinity, float.NaN, float.NegativeInfinity, float.NegativeInfinity, float.NaN, 0]);
        Expect("Tanh", [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, 1e-45f, -1e-45f, 50, -1e30f], [float.NaN, 1, -1, 0, -0f, 1e-45f, -1e-45f, 1, -1]);
        Expect("Sigmoid", [float.NaN, float.PositiveInfinity, float.NegativeInfinity, 0, -0f, 1e30f, -1e30f, 20], [float.NaN, 1, 0, 0.5f, 0.5f, 1, 0, 1]);
    }

    [TestMethod]
    public void Special_values_of_doubles()
    {
        Expect("Exp", [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0d, double.Epsilon, 710, -746, -745], [double.NaN, double.PositiveInfinity, 0, 1, 1, 1, double.PositiveInfinity, 0, double.Epsilon]);
        Expect("Log", [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0d, -1, 1], [double.NaN, double.PositiveInfinity, double.NaN, double.NegativeInfinity, double.NegativeInfinity, double.NaN, 0]);
        Expect("Tanh", [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0d, double.Epsilon, 50, -1e300], [double.NaN, 1, -1, 0, -0d, double.Epsilon, 1, -1]);
        Expect("Sigmoid", [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, 1e300, -1e300], [double.NaN, 1, 0, 0.5, 1, 0]);
    }

    [TestMethod]
    public void The_bits_of_an_element_depend_neither_on_its_place_nor_on_the_vector_width()
    {
        float[] x = [.. Samples(-20, 20).Select(value => (float)value).Take(333)];
        foreach (var name in new[] { "Exp", "Log", "Tanh", "Sigmoid" })
        {
            var expected = Run(Engine<float>(512), name, x);
            CollectionAssert.AreEqual(expected, Run(Engine<float>(256), name, x), name);
            CollectionAssert.AreEqual(expected, Run(Engine<float>(128), name, x), name);
            CollectionAssert.AreEqual(expected, x.SelectMany(value => Run(Engine<float>(512), name, [value])).ToArray(), name);
        }
    }

    [TestMethod]
    public void A_span_may_be_its_own_result()
    {
        var x = new float[37];
        VectorMath.Exp<float>(x, x);
        VectorMath.Log<float>(x, x);
        VectorMath.Sigmoid<float>(x, x);
        Assert.IsTrue(Array.TrueForAll(x, value => value == 0.5f));
        VectorMath.Tanh<float>(x, x);
        Assert.AreEqual(Math.Tanh(0.5), x[36], 1e-7);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => VectorMath.Exp<float>(x, x.AsSpan(1)));
    }

    private static double Logistic(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    private static IEnumerable<double> Samples(double low, double high)
    {
        var random = new Random(5);
        return Enumerable.Range(0, 20_000).Select(_ => low + (high - low) * random.NextDouble());
    }

    private static void Expect<T>(string name, T[] x, T[] expected)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = Run(VectorEngine<T>.Best, name, x);
        for (var i = 0; i < x.Length; i++)
        {
            Assert.IsTrue(y[i].Equals(expected[i]) && T.IsNegative(y[i]) == T.IsNegative(expected[i]) || T.IsNaN(y[i]) && T.IsNaN(expected[i]), $"{name}({x[i]}) is {expected[i]}, not {y[i]}");
        }
    }

    private static VectorEngine<T> Engine<T>(int bits)
        where T : unmanaged, IFloatingPointIeee754<T> => bits switch
        {
            512 => new VectorEngine<Simd512<T>, Vector512<T>, T>(),
            256 => new VectorEngine<Simd256<T>, Vector256<T>, T>(),
            _ => new VectorEngine<Simd128<T>, Vector128<T>, T>(),
        };

    private static unsafe T[] Run<T>(VectorEngine<T> engine, string name, T[] x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = new T[x.Length];
        fixed (T* px = x, py = y)
        {
            switch (name)
            {
                case "Exp": engine.Exp(px, py, x.Length); break;
                case "Log": engine.Log(px, py, x.Length); break;
                case "Tanh": engine.Tanh(px, py, x.Length); break;
                default: engine.Sigmoid(px, py, x.Length); break;
            }
        }

        return y;
    }
}

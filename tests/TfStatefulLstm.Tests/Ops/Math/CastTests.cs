using System.Numerics;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Math;

/// <summary>Conversions of elements, as TensorFlow 1.15.5 on x64 was seen to make them.</summary>
[TestClass]
public sealed class CastTests
{
    private static readonly double[] s_floats = [double.NaN, 1e20, -1e20, 300.7, -1.5, -300.7];

    [TestMethod]
    public void Floats_are_cut_off_and_wrap()
    {
        foreach (var from in new[] { DType.Float32, DType.Float64 })
        {
            var x = Samples.Vector(from, s_floats);
            Check(x, NDArray.From<int>([int.MinValue, int.MinValue, int.MinValue, 300, -1, -300], 6));
            Check(x, NDArray.From<long>([long.MinValue, long.MinValue, long.MinValue, 300, -1, -300], 6));
            Check(x, NDArray.From<byte>([0, 0, 0, 44, 255, 212], 6));
            Check(x, NDArray.From<sbyte>([0, 0, 0, 44, -1, -44], 6));
            Check(x, NDArray.From<short>([0, 0, 0, 300, -1, -300], 6));
            Check(x, NDArray.From<ushort>([0, 0, 0, 300, 65535, 65236], 6));
            Check(x, NDArray.From<uint>([0, 0, 0, 300, 4294967295, 4294966996], 6));
            Check(x, NDArray.From<ulong>([1UL << 63, 0, 1UL << 63, 300, ulong.MaxValue, ulong.MaxValue - 299], 6));
            Check(x, NDArray.From([true, true, true, true, true, true], 6));
        }
    }

    [TestMethod]
    public void Integers_wrap()
    {
        var x = NDArray.From([300, -1, 70000], 3);
        Check(x, NDArray.From<byte>([44, 255, 112], 3));
        Check(x, NDArray.From<sbyte>([44, -1, 112], 3));
        Check(x, NDArray.From<short>([300, -1, 4464], 3));
        Check(x, NDArray.From<ulong>([300, ulong.MaxValue, 70000], 3));
        Check(x, NDArray.From<Half>([(Half)300, (Half)(-1), Half.PositiveInfinity], 3));
        Check(x, NDArray.From([(BFloat16)300f, (BFloat16)(-1f), (BFloat16)70144f], 3));
    }

    [TestMethod]
    public void Every_type_becomes_every_other()
    {
        DType[] types = [.. Samples.Floats, .. Samples.Integers, DType.Bool, .. Samples.Complex];
        foreach (var from in types)
            foreach (var to in types)
            {
                var (x, y) = (Ones(from), Ones(to));
                new OpCase("Cast", x) { Attrs = { ["DstT"] = to }, Expected = [y] }.Check();
            }
    }

    [TestMethod]
    public void Complex_numbers_lose_their_imaginary_part()
    {
        var x = NDArray.From([new Complex64(1.5f, 2)], 1);
        Check(x, NDArray.From([1.5f], 1));
        Check(x, NDArray.From([1], 1));
        Check(x, NDArray.From([new Complex(1.5, 2)], 1));
        Check(NDArray.From([new Complex(0, 2)], 1), NDArray.From([true], 1));
    }

    [TestMethod]
    public void Truncation_leaves_digits_off()
    {
        var x = NDArray.From([1.0009f, 1.99999f, -1.99999f], 3);
        Check(x, NDArray.From([(Half)1.001f, (Half)2f, (Half)(-2f)], 3));
        Check(x, NDArray.From([(Half)1f, (Half)1.999f, (Half)(-1.999f)], 3), truncate: true);
        Check(x, NDArray.From([(BFloat16)1f, (BFloat16)1.9921875f, (BFloat16)(-1.9921875f)], 3), truncate: true);
        Check(NDArray.From([1 + 1e-8], 1), NDArray.From([1f], 1), truncate: true);
    }

    [TestMethod]
    public void Strings_are_no_numbers() => new OpCase("Cast", NDArray.Of(new[] { "1" })) { Attrs = { ["DstT"] = DType.Float32 } }
        .Fails<UnimplementedError>("Cast string to float is not supported");

    private static void Check(NDArray x, NDArray y, bool truncate = false) =>
        new OpCase("Cast", x) { Attrs = { ["DstT"] = y.DType, ["Truncate"] = truncate }, Expected = [y], RelativeTolerance = 0 }.Check();

    private static NDArray Ones(DType dtype) => dtype switch
    {
        DType.Complex64 => NDArray.From([new Complex64(1, 0), default], 2),
        DType.Complex128 => NDArray.From([Complex.One, default], 2),
        _ => NDArray.From([1, 0], 2).AsType(dtype),
    };
}

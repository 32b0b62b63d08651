using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops;

/// <summary>Arrays to test ops with: the same numbers every time.</summary>
internal static class Samples
{
    public static readonly DType[] Floats = [DType.Float32, DType.Float64, DType.Float16, DType.BFloat16];
    public static readonly DType[] Integers = [DType.Int32, DType.Int64, DType.Int16, DType.Int8, DType.UInt8, DType.UInt16, DType.UInt32, DType.UInt64];
    public static readonly DType[] Complex = [DType.Complex64, DType.Complex128];

    /// <summary>Numbers between the bounds, the bounds not among them; of unsigned types, not negative.</summary>
    public static NDArray Between(DType dtype, double low, double high, params long[] dims)
    {
        var random = new System.Random(dims.Length + (int)dtype);
        if (dtype is DType.UInt8 or DType.UInt16 or DType.UInt32 or DType.UInt64) low = System.Math.Max(low, 0);
        var values = new double[NDArray.ElementCount(dims)];
        for (var i = 0; i < values.Length; i++) values[i] = low + ((high - low) * random.NextDouble());
        return NDArray.From(values, dims).AsType(dtype);
    }

    /// <summary>Numbers between -3 and 3.</summary>
    public static NDArray Of(DType dtype, params long[] dims) => Between(dtype, -3, 3, dims);

    /// <summary>The values, in that type, as a vector.</summary>
    public static NDArray Vector(DType dtype, params double[] values) => NDArray.From(values, values.Length).AsType(dtype);

    /// <summary>The elements as doubles.</summary>
    public static double[] Doubles(NDArray array)
    {
        var values = new double[array.Length];
        for (var i = 0; i < values.Length; i++) values[i] = OpCase.Number(array.Buffer.Data.GetValue(i)!).Real;
        return values;
    }

    /// <summary>An array of doubles in that type and shape.</summary>
    public static NDArray From(double[] values, DType dtype, params ReadOnlySpan<long> dims) => NDArray.From(values, dims).AsType(dtype);

    /// <summary>What the definition of an op allows of these types.</summary>
    public static IEnumerable<DType> Allowed(string op, IEnumerable<DType> types, string attr = "T") =>
        types.Where(t => OpRegistry.Find(op).Schema.FindAttr(attr)!.AllowedTypes is not { } allowed || allowed.Contains(t));
}

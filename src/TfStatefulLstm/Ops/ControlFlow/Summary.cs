using System.Globalization;
using System.Text;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.ControlFlow;

/// <summary>The first elements of an array as TensorFlow's messages print them (<c>Tensor::SummarizeValue</c>): without brackets for a vector.</summary>
internal static class Summary
{
    /// <param name="array">The array.</param>
    /// <param name="most">How many elements to show; all if negative.</param>
    public static string Of(NDArray array, long most)
    {
        var shown = most < 0 ? array.Length : (int)System.Math.Min(most, array.Length);
        var text = new StringBuilder();
        if (array.Rank <= 1) text.AppendJoin(' ', Enumerable.Range(0, shown).Select(i => Element(array, i)));
        else
        {
            var at = 0;
            Rows(array, 0, ref at, shown, text);
        }
        if (shown < array.Length) text.Append("...");
        return text.ToString();
    }

    private static void Rows(NDArray array, int axis, ref int at, int shown, StringBuilder text)
    {
        if (at >= shown) return;
        if (axis == array.Rank - 1)
        {
            for (long i = 0; i < array.Dims[axis] && at < shown; i++, at++) text.Append(i > 0 ? " " : "").Append(Element(array, at));
            return;
        }
        for (long i = 0; i < array.Dims[axis] && at < shown; i++)
        {
            text.Append('[');
            Rows(array, axis + 1, ref at, shown, text);
            text.Append(']');
        }
    }

    private static string Element(NDArray array, int i) => array.DType switch
    {
        DType.Bool => array.AsSpan<bool>()[i] ? "1" : "0",
        DType.Float32 or DType.Float16 or DType.BFloat16 => Number(Convert.ToSingle(array.Boxed(i), CultureInfo.InvariantCulture).ToString("G9", CultureInfo.InvariantCulture)),
        DType.Float64 => Number(array.AsSpan<double>()[i].ToString("G17", CultureInfo.InvariantCulture)),
        DType.Complex64 => $"({array.AsSpan<Complex64>()[i].Real},{array.AsSpan<Complex64>()[i].Imaginary})",
        DType.Complex128 => $"({array.AsSpan<System.Numerics.Complex>()[i].Real},{array.AsSpan<System.Numerics.Complex>()[i].Imaginary})",
        DType.Resource or DType.Variant => array.Boxed(i)?.ToString() ?? "",
        _ => Convert.ToString(array.Boxed(i), CultureInfo.InvariantCulture) ?? "",
    };

    // C++ writes 1e-05, .NET 1E-05; both write infinities their own way.
    private static string Number(string text) => text switch
    {
        "Infinity" or "∞" => "inf",
        "-Infinity" or "-∞" => "-inf",
        "NaN" => "nan",
        _ => text.Replace('E', 'e'),
    };
}

namespace TfStatefulLstm.Framework;

/// <summary>Constant nodes, and the types that Python's literals may take.</summary>
internal static class Constants
{
    /// <summary>A constant of these elements; in a larger shape the last one is repeated.</summary>
    public static Tensor Make(Graph graph, NDArray value, string name, Shape? shape = null) => graph.CreateOp("Const", [], name, new()
    {
        ["value"] = AttrValues.Tensor(value, shape),
        ["dtype"] = AttrValues.Of(value.DType),
    }).Output;

    /// <summary>A literal's elements in a type: a whole number may be of any numeric type, one with a point only of a floating or complex type.</summary>
    /// <exception cref="TypeError">The literal cannot be of that type.</exception>
    public static NDArray Typed(NDArray literal, DType? dtype)
    {
        var wanted = dtype?.Base() ?? (literal.DType == DType.Float64 ? DType.Float32 : literal.DType);
        if (literal.DType == wanted) return literal;
        var fits = literal.Length == 0
            || literal.DType.IsInteger() && (wanted.IsInteger() || wanted.IsFloating() || wanted.IsComplex() || wanted.Name().StartsWith('q'))
            || literal.DType.IsFloating() && (wanted.IsFloating() || wanted.IsComplex());
        if (!fits) throw new TypeError($"Expected {wanted.Name()}, got {Shown(literal)} of type '{PythonName(literal.DType)}' instead.");
        if (literal.Length == 0) return new NDArray(wanted, literal.Dims);
        return literal.AsType(wanted);
    }

    private static string Shown(NDArray literal)
    {
        if (literal.Rank != 0) return literal.ToString();
        return literal.DType switch
        {
            DType.Bool => literal.Item<bool>() ? "True" : "False",
            DType.String => $"'{literal.Item<string>()}'",
            _ when literal.DType.IsFloating() => Convert.ToDouble(literal.Boxed(0)) is var d && d == Math.Floor(d) && Math.Abs(d) < 1e16 ? $"{d:0.0}" : $"{literal}",
            _ => literal.ToString(),
        };
    }

    private static string PythonName(DType type) => type == DType.Bool ? "bool" : type == DType.String ? "str" : type.IsFloating() ? "float" : "int";
}

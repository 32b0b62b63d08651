using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Framework.Variables;

/// <summary>Which part of a partitioned variable a variable is: checkpoints hold the parts under the whole variable's name.</summary>
/// <param name="FullName">The whole variable's name.</param>
/// <param name="FullShape">The whole variable's shape.</param>
/// <param name="Offset">Where the part begins in each dimension.</param>
/// <param name="PartShape">The part's shape.</param>
internal sealed record SaveSliceInfo(string FullName, long[] FullShape, long[] Offset, long[] PartShape)
{
    /// <summary>The spec that SaveV2 takes: <c>4 5 0,2:0,5</c>.</summary>
    public string Spec => string.Concat(FullShape.Select(d => $"{d} ")) + string.Join(':', Offset.Zip(PartShape, (o, s) => $"{o},{s}"));

    public SaveSliceInfoDef? ToProto(string? exportScope)
    {
        if (exportScope is not null && !FullName.StartsWith(exportScope, StringComparison.Ordinal)) return null;
        var def = new SaveSliceInfoDef { FullName = ScopedNames.Strip(FullName, exportScope) };
        def.FullShape.Add(FullShape);
        def.VarOffset.Add(Offset);
        def.VarShape.Add(PartShape);
        return def;
    }

    public static SaveSliceInfo? FromProto(SaveSliceInfoDef? def, string? importScope) => def is null
        ? null
        : new(ScopedNames.Prepend(def.FullName, importScope), [.. def.FullShape], [.. def.VarOffset], [.. def.VarShape]);
}

/// <summary>Names as they stand in an exported or imported scope (<c>strip_name_scope</c>, <c>prepend_name_scope</c>).</summary>
internal static class ScopedNames
{
    public static string Strip(string name, string? scope)
    {
        if (string.IsNullOrEmpty(scope)) return name;
        var prefix = scope.TrimEnd('/') + "/";
        foreach (var mark in (ReadOnlySpan<string>)["^", "loc:@", ""])
            if (name.StartsWith(mark + prefix, StringComparison.Ordinal)) return mark + name[(mark.Length + prefix.Length)..];
        return name;
    }

    public static string Prepend(string name, string? scope)
    {
        if (string.IsNullOrEmpty(scope)) return name;
        var prefix = scope.TrimEnd('/') + "/";
        foreach (var mark in (ReadOnlySpan<string>)["^", "loc:@"])
            if (name.StartsWith(mark, StringComparison.Ordinal)) return mark + prefix + name[mark.Length..];
        return prefix + name;
    }
}

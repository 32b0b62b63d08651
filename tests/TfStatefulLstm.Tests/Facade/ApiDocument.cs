using System.Reflection;
using System.Text;
using TfStatefulLstm.Facade;

namespace TfStatefulLstm.Tests.Facade;

/// <summary>Writes docs/api.md from the code: what programs call and where it is, and the whole of the facade.</summary>
internal static class ApiDocument
{
    private const string Intro = """
        # What of TensorFlow's API there is

        Generated from the code; a test holds it against the code, and with the environment variable `WRITE_API_DOCS=1` that test writes it.
        In C#, `tf` comes with `using static TfStatefulLstm.Binding;`. Names, arguments and defaults are Python's; `src/TfStatefulLstm/Facade` documents each.

        """;

    /// <summary>Where the document is.</summary>
    public static string File => Path.Combine(Golden.Repository, "docs", "api.md");

    /// <summary>The document as the code has it now.</summary>
    public static string Write()
    {
        var text = new StringBuilder(Intro);
        text.Append("\n## What programs that carry recurrent state call\n\n");
        text.Append("Of fifteen programs by different authors, the number that use a symbol; and what it is here, or why it is not here and what to call instead.\n\n");
        text.Append("| programs | TensorFlow | here |\n| --- | --- | --- |\n");
        foreach (var symbol in ApiSymbol.All) text.Append($"| {symbol.Programs} | `{symbol.PythonName}` | {Cell(symbol)} |\n");
        text.Append("\n## The facade by namespace\n");
        foreach (var (path, type) in Namespaces("tf", typeof(tensorflow)))
        {
            var members = Members(type).Distinct().Order(StringComparer.Ordinal).ToArray();
            if (members.Length == 0) continue;
            text.Append($"\n### {path}\n\n```csharp\n");
            foreach (var line in members) text.Append(line).Append('\n');
            text.Append("```\n");
        }
        return text.ToString();
    }

    private static string Cell(ApiSymbol symbol) => symbol.Found.Count > 0
        ? string.Join("<br>", symbol.Found.Select(m => $"`{ApiSignature.Of(m)}`").Distinct()).Replace("|", "\\|", StringComparison.Ordinal)
        : $"not here: {symbol.Reason}";

    private static IEnumerable<(string Path, Type Type)> Namespaces(string path, Type type)
    {
        yield return (path, type);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).OrderBy(p => p.Name, StringComparer.Ordinal))
            if (ApiSymbol.IsNamespace(property.PropertyType))
                foreach (var inner in Namespaces($"{path}.{property.Name}", property.PropertyType))
                    yield return inner;
    }

    // What a namespace inherits from another is listed there; tf shows what tf.math has, because programs call it as tf's.
    private static IEnumerable<string> Members(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.FlattenHierarchy)
        .Where(m => m.DeclaringType != typeof(object) && m is MethodInfo { IsSpecialName: false } or PropertyInfo && !(m is PropertyInfo p && ApiSymbol.IsNamespace(p.PropertyType)))
        .Select(ApiSignature.Of);
}

using System.Runtime.CompilerServices;

namespace TfStatefulLstm.Tests;

/// <summary>The recorded truth under tests/golden.</summary>
internal static class Golden
{
    /// <summary>The path of a golden file or folder.</summary>
    public static string Path(string name) => System.IO.Path.Combine(Root(), name);

    /// <summary>The names of the recorded cases that begin with one of the prefixes, or of all, in the order of their names.</summary>
    public static IEnumerable<string> Cases(params string[] prefixes) => Directory.EnumerateDirectories(Path("cases")).Select(d => System.IO.Path.GetFileName(d))
        .Where(n => prefixes.Length == 0 || prefixes.Any(p => n.StartsWith(p, StringComparison.Ordinal))).Order(StringComparer.Ordinal);

    /// <summary>The recorded runs that a session alone can replay; two others write files or go on from files, and have tests of their own.</summary>
    public static IEnumerable<string> Traces => Cases().Where(HasRuns).Except(["saved_model_loaded", "saver_v1_types"]);

    /// <summary>The folder that the repository is checked out to.</summary>
    public static string Repository => System.IO.Path.GetFullPath(Path("../.."));

    // Of many programs the graph alone was recorded: their traces begin with "steps": [].
    private static bool HasRuns(string name) =>
        File.Exists(Path($"cases/{name}/trace.json")) && !File.ReadLines(Path($"cases/{name}/trace.json")).Take(4).Any(l => l.Contains("\"steps\": []", StringComparison.Ordinal));

    private static string Root([CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "golden"));
}

using System.Runtime.CompilerServices;

namespace TfStatefulLstm.Tests;

/// <summary>The recorded truth under tests/golden.</summary>
internal static class Golden
{
    /// <summary>The path of a golden file or folder.</summary>
    public static string Path(string name) => System.IO.Path.Combine(Root(), name);

    /// <summary>The folder that the repository is checked out to.</summary>
    public static string Repository => System.IO.Path.GetFullPath(Path("../.."));

    private static string Root([CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "golden"));
}

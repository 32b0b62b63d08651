using System.Diagnostics;
using System.Runtime.CompilerServices;
using TfStatefulLstm.Native;

namespace TfStatefulLstm.Tests.Native;

/// <summary>TensorFlow's C library, where there is one: what TENSORFLOW_LIBRARY names, or the folder that <c>shared/oracle/libtensorflow</c> beside the repository prints.</summary>
internal static class NativeLibrary
{
    /// <summary>The file or folder, or null where there is none. From then on the variable has it, so that sessions on the target "native" find it.</summary>
    public static string? Path { get; } = Find();

    private static string? Find([CallerFilePath] string here = "")
    {
        // The library's greetings are not what a test says.
        Environment.SetEnvironmentVariable("TF_CPP_MIN_LOG_LEVEL", "2");
        var path = Environment.GetEnvironmentVariable(LibrarySearch.Variable);
        if (string.IsNullOrEmpty(path))
        {
            var beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "..", "..", "..", "..", "shared", "oracle", "libtensorflow"));
            if (!File.Exists(beside)) return null;
            using var process = Process.Start(new ProcessStartInfo(beside) { RedirectStandardOutput = true })!;
            path = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            if (process.ExitCode != 0 || path.Length == 0) return null;
            Environment.SetEnvironmentVariable(LibrarySearch.Variable, path);
        }
        return path;
    }
}

/// <summary>Tests that need TensorFlow's C library; skipped, saying so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
internal sealed class NeedsNativeLibraryAttribute : ConditionBaseAttribute
{
    public NeedsNativeLibraryAttribute() : base(ConditionMode.Include) =>
        IgnoreMessage = $"Skipped: TensorFlow's C library is not on this machine (name its file or folder in {LibrarySearch.Variable}).";

    /// <inheritdoc/>
    public override string GroupName => nameof(NeedsNativeLibraryAttribute);

    /// <inheritdoc/>
    public override bool IsConditionMet => NativeLibrary.Path is not null;
}

using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace TfStatefulLstm.Tests;

/// <summary>Python TensorFlow 1.15.5 itself, where there is one: the command in the environment variable TF_ORACLE, or <c>shared/oracle/tf1</c> beside the
/// repository. It is called with the path of a program and its arguments.</summary>
internal static class Oracle
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The command, or null where there is none.</summary>
    public static string? Command { get; } = Find();

    /// <summary>Runs a Python program.</summary>
    /// <param name="program">Its text.</param>
    /// <param name="arguments">What it finds in <c>sys.argv[1:]</c>.</param>
    /// <returns>What it printed.</returns>
    public static string Run(string program, params string[] arguments)
    {
        var file = Path.Combine(Path.GetTempPath(), $"oracle-{Guid.NewGuid():N}.py");
        File.WriteAllText(file, program);
        try
        {
            var start = new ProcessStartInfo(Command!, [file, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
            using var process = Process.Start(start)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"Python TensorFlow did not end within {Patience}.");
            }
            Assert.AreEqual(0, process.ExitCode, error.Result);
            return output.Result;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string? Find([CallerFilePath] string here = "")
    {
        var beside = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "shared", "oracle", "tf1"));
        var named = Environment.GetEnvironmentVariable("TF_ORACLE");
        return !string.IsNullOrEmpty(named) ? named : File.Exists(beside) ? beside : null;
    }
}

/// <summary>A test that asks Python TensorFlow 1.15.5; skipped, saying so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OracleTestMethodAttribute([CallerFilePath] string file = "", [CallerLineNumber] int line = -1) : TestMethodAttribute(file, line)
{
    /// <inheritdoc/>
    public override Task<TestResult[]> ExecuteAsync(ITestMethod testMethod) => Oracle.Command is not null
        ? base.ExecuteAsync(testMethod)
        : Task.FromResult<TestResult[]>([new TestResult { Outcome = UnitTestOutcome.Ignored, TestContextMessages = "Skipped: Python TensorFlow 1.15.5 is not on this machine (name its command in TF_ORACLE)." }]);
}

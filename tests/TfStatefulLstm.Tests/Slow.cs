namespace TfStatefulLstm.Tests;

/// <summary>What takes too long for every run: done where the environment variable SLOW_TESTS is set to 1, and in small otherwise.</summary>
internal static class Slow
{
    /// <summary>Whether there is time.</summary>
    public static bool Enabled { get; } = Environment.GetEnvironmentVariable("SLOW_TESTS") == "1";
}

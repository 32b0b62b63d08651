using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace TfStatefulLstm.Benchmarks;

/// <summary>The same workloads on Python TensorFlow 1.15.5: <c>peer/tf_bench.py</c>, run by the command that TF_ORACLE names.</summary>
internal sealed class Peer(string command)
{
    /// <summary>What runs a Python program.</summary>
    public string Command => command;

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;

    /// <summary>The command, or null if this machine has none.</summary>
    public static Peer? Find()
    {
        if (Environment.GetEnvironmentVariable("TF_ORACLE") is { Length: > 0 } given) return new Peer(given);
        var beside = Path.GetFullPath(Path.Combine(Here(), "..", "..", "..", "shared", "oracle", "tf1"));
        return File.Exists(beside) ? new Peer(beside) : null;
    }

    /// <summary>The median milliseconds of one step of each workload.</summary>
    public Dictionary<string, double> Run(IEnumerable<string> workloads, double seconds)
    {
        var start = new ProcessStartInfo(command, [Path.Combine(Here(), "peer", "tf_bench.py"), .. workloads])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BENCH_SECONDS"] = seconds.ToString(CultureInfo.InvariantCulture);
        start.Environment["BENCH_THREADS"] = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"TensorFlow's side failed:\n{errors.Result}");
        // name, median, "ms", "median", ...
        return lines.Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToDictionary(l => l[0], l => double.Parse(l[1], CultureInfo.InvariantCulture));
    }
}

using System.Diagnostics;
using System.Globalization;

namespace TfStatefulLstm.Benchmarks;

/// <summary>Runs workloads here and on TensorFlow in turns, so that both meet the same machine at the same time, and prints both medians and the median of
/// the rounds' ratios.</summary>
internal static class Comparison
{
    public static int Run(string[] args)
    {
        if (Parse(args) is not var (workloads, rounds, seconds)) return 2;
        var peer = Peer.Find();
        if (peer is null) Console.Error.WriteLine("No Python TensorFlow 1.15.5 at hand (set TF_ORACLE to a command that runs it): only our own times follow.");
        List<double>[] ours = [.. workloads.Select(_ => new List<double>())], theirs = [.. workloads.Select(_ => new List<double>())];
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < workloads.Count; i++)
            {
                Console.Error.WriteLine($"round {round + 1} of {rounds}: {workloads[i].Name}");
                ours[i].Add(Time(workloads[i], seconds));
            }
            if (peer is null) continue;
            Console.Error.WriteLine($"round {round + 1} of {rounds}: TensorFlow");
            var times = peer.Run(workloads.Select(w => w.Name), seconds);
            for (var i = 0; i < workloads.Count; i++) theirs[i].Add(times[workloads[i].Name]);
        }
        Console.WriteLine($"{"workload",-20} {"ours",12} {"TensorFlow",12} {"ratio",8}   medians in ms, {rounds} rounds of {seconds} s");
        for (var i = 0; i < workloads.Count; i++)
        {
            var line = $"{workloads[i].Name,-20} {Median(ours[i]),12:0.0000}";
            if (peer is not null) line += $" {Median(theirs[i]),12:0.0000} {Median([.. theirs[i].Zip(ours[i], (t, o) => t / o)]),8:0.00}";
            Console.WriteLine(line);
        }
        return 0;
    }

    /// <summary>The median milliseconds of one step.</summary>
    private static double Time(Workload workload, double seconds)
    {
        using var step = workload.Start();
        for (var i = 0; i < 3; i++) step.Run();
        var times = new List<double>();
        var all = Stopwatch.StartNew();
        while (all.Elapsed.TotalSeconds < seconds || times.Count < 5)
        {
            var start = Stopwatch.GetTimestamp();
            step.Run();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return Median(times);
    }

    internal static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static (List<Workload> Workloads, int Rounds, double Seconds)? Parse(string[] args)
    {
        var (rounds, seconds, names) = (3, 3.0, new List<string>());
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            if (args[i] == "--rounds" && int.TryParse(value, out rounds) && rounds > 0) i++;
            else if (args[i] == "--seconds" && double.TryParse(value, CultureInfo.InvariantCulture, out seconds) && seconds > 0) i++;
            else if (Workload.All.Any(w => w.Name == args[i])) names.Add(args[i]);
            else
            {
                Console.Error.WriteLine($"'{args[i]}' is no workload: give --rounds N, --seconds S or any of {string.Join(", ", Workload.All.Select(w => w.Name))}.");
                return null;
            }
        }
        return ([.. Workload.All.Where(w => names.Count == 0 || names.Contains(w.Name))], rounds, seconds);
    }
}

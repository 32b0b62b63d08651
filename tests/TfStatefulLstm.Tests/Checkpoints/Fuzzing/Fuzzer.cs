using System.Diagnostics;

namespace TfStatefulLstm.Tests.Checkpoints.Fuzzing;

/// <summary>Makes mutants of many kinds of files, each from a seed of its own, and has them read: every one must end in a typed error or a right answer, in bounded
/// time and memory. A report names the seed; <see cref="Mutant"/> with that seed is that mutant again.</summary>
internal sealed class Fuzzer(IReadOnlyList<FuzzTarget> targets)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const int MaxReports = 20;

    private volatile string _current = "";
    private long _started = Stopwatch.GetTimestamp();
    private int _done;

    /// <summary>How many mutants of a run were refused with a typed error; the others were read.</summary>
    public int Refused { get; private set; }

    /// <summary>Reads the mutants of some seeds.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="count">How many, each one more than the one before.</param>
    /// <returns>What went wrong, at most a few.</returns>
    public List<string> Run(int first, int count)
    {
        var reports = new List<string>();
        using var folder = new TempFolder();
        Exception? broken = null;
        var thread = new Thread(() =>
        {
            try
            {
                for (var i = 0; i < count && reports.Count < MaxReports; i++) RunOne(first + i, folder.Path, reports);
            }
            catch (Exception e)
            {
                broken = e; // the fuzzer's own
            }
        }) { IsBackground = true };
        thread.Start();
        while (!thread.Join(TimeSpan.FromMilliseconds(200)))
            if (Stopwatch.GetElapsedTime(Interlocked.Read(ref _started)) > Patience) return [.. reports, $"{_current} takes longer than {Patience}"];
        return broken is null ? reports : [.. reports, $"{_current}: the fuzzer itself failed: {broken}"];
    }

    private void RunOne(int seed, string folder, List<string> reports)
    {
        var random = new Random(seed);
        var target = targets[random.Next(targets.Count)];
        Interlocked.Exchange(ref _started, Stopwatch.GetTimestamp());
        _current = $"seed {seed}, {target.Name}";
        var mutant = target.Make(random);
        foreach (var (name, bytes) in mutant.Files) File.WriteAllBytes(Path.Combine(folder, name), bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            mutant.Read(folder);
        }
        catch (Exception e) when (Fuzzing.Mutant.IsTyped(e))
        {
            Refused++;
        }
        catch (Exception e)
        {
            reports.Add($"{_current}: {e.GetType().Name}: {e}");
        }
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        if (taken > mutant.Budget) reports.Add($"{_current}: took {taken} bytes of memory for {mutant.Files.Values.Sum(f => f.Length)} bytes of files");
        foreach (var name in mutant.Files.Keys) File.Delete(Path.Combine(folder, name));
        if (++_done % 100000 == 0) Console.Error.WriteLine($"{_done} mutants read, the last of seed {seed}; {Refused} refused, {reports.Count} reports");
    }
}

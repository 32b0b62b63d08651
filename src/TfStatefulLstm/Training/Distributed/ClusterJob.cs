using System.Collections;
using System.Runtime.CompilerServices;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Training.Distributed;

/// <summary>The tasks of one job of a cluster: addresses by index. Made from a list, <c>["a:2222", "b:2222"]</c>, or from a dictionary where only some tasks matter.</summary>
[CollectionBuilder(typeof(ClusterJob), nameof(Of))]
public sealed class ClusterJob : IEnumerable<string>, IEquatable<ClusterJob>
{
    private readonly SortedDictionary<int, string> _tasks;

    internal ClusterJob(IEnumerable<KeyValuePair<int, string>> tasks)
    {
        _tasks = [];
        foreach (var (index, address) in tasks) _tasks[index] = address ?? throw new TypeError("Task address None must be bytes or unicode");
    }

    /// <summary>A job whose tasks are numbered from zero.</summary>
    public static ClusterJob Of(ReadOnlySpan<string> addresses) => addresses.ToArray();

    /// <summary>A job whose tasks are numbered from zero.</summary>
    public static implicit operator ClusterJob(string[] addresses) => new(addresses.Select((a, i) => KeyValuePair.Create(i, a)));

    /// <summary>A job of which only some tasks are told.</summary>
    public static implicit operator ClusterJob(Dictionary<int, string> tasks) => new(tasks);

    /// <summary>The addresses by task.</summary>
    public IReadOnlyDictionary<int, string> Tasks => _tasks;

    /// <summary>Whether the tasks are numbered from zero without a gap.</summary>
    public bool IsDense => _tasks.Count > 0 && _tasks.Keys.Last() + 1 == _tasks.Count;

    /// <summary>The addresses in the order of their tasks.</summary>
    public IEnumerator<string> GetEnumerator() => _tasks.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(ClusterJob? other) => other is not null && _tasks.SequenceEqual(other._tasks);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ClusterJob);

    /// <inheritdoc/>
    public override int GetHashCode() => _tasks.Aggregate(0, HashCode.Combine);

    /// <summary>As Python prints a list or a dictionary.</summary>
    public override string ToString() => IsDense
        ? $"[{string.Join(", ", _tasks.Values.Select(a => $"'{a}'"))}]"
        : $"{{{string.Join(", ", _tasks.Select(t => $"{t.Key}: '{t.Value}'"))}}}";
}

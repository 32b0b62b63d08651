using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Checkpoints.Saving;

/// <summary>What a restore did.</summary>
/// <param name="Prefix">The checkpoint that was read.</param>
/// <param name="Restored">The names that were restored under their own name, in the order of the checkpoint.</param>
/// <param name="Unused">The names that the checkpoint has beside them.</param>
public sealed record RestoreReport(string Prefix, IReadOnlyList<string> Restored, IReadOnlyList<string> Unused)
{
    /// <summary>What the checkpoint has under other names or in another layout.</summary>
    public IReadOnlyList<MappedName> Mapped { get; init; } = [];

    /// <summary>What took the shape of its variable, because the saver was made with <c>reshape</c>.</summary>
    public IReadOnlyList<ReshapedName> Reshaped { get; init; } = [];

    /// <summary>What the checkpoint lacks: states, which start from zero, and what <see cref="RestoreOptions.AllowMissing"/> left as it was.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The states that start from zero: those that the checkpoint lacks, and those that it has for another batch size.</summary>
    public IReadOnlyList<string> StartedFromZero { get; init; } = [];

    /// <summary>For a person: one line, and one for each name that was not simply restored.</summary>
    public override string ToString() => string.Join('\n', [
        $"Restored {Restored.Count + Mapped.Count} tensors from {Prefix}" + (Unused.Count == 0 ? "" : $"; it holds {Unused.Count} more: {string.Join(", ", Unused)}"),
        .. Mapped.Select(m => $"  {m.Name} from {string.Join(" and ", m.Sources)} ({m.How})"),
        .. Reshaped.Select(r => $"  {r.Name} reshaped from {r.Stored} to {r.Shape}"),
        .. Missing.Except(StartedFromZero).Select(m => $"  {m} is not there and stays as it was"),
        .. StartedFromZero.Select(s => $"  the state {s} {(Missing.Contains(s) ? "is not there" : "is there for another batch size")} and starts from zero"),
    ]);
}

/// <summary>A tensor that was restored from other names, or from another layout.</summary>
/// <param name="Name">The name that the graph has.</param>
/// <param name="Sources">The names that the checkpoint has.</param>
/// <param name="How">What was done.</param>
public sealed record MappedName(string Name, IReadOnlyList<string> Sources, string How);

/// <summary>A tensor that was restored in another shape.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stored">The shape in the checkpoint.</param>
/// <param name="Shape">The shape of the variable.</param>
public sealed record ReshapedName(string Name, Shape Stored, Shape Shape);

/// <summary>What a restore may do beyond what TensorFlow does.</summary>
public sealed record RestoreOptions
{
    /// <summary>Whether tensors are looked for under the names, and in the layouts, of other TensorFlow versions and of Keras and cuDNN layers.</summary>
    public bool MapNames { get; init; } = true;

    /// <summary>Whether a state whose batch size differs, or that the checkpoint lacks, starts from zero instead of stopping the restore.</summary>
    public bool ZeroStates { get; init; } = true;

    /// <summary>Whether variables that the checkpoint lacks stay as they are instead of stopping the restore.</summary>
    public bool AllowMissing { get; init; }

    /// <summary>Names by hand: that of the graph, and that of the checkpoint.</summary>
    public IReadOnlyDictionary<string, string>? Names { get; init; }
}

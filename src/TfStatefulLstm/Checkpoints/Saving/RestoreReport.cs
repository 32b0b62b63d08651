namespace TfStatefulLstm.Checkpoints.Saving;

/// <summary>What a restore did.</summary>
/// <param name="Prefix">The checkpoint that was read.</param>
/// <param name="Restored">The names that were restored, in the order of the checkpoint.</param>
/// <param name="Unused">The names that the checkpoint has beside them.</param>
public sealed record RestoreReport(string Prefix, IReadOnlyList<string> Restored, IReadOnlyList<string> Unused)
{
    /// <summary>One line for a person.</summary>
    public override string ToString() => $"Restored {Restored.Count} tensors from {Prefix}" + (Unused.Count == 0 ? "" : $"; it holds {Unused.Count} more: {string.Join(", ", Unused)}");
}

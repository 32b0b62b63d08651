using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Training.Corpus;

/// <summary>What one run of truncated backpropagation is fed: the same stretch of time of every row. A row goes on from the window before, unless
/// <see cref="Starts"/> says that something else begins there.</summary>
/// <param name="Inputs">The elements, [rows, time, ...].</param>
/// <param name="Targets">What each is to give, [rows, time, ...].</param>
/// <param name="Starts">The rows, one truth value each, that begin anew: their state must be reset before the run.</param>
/// <param name="Lengths">How many elements each row has; what comes after them is zero. The time of the window, except at a sequence's end.</param>
/// <param name="Step">The number of the window, from zero on, over all epochs.</param>
/// <param name="Epoch">How many times the data was gone through before.</param>
public sealed record Window(NDArray Inputs, NDArray Targets, IReadOnlyList<bool> Starts, IReadOnlyList<int> Lengths, long Step, long Epoch)
{
    /// <summary>Whether every row begins anew: an epoch does.</summary>
    public bool StartsAll => Starts.All(s => s);

    /// <summary>Whether some row begins anew.</summary>
    public bool StartsAny => Starts.Any(s => s);
}

using TfStatefulLstm.Checkpoints.Saving;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Training.Corpus;

namespace TfStatefulLstm.Training.Tbptt;

/// <summary>What <see cref="TbpttDriver"/> does beside training.</summary>
public sealed record TbpttOptions
{
    /// <summary>What is fed in every training step beside the window: a dropout's keep probability.</summary>
    public IReadOnlyDictionary<Tensor, NDArray> Feeds { get; init; } = new Dictionary<Tensor, NDArray>();

    /// <summary>What is fed in every run of a validation beside the window.</summary>
    public IReadOnlyDictionary<Tensor, NDArray> ValidationFeeds { get; init; } = new Dictionary<Tensor, NDArray>();

    /// <summary>The windows that validate; gone through from the beginning each time.</summary>
    public IEnumerable<Window>? HeldOut { get; init; }

    /// <summary>The steps from one validation to the next; zero for none.</summary>
    public int ValidateEvery { get; init; }

    /// <summary>What saves.</summary>
    public Saver? Saver { get; init; }

    /// <summary>The prefix of the checkpoints.</summary>
    public string? SavePath { get; init; }

    /// <summary>The number that is put behind the prefix: the variable that counts the steps.</summary>
    public TensorLike? GlobalStep { get; init; }

    /// <summary>The steps from one checkpoint to the next; zero for one at the end only.</summary>
    public int SaveEvery { get; init; }
}

/// <summary>What a step of training came to.</summary>
/// <param name="Step">The window's number.</param>
/// <param name="Epoch">How many times the data was gone through before.</param>
/// <param name="Loss">The loss before the step.</param>
/// <param name="Values">What else was fetched, by the names of <see cref="TbpttGraph.Values"/>.</param>
/// <param name="Validation">The held-out loss after the step, where it was measured.</param>
/// <param name="Checkpoint">The prefix of the checkpoint after the step, where one was saved.</param>
public sealed record TbpttStep(long Step, long Epoch, double Loss, IReadOnlyDictionary<string, NDArray> Values, double? Validation = null, string? Checkpoint = null);

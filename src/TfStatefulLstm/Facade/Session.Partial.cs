using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm;

// What a session tells of itself, and what it refuses.
public sealed partial class Session
{
    /// <summary>The devices that runs may use (<c>list_devices</c>): the processor on the managed engine, what TensorFlow finds on its own runtime.</summary>
    /// <exception cref="RuntimeError">The session is closed.</exception>
    public IReadOnlyList<DeviceAttributes> list_devices()
    {
        if (_closed) throw new RuntimeError("Attempted to use a closed Session.");
        return _engine.Devices;
    }

    /// <summary>Refused: no engine keeps half of a run (<c>partial_run_setup</c>).</summary>
    /// <param name="fetches">What would be fetched, in any of the parts.</param>
    /// <param name="feeds">What would be fed.</param>
    /// <exception cref="UnimplementedError">Always; the message says what to do instead.</exception>
    public string partial_run_setup(Fetches fetches, params IReadOnlyList<TensorConvertible> feeds) =>
        throw NoPartialRuns($"partial_run_setup of {fetches?.Structure.Flatten().Count ?? 0} fetches and {feeds?.Count ?? 0} feeds");

    /// <summary>Refused: no engine keeps half of a run (<c>partial_run</c>).</summary>
    /// <param name="handle">What <see cref="partial_run_setup"/> would give.</param>
    /// <param name="fetches">What would be fetched.</param>
    /// <param name="feed_dict">What would be fed.</param>
    /// <exception cref="UnimplementedError">Always; the message says what to do instead.</exception>
    public Nest<NDArray> partial_run(string handle, Fetches fetches, params FeedItem[] feed_dict) =>
        throw NoPartialRuns($"partial_run '{handle}' of {fetches?.Structure.Flatten().Count ?? 0} fetches and {feed_dict?.Length ?? 0} feeds");

    private static UnimplementedError NoPartialRuns(string what) => new($"{what}: this session has no partial runs, since a run is a transaction. Fetch what is needed first with run(), and feed "
        + "its value into the next run (any tensor can be fed); what must survive in between belongs into a variable.");
}

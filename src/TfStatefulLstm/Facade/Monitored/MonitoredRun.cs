using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm;

/// <summary>One run with what hooks add to it.</summary>
internal sealed class MonitoredRun(Graph graph, Nest<Fetch> fetches, FeedItem[] feeds, RunOptions? options)
{
    private readonly List<Nest<Fetch>> _fetches = [fetches];
    private readonly Dictionary<SessionRunHook, int> _places = [];
    private readonly Dictionary<string, NDArray> _hookFeeds = [];

    /// <summary>The limits of the run and of the hooks together.</summary>
    public RunOptions? Options { get; private set; } = options;

    /// <summary>Adds what a hook asks for.</summary>
    /// <exception cref="RuntimeError">It feeds what another hook feeds.</exception>
    public void Add(SessionRunHook hook, SessionRunArgs? request)
    {
        if (request is null) return;
        if (request.fetches is { } wanted)
        {
            _places[hook] = _fetches.Count;
            _fetches.Add(wanted.Structure);
        }
        var given = Named(request.feed_dict);
        Refuse(given, _hookFeeds, "Same tensor is fed by two hooks.");
        foreach (var (name, value) in given) _hookFeeds[name] = value;
        if (request.options is { } more)
        {
            Options = (Options ?? more) with
            {
                TimeoutInMs = Math.Max(Options?.TimeoutInMs ?? 0, more.TimeoutInMs),
                Metadata = Options?.Metadata ?? more.Metadata,
            };
        }
    }

    /// <summary>Runs it: the caller's values, then those of the hooks.</summary>
    /// <exception cref="RuntimeError">The caller feeds what a hook feeds.</exception>
    public Nest<NDArray> Run(Session session)
    {
        var all = Named(feeds);
        Refuse(all, _hookFeeds, "Same tensor is fed by a SessionRunHook and user.");
        foreach (var (name, value) in _hookFeeds) all[name] = value;
        return session.Run(new Fetches(Nest<Fetch>.List(_fetches)), [(FeedItem)all], Options);
    }

    /// <summary>What a hook asked for, of the values of the run.</summary>
    public Nest<NDArray>? ValuesOf(SessionRunHook hook, Nest<NDArray> values) => _places.TryGetValue(hook, out var place) ? values[place] : null;

    private Dictionary<string, NDArray> Named(IEnumerable<FeedItem> items)
    {
        var named = new Dictionary<string, NDArray>();
        foreach (var item in items) item.AddTo(named, graph);
        return named;
    }

    private static void Refuse(Dictionary<string, NDArray> one, Dictionary<string, NDArray> other, string message)
    {
        var both = one.Keys.Where(other.ContainsKey).ToArray();
        if (both.Length > 0) throw new RuntimeError($"{message} Conflict(s): [{string.Join(", ", both)}]");
    }
}

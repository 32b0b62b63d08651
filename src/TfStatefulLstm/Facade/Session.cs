using System.Collections.Immutable;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm;

/// <summary>Runs a graph and keeps its variables (<c>tf.Session</c>). A run is a transaction: every use of a variable sees the value from before the run, unless
/// the graph puts an assign before it; all assigns take effect together at the end, or, if the run fails, none. Safe to use from several threads.</summary>
public sealed partial class Session : ISession, IDisposable
{
    private static readonly AsyncLocal<Session?> Current = new();

    // Cells of a notebook are flows of their own: what one of them makes interactive, the next must find.
    private static ImmutableList<Session> _interactive = [];

    private readonly IEngine _engine;
    private readonly RunOptions? _limits;
    private readonly Lock _extending = new();
    private int _known;
    private IDisposable? _default;
    private volatile bool _closed;

    /// <summary>A session for a graph.</summary>
    /// <param name="graph">The graph; the default graph if null. Nodes that are added to it later are picked up by the next run.</param>
    /// <param name="target">Where to run: empty, for the managed engine; <c>native</c>, <c>native:PATH</c> or <c>grpc://host:port</c>, for real TensorFlow (TfStatefulLstm.Native).</param>
    /// <param name="config">Threads, devices, time limit, engine.</param>
    /// <exception cref="NotFoundError">No engine is there for the target.</exception>
    public Session(Graph? graph = null, string target = "", ConfigProto? config = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        config ??= new ConfigProto();
        this.graph = graph ?? Graph.Default;
        _engine = config.MakeEngine(target);
        _limits = config.operation_timeout_in_ms > 0 ? new RunOptions(config.operation_timeout_in_ms) : null;
    }

    /// <summary>The session that <c>eval</c> and <c>run</c> of tensors and operations use, or null (<c>tf.get_default_session</c>). It follows the async flow; where
    /// none is open, it is the last interactive session.</summary>
    public static Session? Default => Current.Value ?? (_interactive is [.., var last] ? last : null);

    /// <summary>The graph.</summary>
    public Graph graph { get; }

    Graph ISession.Graph => graph;

    IReadOnlyList<NDArray> ISession.Run(IReadOnlyDictionary<string, NDArray> feeds, IReadOnlyList<string> fetches, IReadOnlyList<string> targets,
        CancellationToken cancellation)
    {
        CheckOpen();
        ExtendEngine();
        return _engine.Run(feeds, fetches, targets, cancellation.CanBeCanceled ? new RunOptions(_limits?.TimeoutInMs ?? 0, cancellation) : _limits);
    }

    /// <summary>Makes this the default session, and its graph the default graph, until the result is disposed (<c>with sess.as_default()</c>).</summary>
    public IDisposable as_default()
    {
        var before = Current.Value;
        var graphScope = graph.AsDefault();
        Current.Value = this;
        return new Scope(() =>
        {
            Current.Value = before;
            graphScope.Dispose();
        });
    }

    /// <summary>A session that is the default one until it is closed (<c>tf.InteractiveSession</c>), and its graph, if one is given, the default graph.</summary>
    /// <inheritdoc cref="Session(Graph, string, ConfigProto)"/>
    public static Session Interactive(string target = "", Graph? graph = null, ConfigProto? config = null)
    {
        var session = new Session(graph, target, config);
        var before = Current.Value;
        var graphScope = graph?.AsDefault();
        Current.Value = session;
        ImmutableInterlocked.Update(ref _interactive, (all, added) => all.Add(added), session);
        session._default = new Scope(() =>
        {
            ImmutableInterlocked.Update(ref _interactive, (all, removed) => all.Remove(removed), session);
            // It may be closed inside of another's as_default, which stays.
            if (Current.Value == session) Current.Value = before;
            graphScope?.Dispose();
        });
        return session;
    }

    /// <summary>Ends the session and gives up its variables.</summary>
    public void close()
    {
        if (_closed) return;
        _closed = true;
        _default?.Dispose();
        _engine.Dispose();
    }

    /// <inheritdoc cref="close"/>
    public void Dispose() => close();

    /// <summary>Compiles a run once, to be called many times (<c>make_callable</c>).</summary>
    /// <param name="fetches">What to fetch.</param>
    /// <param name="feed_list">The tensors whose values every call gives, in that order.</param>
    /// <exception cref="RuntimeError">The session is closed or its graph is empty.</exception>
    /// <exception cref="ValueError">A fetch or feed is not of this graph, or must not be fetched or fed.</exception>
    public SessionCallable make_callable(Fetches fetches, params IReadOnlyList<TensorConvertible> feed_list)
    {
        ArgumentNullException.ThrowIfNull(fetches);
        CheckOpen();
        var request = new Request(graph, fetches.Structure.Flatten());
        Tensor[] feeds = [.. feed_list.Select(f => FeedItem.TensorOf(graph, f))];
        ExtendEngine();
        return new SessionCallable(_engine.MakeCallable([.. feeds.Select(t => t.Name)], request.Tensors, request.Targets), feeds, request, _limits);
    }

    /// <inheritdoc cref="make_callable(Fetches, IReadOnlyList{TensorConvertible})"/>
    public SessionCallable make_callable(Fetch fetch, params IReadOnlyList<TensorConvertible> feed_list) => make_callable((Fetch[])[fetch], feed_list);

    /// <summary>Runs, and returns the values one for one; null for operations.</summary>
    private NDArray[] RunFlat(IReadOnlyList<Fetch> fetches, IReadOnlyList<FeedItem> feedItems, RunOptions? options)
    {
        CheckOpen();
        var feeds = new Dictionary<string, NDArray>(feedItems.Count);
        foreach (var item in feedItems) item.AddTo(feeds, graph);
        var request = new Request(graph, fetches);
        ExtendEngine();
        return request.Spread(_engine.Run(feeds, request.Tensors, request.Targets, options ?? _limits));
    }

    private void CheckOpen()
    {
        if (_closed) throw new RuntimeError("Attempted to use a closed Session.");
        if (graph.Operations.Count == 0) throw new RuntimeError("The Session graph is empty.  Add operations to the graph before calling run().");
    }

    /// <summary>Hands over what was added to the graph since the last run.</summary>
    private void ExtendEngine()
    {
        if (_known == graph.Operations.Count) return;
        lock (_extending)
        {
            // The graph may grow meanwhile: what counts is what was handed over.
            var nodes = graph.ToGraphDef(from: _known);
            _engine.Extend(nodes);
            _known += nodes.Node.Count;
        }
    }

    /// <summary>Fetches sorted into tensors and operations.</summary>
    internal sealed class Request
    {
        private readonly int[]? _places;

        public Request(Graph graph, IReadOnlyList<Fetch> fetches)
        {
            var tensors = new List<string>(fetches.Count);
            var targets = new List<string>();
            var places = new int[fetches.Count];
            for (var i = 0; i < places.Length; i++)
            {
                var element = fetches[i].Resolve(graph);
                if (element is Tensor tensor)
                {
                    if (!tensor.Graph.IsFetchable(tensor.Op)) throw NotFetchable(tensor.Op);
                    places[i] = tensors.Count;
                    tensors.Add(tensor.Name);
                }
                else
                {
                    // TensorFlow asks this of operations too: inside a loop they would run any number of times.
                    if (!((Operation)element).Graph.IsFetchable((Operation)element)) throw NotFetchable((Operation)element);
                    places[i] = -1;
                    targets.Add(element.Name);
                }
            }
            Tensors = tensors;
            Targets = targets;
            if (targets.Count > 0) _places = places;
        }

        public List<string> Tensors { get; }

        public List<string> Targets { get; }

        public NDArray[] Spread(NDArray[] values) => _places is null ? values : Array.ConvertAll(_places, p => p < 0 ? null! : values[p]);

        private static ValueError NotFetchable(Operation op) => new($"Operation '{op.Name}' has been marked as not fetchable. Typically this happens when it is defined in "
            + "another function or code block. Use return values,explicit Python locals or TensorFlow collections to access it.");
    }
}

/// <summary>A compiled run of a session.</summary>
public sealed class SessionCallable : IDisposable
{
    private readonly IEngineCallable _callable;
    private readonly Tensor[] _feeds;
    private readonly Session.Request _request;
    private readonly RunOptions? _limits;

    internal SessionCallable(IEngineCallable callable, Tensor[] feeds, Session.Request request, RunOptions? limits)
    {
        _callable = callable;
        _feeds = feeds;
        _request = request;
        _limits = limits;
    }

    /// <summary>Runs it.</summary>
    /// <param name="feeds">A value for every fed tensor, in the order of <c>feed_list</c>.</param>
    /// <returns>The fetched values, flat; null for operations.</returns>
    /// <exception cref="ValueError">There are too few or too many values, or one does not fit its tensor.</exception>
    public NDArray[] run(params ReadOnlySpan<NDArray> feeds)
    {
        if (feeds.Length != _feeds.Length) throw new ValueError($"Feed list has {_feeds.Length} tensors, but {feeds.Length} values were given");
        if (feeds.Length == 0) return _request.Spread(_callable.Run([], _limits));
        var values = new NDArray[feeds.Length];
        for (var i = 0; i < values.Length; i++) values[i] = FeedItem.Check(_feeds[i], feeds[i]);
        return _request.Spread(_callable.Run(values, _limits));
    }

    /// <summary>Lets go of the compiled run.</summary>
    public void Dispose() => _callable.Dispose();
}

using System.Runtime.InteropServices;
using Google.Protobuf;
using TfStatefulLstm.Native;
using TfStatefulLstm.Runtime;
using TfStatefulLstm.TensorFlowNet;
using TensorFlow = Tensorflow;

[assembly: EngineFactory("tensorflow.net", typeof(TensorFlowNetEngineFactory))]

namespace TfStatefulLstm.TensorFlowNet;

/// <summary>Makes engines on sessions of TensorFlow.NET for the target <c>tensorflow.net</c>.</summary>
public sealed class TensorFlowNetEngineFactory : IEngineFactory
{
    /// <inheritdoc/>
    public IEngine Create(string target, EngineOptions options) => new TensorFlowNetEngine(options);
}

/// <summary>The engine contract on a graph and a session of TensorFlow.NET. The graph is TensorFlow.NET's, to be used by it as well: nodes are handed over through the C library that
/// TensorFlow.NET has loaded, into the graph that its handle means, and run in the session that its handle means. What the target <c>native</c> promises of states,
/// order and failures (<see cref="NativeEngine"/>) holds here too, for runs of this engine; runs of TensorFlow.NET itself are as TensorFlow makes them.</summary>
public sealed class TensorFlowNetEngine : IEngine
{
    private readonly NativeEngine _engine;
    private readonly bool _owned;

    /// <summary>An engine on a new graph and a new session. TensorFlow.NET makes the graph its default graph, as with every session.</summary>
    /// <param name="options">Threads, devices, the guard of states.</param>
    public TensorFlowNetEngine(EngineOptions? options = null) : this(NewSession(options ?? new EngineOptions()), options) => _owned = true;

    /// <summary>An engine on a session, and on its graph with what it holds.</summary>
    /// <param name="session">The session. It stays the caller's.</param>
    /// <param name="options">The guard of states; the rest was settled when the session was made.</param>
    public TensorFlowNetEngine(TensorFlow.Session session, EngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(session);
        Session = session;
        TensorFlow.SafeGraphHandle graph = session.graph;
        TensorFlow.SafeSessionHandle handle = session;
        _engine = NativeEngine.Over(Library(), graph, handle, Interop.Nodes(session.graph), options ?? new EngineOptions());
    }

    /// <summary>The session.</summary>
    public TensorFlow.Session Session { get; }

    /// <summary>The graph.</summary>
    public TensorFlow.Graph Graph => Session.graph;

    /// <inheritdoc/>
    public IReadOnlyList<DeviceAttributes> Devices => _engine.Devices;

    /// <inheritdoc/>
    public void Extend(Protos.GraphDef nodes)
    {
        _engine.Extend(nodes);
        // TensorFlow.NET is to find them before a run of this engine needs them.
        _engine.HandOver();
    }

    /// <inheritdoc/>
    public Framework.NDArray[] Run(IReadOnlyDictionary<string, Framework.NDArray> feeds, IReadOnlyList<string> fetches, IReadOnlyList<string> targets, RunOptions? options = null) =>
        _engine.Run(feeds, fetches, targets, options);

    /// <inheritdoc/>
    public IEngineCallable MakeCallable(IReadOnlyList<string> feeds, IReadOnlyList<string> fetches, IReadOnlyList<string> targets) => _engine.MakeCallable(feeds, fetches, targets);

    /// <summary>Lets go of graph and session, and ends the session if the engine made it: TensorFlow.NET's own Dispose leaves that to the collector.</summary>
    public void Dispose()
    {
        _engine.Dispose();
        if (!_owned) return;
        TensorFlow.SafeSessionHandle handle = Session;
        handle.Dispose();
    }

    private static TensorFlow.Session NewSession(EngineOptions options)
    {
        var config = options.Native.Clone();
        if (options.Threads > 0) config.IntraOpParallelismThreads = options.Threads;
        return new TensorFlow.Session(new TensorFlow.Graph(), TensorFlow.ConfigProto.Parser.ParseFrom(config.ToByteArray()));
    }

    /// <summary>The library that TensorFlow.NET calls: found as its own calls find it, or its handles would mean nothing there.</summary>
    private static CApi Library() => LibrarySearch.Adopt(NativeLibrary.Load(TensorFlow.c_api.TensorFlowLibName, typeof(TensorFlow.Graph).Assembly, searchPath: null), "TensorFlow.NET's library");
}

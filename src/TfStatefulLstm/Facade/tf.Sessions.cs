using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Facade;

// Sessions.
public sealed partial class tensorflow
{
    /// <summary>A session for a graph (<c>tf.Session</c>); dispose it when done.</summary>
    /// <param name="graph">The graph; the default graph if null.</param>
    /// <param name="target">Where to run: empty, for this process.</param>
    /// <param name="config">Threads, time limit, engine.</param>
    public Session Session(Graph? graph = null, string target = "", ConfigProto? config = null) => new(graph, target, config);

    /// <summary>A session that is the default one until it is closed: for notebooks and consoles.</summary>
    /// <param name="target">Where to run: empty, for this process.</param>
    /// <param name="graph">The graph, which becomes the default graph; the default graph if null.</param>
    /// <param name="config">Threads, time limit, engine.</param>
    public Session InteractiveSession(string target = "", Graph? graph = null, ConfigProto? config = null) => TfStatefulLstm.Session.Interactive(target, graph, config);

    /// <summary>How a session runs (<c>tf.ConfigProto</c>).</summary>
    public ConfigProto ConfigProto(int intra_op_parallelism_threads = 0, long operation_timeout_in_ms = 0) =>
        new() { intra_op_parallelism_threads = intra_op_parallelism_threads, operation_timeout_in_ms = operation_timeout_in_ms };

    /// <summary>The session that <c>as_default</c> has made the default one, or null (<c>tf.get_default_session</c>).</summary>
    public Session? get_default_session() => TfStatefulLstm.Session.Default;
}

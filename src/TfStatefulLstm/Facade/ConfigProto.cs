using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm;

/// <summary>How a session runs (<c>tf.ConfigProto</c>). None of it changes a result.</summary>
public sealed record ConfigProto
{
    /// <summary>Threads that one operation may use; zero for one per processor.</summary>
    public int intra_op_parallelism_threads { get; init; }

    /// <summary>Milliseconds after which a run ends with DeadlineExceededError, unless its own options say otherwise; zero for no limit.</summary>
    public long operation_timeout_in_ms { get; init; }

    /// <summary>Whether plans are optimized.</summary>
    public bool passes { get; init; } = true;

    /// <summary>Makes the engine; null for the managed one.</summary>
    public Func<GraphDef, ConfigProto, IEngine>? engine { get; init; }

    internal IEngine MakeEngine() => engine is null
        ? new ManagedEngine(new EngineOptions { Passes = passes, Threads = intra_op_parallelism_threads })
        : engine(new GraphDef(), this);
}

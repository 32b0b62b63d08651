using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos.Config;

namespace TfStatefulLstm.Facade;

// Sessions.
public sealed partial class tensorflow
{
    /// <summary>A session for a graph (<c>tf.Session</c>); dispose it when done.</summary>
    /// <param name="graph">The graph; the default graph if null.</param>
    /// <param name="target">Where to run: empty, for the managed engine; <c>native</c>, <c>native:PATH</c> or <c>grpc://host:port</c>, for real TensorFlow (TfStatefulLstm.Native).</param>
    /// <param name="config">Threads, devices, time limit, engine.</param>
    public Session Session(Graph? graph = null, string target = "", ConfigProto? config = null) => new(graph, target, config);

    /// <summary>A session that is the default one until it is closed: for notebooks and consoles.</summary>
    /// <param name="target">Where to run: as in <see cref="Session"/>.</param>
    /// <param name="graph">The graph, which becomes the default graph; the default graph if null.</param>
    /// <param name="config">Threads, time limit, engine.</param>
    public Session InteractiveSession(string target = "", Graph? graph = null, ConfigProto? config = null) => TfStatefulLstm.Session.Interactive(target, graph, config);

    /// <summary>How a session runs (<c>tf.ConfigProto</c>); the record's properties say what each is.</summary>
    public ConfigProto ConfigProto(int intra_op_parallelism_threads = 0, long operation_timeout_in_ms = 0, int inter_op_parallelism_threads = 0, bool allow_soft_placement = false,
        bool log_device_placement = false, GPUOptions? gpu_options = null, IReadOnlyDictionary<string, int>? device_count = null, IReadOnlyList<string>? device_filters = null) => new()
        {
            intra_op_parallelism_threads = intra_op_parallelism_threads,
            operation_timeout_in_ms = operation_timeout_in_ms,
            inter_op_parallelism_threads = inter_op_parallelism_threads,
            allow_soft_placement = allow_soft_placement,
            log_device_placement = log_device_placement,
            gpu_options = gpu_options ?? new GPUOptions(),
            device_count = device_count ?? new Dictionary<string, int>(),
            device_filters = device_filters ?? [],
        };

    /// <summary>Memory and choice of graphics processors (<c>tf.GPUOptions</c>), for sessions on TensorFlow's own runtime.</summary>
    /// <param name="per_process_gpu_memory_fraction">The part of each processor's memory to take at the start; zero for nearly all.</param>
    /// <param name="allow_growth">Whether to take little at first and more as needed.</param>
    /// <param name="visible_device_list">The processors to use, in order: <c>"1,0"</c>; empty for all.</param>
    public GPUOptions GPUOptions(double per_process_gpu_memory_fraction = 0, bool allow_growth = false, string visible_device_list = "") =>
        new() { PerProcessGpuMemoryFraction = per_process_gpu_memory_fraction, AllowGrowth = allow_growth, VisibleDeviceList = visible_device_list };

    /// <summary>The session that <c>as_default</c> has made the default one, or null (<c>tf.get_default_session</c>).</summary>
    public Session? get_default_session() => TfStatefulLstm.Session.Default;
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm.Training.Distributed;

/// <summary>A server of TensorFlow's own runtime in this process, one task of a cluster (<c>tf.train.Server</c>). Sessions connect to its <see cref="target"/>. It needs the
/// assembly TfStatefulLstm.Native and TensorFlow's C library. Once started it serves until the process ends; disposing ends one that was not.</summary>
public sealed class Server : IDisposable
{
    private readonly IServer _server;

    /// <summary>A server for one task of a cluster.</summary>
    /// <param name="server_or_cluster_def">The cluster.</param>
    /// <param name="job_name">The job of this process; needed unless the cluster has only one.</param>
    /// <param name="task_index">Its task; needed unless the job has only one.</param>
    /// <param name="protocol">The protocol; <c>grpc</c> if null.</param>
    /// <param name="config">Threads and devices of sessions that say nothing.</param>
    /// <param name="start">Whether it serves at once.</param>
    /// <exception cref="ValueError">The job or task must be told, or the cluster does not have it.</exception>
    /// <exception cref="NotFoundError">TensorFlow's own runtime is not there.</exception>
    /// <exception cref="AlreadyExistsError">The task's port is in use.</exception>
    /// <exception cref="OpError">The server cannot be made.</exception>
    public Server(ClusterSpec server_or_cluster_def, string? job_name = null, int? task_index = null, string? protocol = null, Protos.Config.ConfigProto? config = null, bool start = true)
        : this(Define(server_or_cluster_def, job_name, task_index, protocol, config), start)
    {
    }

    /// <summary>The server that a protocol buffer describes.</summary>
    /// <param name="server_or_cluster_def">The cluster, and which task of it this process is.</param>
    /// <param name="start">Whether it serves at once.</param>
    /// <inheritdoc cref="Server(ClusterSpec, string?, int?, string?, Protos.Config.ConfigProto?, bool)"/>
    public Server(ServerDef server_or_cluster_def, bool start = true)
    {
        ArgumentNullException.ThrowIfNull(server_or_cluster_def);
        server_def = server_or_cluster_def;
        _server = Engines.CreateServer(server_def);
        if (start) _server.Start();
    }

    /// <summary>What it was made from.</summary>
    public ServerDef server_def { get; }

    /// <summary>The target of sessions on it: <c>tf.Session(target: server.target)</c>.</summary>
    public string target => _server.Target;

    /// <summary>A server on a free port of this machine, the only task of its cluster (<c>tf.train.Server.create_local_server</c>).</summary>
    /// <param name="config">Threads and devices of sessions that say nothing.</param>
    /// <param name="start">Whether it serves at once.</param>
    public static Server create_local_server(Protos.Config.ConfigProto? config = null, bool start = true) =>
        new(new ClusterSpec(new Dictionary<string, ClusterJob> { ["local"] = ["localhost:0"] }), protocol: "grpc", config: config, start: start);

    /// <summary>Begins to serve.</summary>
    public void start() => _server.Start();

    /// <summary>Waits until it ends: as long as the process lives. What a parameter server does.</summary>
    public void join() => _server.Join();

    /// <summary>Ends a server that does not serve yet.</summary>
    /// <exception cref="UnimplementedError">It serves, and TensorFlow cannot end that.</exception>
    public void stop() => _server.Stop();

    /// <inheritdoc/>
    public void Dispose() => _server.Dispose();

    private static ServerDef Define(ClusterSpec cluster, string? job, int? task, string? protocol, Protos.Config.ConfigProto? config)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        if (job is null)
        {
            if (cluster.jobs.Count != 1) throw new ValueError("Must specify an explicit `job_name`.");
            job = cluster.jobs[0];
        }
        if (task is null)
        {
            if (cluster.num_tasks(job) != 1) throw new ValueError("Must specify an explicit `task_index`.");
            task = cluster.task_indices(job)[0];
        }
        // TensorFlow leaves it to the server to find that it has no address.
        cluster.task_address(job, task.Value);
        var def = new ServerDef { Cluster = cluster.as_cluster_def(), JobName = job, TaskIndex = task.Value, Protocol = protocol ?? "grpc" };
        if (config is not null) def.DefaultSessionConfig = config;
        return def;
    }
}

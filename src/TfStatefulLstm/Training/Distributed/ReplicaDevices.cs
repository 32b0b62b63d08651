using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Training.Distributed;

/// <summary>Where the operations of a replica go: variables to parameter servers, the rest to the worker (<c>tf.train.replica_device_setter</c>).</summary>
internal sealed class ReplicaDevices
{
    private static readonly string[] StandardOps =
    [
        "Variable", "VariableV2", "AutoReloadVariable", "MutableHashTable", "MutableHashTableV2", "MutableHashTableOfTensors", "MutableHashTableOfTensorsV2",
        "MutableDenseHashTable", "MutableDenseHashTableV2", "VarHandleOp", "BoostedTreesEnsembleResourceHandleOp", "BoostedTreesQuantileStreamResourceHandleOp",
        "ResourceConditionalAccumulator",
    ];

    private readonly DeviceSpec _server, _worker;
    private readonly bool _hasServer, _merges;
    private readonly HashSet<string> _serverOps;
    private readonly Func<Operation, int> _strategy;

    private ReplicaDevices(string server, string worker, bool merges, IEnumerable<string> serverOps, Func<Operation, int> strategy)
    {
        (_server, _worker) = (DeviceSpec.Parse(server), DeviceSpec.Parse(worker));
        (_hasServer, _merges, _serverOps, _strategy) = (server.Length > 0, merges, [.. serverOps], strategy);
    }

    /// <summary>The function for <c>tf.device</c>; null if there are no parameter servers.</summary>
    public static Func<Operation, string>? Setter(int serverTasks, string server, string worker, bool merges, ClusterSpec? cluster, IReadOnlyList<string>? serverOps, Func<Operation, int>? strategy)
    {
        if (cluster is not null) serverTasks = DeviceSpec.Parse(server).Job is { } job && cluster.as_dict().TryGetValue(job, out var tasks) ? tasks.Tasks.Count : 0;
        return serverTasks == 0 ? null : new ReplicaDevices(server, worker, merges, serverOps ?? StandardOps, strategy ?? InTurn(serverTasks)).Place;
    }

    private static Func<Operation, int> InTurn(int tasks)
    {
        var next = 0;
        return _ =>
        {
            var task = next;
            next = (next + 1) % tasks;
            return task;
        };
    }

    private string Place(Operation op)
    {
        if (!_merges && op.Device.Length > 0) return op.Device;
        var given = DeviceSpec.Parse(op.Device);
        if (!_hasServer || !_serverOps.Contains(op.Type)) return given.MergedOver(_worker).ToString();
        // A task is chosen only where the job stays that of the servers.
        var server = _server.Job is not null && (given.Job is null || given.Job == _server.Job) ? _server with { Task = _strategy(op) } : _server;
        return given.MergedOver(server).ToString();
    }
}

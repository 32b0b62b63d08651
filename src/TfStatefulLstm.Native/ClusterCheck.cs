using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Native;

/// <summary>Sees to it that the tasks of a cluster can be reached before a session begins on a server of this process. There the library heeds no time limit: it
/// waits for a task that is not there for ever, and does not say for which.</summary>
internal sealed class ClusterCheck
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly ConcurrentDictionary<string, ServerDef> Servers = new();

    private readonly ServerDef _server;
    private readonly DeviceSpec[] _filters;
    private readonly TimeSpan _patience;
    private volatile bool _done;

    private ClusterCheck(ServerDef server, IEnumerable<string> filters, TimeSpan patience) =>
        (_server, _filters, _patience) = (server, [.. filters.Select(DeviceSpec.Parse)], patience);

    /// <summary>Tells of a server of this process.</summary>
    public static void Add(string target, ServerDef server) => Servers[target] = server;

    /// <summary>What is to be checked before a session; null if its server is another process's, or it may wait for ever.</summary>
    public static ClusterCheck? Of(string target, Protos.Config.ConfigProto config) => config.OperationTimeoutInMs > 0 && Servers.TryGetValue(target, out var server)
        ? new ClusterCheck(server, config.DeviceFilters, TimeSpan.FromMilliseconds(config.OperationTimeoutInMs))
        : null;

    /// <summary>Waits until every task that the session sees has been reached.</summary>
    /// <exception cref="DeadlineExceededError">One was not in time; the message names it and its address.</exception>
    public void Wait()
    {
        if (_done) return;
        var clock = Stopwatch.StartNew();
        foreach (var job in _server.Cluster.Job)
        {
            foreach (var (task, address) in job.Tasks)
            {
                if (Sees(job.Name, task) && !IsSelf(job.Name, task) && !Reach(address, clock))
                    throw new DeadlineExceededError($"Operation timed out: /job:{job.Name}/replica:0/task:{task} at {address} cannot be reached (waited {_patience.TotalSeconds:0.#} s).");
            }
        }
        _done = true;
    }

    private bool IsSelf(string job, int task) => job == _server.JobName && task == _server.TaskIndex;

    private bool Sees(string job, int task) => _filters.Length == 0 || _filters.Any(f => (f.Job is null || f.Job == job) && (f.Task is null || f.Task == task));

    private bool Reach(string address, Stopwatch clock)
    {
        var colon = address.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(address[(colon + 1)..], out var port)) return true; // the library will say what is wrong with it
        while (true)
        {
            var left = _patience - clock.Elapsed;
            if (left <= TimeSpan.Zero) return false;
            try
            {
                using var client = new TcpClient();
                if (client.ConnectAsync(address[..colon], port).Wait(left)) return true;
            }
            catch (AggregateException e) when (e.InnerException is SocketException)
            {
                Thread.Sleep(left < Pause ? left : Pause);
            }
        }
    }
}

using System.Net;
using System.Net.Sockets;
using TfStatefulLstm.Training.Distributed;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Native;

/// <summary>A parameter server and two workers in this process, on free ports of the loopback interface; they serve until it ends.</summary>
internal static class ClusterOfThisProcess
{
    public static ClusterSpec Spec { get; } = Make();

    private static readonly Lazy<Server[]> Servers = new(() =>
    [
        tf.train.Server(Spec, "ps", 0), tf.train.Server(Spec, "worker", 0), tf.train.Server(Spec, "worker", 1),
    ]);

    public static string PsTarget => Servers.Value[0].target;

    public static string WorkerTarget(int task) => Servers.Value[1 + task].target;

    /// <summary>Addresses on the loopback interface that nobody listens on.</summary>
    public static string[] FreeAddresses(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var listener in listeners) listener.Start();
            return [.. listeners.Select(l => $"127.0.0.1:{((IPEndPoint)l.LocalEndpoint).Port}")];
        }
        finally
        {
            foreach (var listener in listeners) listener.Dispose();
        }
    }

    private static ClusterSpec Make()
    {
        var free = FreeAddresses(3);
        return tf.train.ClusterSpec(new Dictionary<string, ClusterJob> { ["ps"] = [free[0]], ["worker"] = [free[1], free[2]] });
    }
}

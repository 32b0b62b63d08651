using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using Google.Protobuf;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm.Native;

/// <summary>A gRPC server of TensorFlow's C library in this process (<c>TF_Server</c>). Once started it serves until the process ends: TensorFlow has no way to end one.</summary>
public sealed unsafe class NativeServer : IServer
{
    private readonly CApi _api;
    private readonly Lock _changing = new();
    private nint _server;
    private bool _started;

    /// <summary>A server that listens, and serves when it is started.</summary>
    /// <param name="server">The cluster, and which task of it this is.</param>
    /// <param name="library">The library's file or folder; null to search (<see cref="LibrarySearch"/>).</param>
    /// <exception cref="NotFoundError">The library was not found.</exception>
    /// <exception cref="UnimplementedError">The library was built without servers.</exception>
    /// <exception cref="AlreadyExistsError">Something listens on the task's port.</exception>
    /// <exception cref="OpError">The task is not one of the cluster, or its address is malformed.</exception>
    public NativeServer(ServerDef server, string? library = null)
    {
        ArgumentNullException.ThrowIfNull(server);
        _api = LibrarySearch.Load(library);
        if (_api.NewServer is null) throw new UnimplementedError($"{_api.Path} (TensorFlow {_api.VersionText}) was built without servers: it has no TF_NewServer.");
        CheckPort(server);
        var bytes = server.ToByteArray();
        using var status = new Status(_api);
        fixed (byte* data = bytes) _server = _api.NewServer(data, (nuint)bytes.Length, status.Pointer);
        status.Check();
        Target = Marshal.PtrToStringUTF8(_api.ServerTarget(_server))!;
        ClusterCheck.Add(Target, server);
    }

    /// <inheritdoc/>
    public string Target { get; }

    /// <inheritdoc/>
    public void Start()
    {
        lock (_changing)
        {
            ObjectDisposedException.ThrowIf(_server == 0, this);
            using var status = new Status(_api);
            _api.ServerStart(_server, status.Pointer);
            status.Check();
            _started = true;
        }
    }

    /// <inheritdoc/>
    public void Stop()
    {
        lock (_changing)
        {
            ObjectDisposedException.ThrowIf(_server == 0, this);
            using var status = new Status(_api);
            _api.ServerStop(_server, status.Pointer);
            status.Check();
        }
    }

    /// <inheritdoc/>
    public void Join()
    {
        ObjectDisposedException.ThrowIf(_server == 0, this);
        using var status = new Status(_api);
        _api.ServerJoin(_server, status.Pointer);
        status.Check();
    }

    /// <summary>Ends a server that was never started; one that was serves on. Its memory stays the library's: deleting a server ends the process, whether it serves
    /// (it insists on stopping first, which it cannot) or not (its queues are not empty).</summary>
    public void Dispose()
    {
        lock (_changing)
        {
            if (!_started && _server != 0) Stop();
            _server = 0;
        }
    }

    // What the library says of a port in use is "Could not start gRPC server".
    private static void CheckPort(ServerDef server)
    {
        var tasks = server.Cluster?.Job.FirstOrDefault(j => j.Name == server.JobName)?.Tasks;
        if (tasks is null || !tasks.TryGetValue(server.TaskIndex, out var address)) return;
        if (!int.TryParse(address.Split(':')[^1], out var port) || port is <= IPEndPoint.MinPort or > IPEndPoint.MaxPort) return;
        if (IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(l => l.Port == port))
            throw new AlreadyExistsError($"Could not start gRPC server: port {port} of {address} (/job:{server.JobName}/task:{server.TaskIndex}) is in use.");
    }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Runtime;

/// <summary>A server of TensorFlow's own runtime: one task of a cluster, to which sessions in this and other processes connect.</summary>
public interface IServer : IDisposable
{
    /// <summary>The target of sessions on this server: <c>grpc://host:port</c>.</summary>
    string Target { get; }

    /// <summary>Begins to serve; nothing happens if it does already.</summary>
    void Start();

    /// <summary>Ends it.</summary>
    /// <exception cref="UnimplementedError">It has been started: TensorFlow's servers then serve until their process ends.</exception>
    void Stop();

    /// <summary>Waits until the server has ended: for a server that serves, as long as the process lives.</summary>
    void Join();
}

/// <summary>Makes servers: what an <see cref="IEngineFactory"/> for a protocol's targets also is, where its runtime has them.</summary>
public interface IServerFactory
{
    /// <summary>A server that listens, and serves when it is started.</summary>
    /// <param name="server">The cluster, and which task of it this is.</param>
    /// <exception cref="OpError">The server cannot be made: its port is in use, or the task is not one of the cluster.</exception>
    IServer Create(ServerDef server);
}

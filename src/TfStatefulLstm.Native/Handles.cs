using System.Runtime.InteropServices;

namespace TfStatefulLstm.Native;

/// <summary>A graph of the library (<c>TF_Graph</c>).</summary>
internal sealed unsafe class GraphHandle : SafeHandle
{
    private readonly CApi _api;

    public GraphHandle(CApi api) : base(0, ownsHandle: true)
    {
        _api = api;
        SetHandle(api.NewGraph());
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _api.DeleteGraph(handle);
        return true;
    }
}

/// <summary>A session of the library (<c>TF_Session</c>). It keeps its graph alive, so that both may be let go in any order.</summary>
internal sealed unsafe class SessionHandle : SafeHandle
{
    private readonly CApi _api;
    private readonly GraphHandle _graph;
    private readonly bool _holdsGraph;

    /// <param name="api">The library.</param>
    /// <param name="graph">The graph that the session runs.</param>
    /// <param name="target">Empty for this process, or <c>grpc://host:port</c>.</param>
    /// <param name="config">A serialized ConfigProto.</param>
    public SessionHandle(CApi api, GraphHandle graph, string target, byte[] config) : base(0, ownsHandle: true)
    {
        _api = api;
        _graph = graph;
        using var status = new Status(api);
        var options = api.NewSessionOptions();
        try
        {
            fixed (byte* text = System.Text.Encoding.UTF8.GetBytes(target + "\0")) api.SetTarget(options, text);
            fixed (byte* bytes = config) api.SetConfig(options, bytes, (nuint)config.Length, status.Pointer);
            status.Check();
            graph.DangerousAddRef(ref _holdsGraph);
            var session = api.NewSession(graph.DangerousGetHandle(), options, status.Pointer);
            status.Check();
            SetHandle(session);
        }
        catch
        {
            if (_holdsGraph) graph.DangerousRelease();
            _holdsGraph = false;
            throw;
        }
        finally
        {
            api.DeleteSessionOptions(options);
        }
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        using var status = new Status(_api);
        _api.CloseSession(handle, status.Pointer);
        _api.DeleteSession(handle, status.Pointer);
        if (_holdsGraph) _graph.DangerousRelease();
        return true;
    }
}

/// <summary>A tensor of the library (<c>TF_Tensor</c>).</summary>
internal sealed unsafe class TensorHandle : SafeHandle
{
    private readonly CApi _api;

    public TensorHandle(CApi api, nint tensor) : base(0, ownsHandle: true)
    {
        _api = api;
        SetHandle(tensor);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        _api.DeleteTensor(handle);
        return true;
    }
}

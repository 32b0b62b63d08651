using System.Runtime.InteropServices;

namespace TfStatefulLstm.Native;

/// <summary>A graph of the library (<c>TF_Graph</c>).</summary>
internal sealed unsafe class GraphHandle : SafeHandle
{
    private readonly CApi _api;
    private readonly SafeHandle? _owner;

    public GraphHandle(CApi api) : base(0, ownsHandle: true)
    {
        _api = api;
        SetHandle(api.NewGraph());
    }

    /// <summary>A graph that another's handle owns; it is kept alive, and not deleted.</summary>
    public GraphHandle(CApi api, SafeHandle owner) : base(0, ownsHandle: true)
    {
        _api = api;
        SetHandle(Borrowed.Take(owner));
        _owner = owner;
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        if (_owner is not null) _owner.DangerousRelease();
        else _api.DeleteGraph(handle);
        return true;
    }
}

/// <summary>A session of the library (<c>TF_Session</c>). It keeps its graph alive, so that both may be let go in any order.</summary>
internal sealed unsafe class SessionHandle : SafeHandle
{
    private readonly CApi _api;
    private readonly GraphHandle _graph;
    private readonly bool _holdsGraph;
    private readonly SafeHandle? _owner;

    /// <param name="api">The library.</param>
    /// <param name="graph">The graph that the session runs.</param>
    /// <param name="target">Empty for this process, or <c>grpc://host:port</c>.</param>
    /// <param name="config">A serialized ConfigProto.</param>
    public SessionHandle(CApi api, GraphHandle graph, string target, byte[] config)
        : this(api, graph, target, config, (options, status) => api.NewSession(graph.DangerousGetHandle(), options, status)) { }

    /// <summary>A session that another's handle owns; it is kept alive, and not closed.</summary>
    public SessionHandle(CApi api, GraphHandle graph, SafeHandle owner) : base(0, ownsHandle: true)
    {
        (_api, _graph) = (api, graph);
        graph.DangerousAddRef(ref _holdsGraph);
        SetHandle(Borrowed.Take(owner));
        _owner = owner;
    }

    private SessionHandle(CApi api, GraphHandle graph, string target, byte[] config, Func<nint, nint, nint> open) : base(0, ownsHandle: true)
    {
        _api = api;
        _graph = graph;
        using var status = new Status(api);
        var options = api.NewSessionOptions();
        try
        {
            fixed (byte* text = Utf8(target)) api.SetTarget(options, text);
            fixed (byte* bytes = config) api.SetConfig(options, bytes, (nuint)config.Length, status.Pointer);
            status.Check();
            graph.DangerousAddRef(ref _holdsGraph);
            var session = open(options, status.Pointer);
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

    /// <summary>Loads a SavedModel (<c>TF_LoadSessionFromSavedModel</c>): its graph into an empty one, its variables and what it does at loading into a session.</summary>
    /// <param name="api">The library.</param>
    /// <param name="graph">An empty graph.</param>
    /// <param name="config">A serialized ConfigProto.</param>
    /// <param name="folder">The SavedModel's folder.</param>
    /// <param name="tags">The tags of the MetaGraph.</param>
    /// <returns>The session, and the serialized MetaGraph.</returns>
    public static (SessionHandle Session, byte[] MetaGraph) Load(CApi api, GraphHandle graph, byte[] config, string folder, IReadOnlyList<string> tags)
    {
        var meta = api.NewBuffer();
        var names = tags.Select(Marshal.StringToCoTaskMemUTF8).ToArray();
        try
        {
            var session = new SessionHandle(api, graph, "", config, (options, status) =>
            {
                fixed (byte* path = Utf8(folder))
                fixed (nint* given = names)
                    return api.LoadSessionFromSavedModel(options, null, path, (byte**)given, names.Length, graph.DangerousGetHandle(), meta, status);
            });
            return (session, new ReadOnlySpan<byte>((void*)meta->Data, (int)meta->Length).ToArray());
        }
        finally
        {
            foreach (var name in names) Marshal.FreeCoTaskMem(name);
            api.DeleteBuffer(meta);
        }
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        if (_owner is not null)
        {
            _owner.DangerousRelease();
        }
        else
        {
            using var status = new Status(_api);
            _api.CloseSession(handle, status.Pointer);
            _api.DeleteSession(handle, status.Pointer);
        }
        if (_holdsGraph) _graph.DangerousRelease();
        return true;
    }

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text + "\0");
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

/// <summary>Handles of others.</summary>
internal static class Borrowed
{
    /// <summary>The pointer, which stays valid until the owner's <c>DangerousRelease</c>.</summary>
    public static nint Take(SafeHandle owner)
    {
        var held = false;
        owner.DangerousAddRef(ref held);
        return owner.DangerousGetHandle();
    }
}

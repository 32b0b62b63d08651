using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.ControlFlow;

/// <summary>Contexts from their wire forms in a MetaGraph, and names moved between scopes.</summary>
internal static class ContextProtos
{
    /// <summary>The context, and those nested in it, over nodes that the graph already holds.</summary>
    /// <exception cref="ValueError">The wire form says neither loop nor branch.</exception>
    public static FlowContext FromProto(Graph graph, ControlFlowContextDef def, string? importScope) => def.CtxtCase switch
    {
        ControlFlowContextDef.CtxtOneofCase.CondCtxt => FromProto(graph, def.CondCtxt, importScope),
        ControlFlowContextDef.CtxtOneofCase.WhileCtxt => FromProto(graph, def.WhileCtxt, importScope),
        _ => throw new ValueError($"Unknown ControlFlowContextDef field: {def.CtxtCase}"),
    };

    public static CondContext FromProto(Graph graph, CondContextDef def, string? importScope)
    {
        var context = new CondContext(graph, def, importScope);
        AddNested(context, def.NestedContexts, importScope);
        return context;
    }

    public static WhileContext FromProto(Graph graph, WhileContextDef def, string? importScope)
    {
        var context = new WhileContext(graph, def, importScope);
        AddNested(context, def.NestedContexts, importScope);
        return context;
    }

    /// <summary>A name in a scope (<c>prepend_name_scope</c>).</summary>
    public static string Prepend(string name, string? scope) => string.IsNullOrEmpty(scope) ? name : $"{scope.TrimEnd('/')}/{name}";

    /// <summary>A name without the scope at its beginning (<c>strip_name_scope</c>).</summary>
    public static string Strip(string name, string? scope)
    {
        if (string.IsNullOrEmpty(scope)) return name;
        var prefix = scope.TrimEnd('/') + "/";
        return name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name;
    }

    private static void AddNested(FlowContext context, IEnumerable<ControlFlowContextDef> nested, string? importScope)
    {
        context.Enter();
        foreach (var def in nested) FromProto(context.Graph, def, importScope);
        context.Exit();
    }
}

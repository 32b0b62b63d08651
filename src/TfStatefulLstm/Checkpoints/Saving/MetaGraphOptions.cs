using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Checkpoints.Saving;

/// <summary>What of a graph goes into a MetaGraph: the arguments of <c>tf.train.export_meta_graph</c>.</summary>
public sealed record MetaGraphOptions
{
    /// <summary>Tags and the like; versions and the list of ops are filled in.</summary>
    public MetaGraphDef.Types.MetaInfoDef? MetaInfo { get; init; }

    /// <summary>The nodes, if not those of the graph.</summary>
    public GraphDef? GraphDef { get; init; }

    /// <summary>The saver.</summary>
    public SaverDef? SaverDef { get; init; }

    /// <summary>The collections; null for all.</summary>
    public IReadOnlyList<object>? Collections { get; init; }

    /// <summary>The name scope to export, taken off the names; null for the whole graph.</summary>
    public string? ExportScope { get; init; }

    /// <summary>Whether nodes lose their devices.</summary>
    public bool ClearDevices { get; init; }

    /// <summary>Whether the nodes of other savers are left out.</summary>
    public bool ClearExtraneousSavers { get; init; }

    /// <summary>Whether attributes that have their default are left out.</summary>
    public bool StripDefaultAttrs { get; init; }
}

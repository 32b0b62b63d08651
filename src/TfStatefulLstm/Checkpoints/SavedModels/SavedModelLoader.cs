using TfStatefulLstm.Checkpoints.Saving;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Checkpoints.SavedModels;

/// <summary>Loads SavedModels (<c>tf.saved_model.loader</c>).</summary>
public static class SavedModelLoader
{
    /// <summary>Adds a graph of a SavedModel to the session's graph, restores its variables, and runs its operation for loading (<c>tf.saved_model.loader.load</c>).</summary>
    /// <param name="session">The session.</param>
    /// <param name="tags">The tags of the graph, all of them.</param>
    /// <param name="exportDir">The SavedModel's folder.</param>
    /// <param name="importScope">The name scope to import into.</param>
    /// <param name="clearDevices">Whether nodes lose their devices.</param>
    /// <returns>The MetaGraph as it is in the SavedModel: its signatures have the names of tensors before the scope.</returns>
    /// <exception cref="IOException">There is no SavedModel, or it cannot be read.</exception>
    /// <exception cref="RuntimeError">There is no graph of these tags, or it names more than one operation to run.</exception>
    /// <exception cref="OpError">The variables cannot be restored.</exception>
    /// <remarks>Of two models loaded into one graph, each runs its own operation. Python runs the first model's again for the second where they are named by
    /// collections.</remarks>
    public static MetaGraphDef Load(ISession session, IEnumerable<string> tags, string exportDir, string? importScope = null, bool clearDevices = false)
    {
        var meta = SavedModelFile.WithTags(SavedModelFile.Read(exportDir), tags);
        using var graph = session.Graph.AsDefault();
        var saver = MetaGraphs.Import(meta, clearDevices, importScope);
        if (saver is not null) saver.Restore(session, SavedModelFile.VariablesPrefix(exportDir));
        else if (Saver.AllSaveable(session.Graph, importScope).Count > 0)
            throw new ValueError("No tf.train.Saver object was passed to the function SavedModelLoader.restore_variables. Since there are variables in the graph, a saver is required.");
        if (InitOp(session.Graph, meta, importScope) is not { } init) return meta;
        var assets = SavedModelFile.Assets(meta).ToDictionary(a => ScopedNames.Prepend(a.Key, importScope), a => NDArray.Scalar(Path.Combine(SavedModelFile.AssetsFolder(exportDir), a.Value)));
        session.Run(assets, [], [init]);
        return meta;
    }

    private static string? InitOp(Graph graph, MetaGraphDef meta, string? importScope)
    {
        if (meta.SignatureDef.TryGetValue(SavedModelFile.InitOpSignatureKey, out var signature))
            return signature.Outputs.TryGetValue(SavedModelFile.InitOpSignatureKey, out var info) ? ScopedNames.Prepend(info.Name, importScope) : null;
        foreach (var key in new[] { SavedModelFile.MainOpKey, SavedModelFile.LegacyInitOpKey })
        {
            if (!meta.CollectionDef.TryGetValue(key, out var collection)) continue;
            var names = collection.NodeList?.Value ?? [];
            if (names.Count != 1) throw new RuntimeError($"Expected exactly one SavedModel init op. Found: [{string.Join(", ", names)}]");
            // The import has just added it.
            return graph.Collection(key)[^1] switch { Operation op => op.Name, Tensor tensor => tensor.Op.Name, var other => throw new RuntimeError($"Expected an operation in the collection {key}. Found: {other}") };
        }
        return null;
    }
}

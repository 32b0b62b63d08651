using TfStatefulLstm.Checkpoints.Formats;
using TfStatefulLstm.Checkpoints.Saving;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Checkpoints.SavedModels;

/// <summary>The folder of a SavedModel: <c>saved_model.pb</c> or <c>.pbtxt</c>, <c>variables/</c> and <c>assets/</c>.</summary>
public static class SavedModelFile
{
    // The version of the format (SAVED_MODEL_SCHEMA_VERSION).
    internal const long SchemaVersion = 1;

    // Collections of a MetaGraph.
    internal const string AssetsKey = "saved_model_assets";
    internal const string MainOpKey = "saved_model_main_op";
    internal const string LegacyInitOpKey = "legacy_init_op";

    // Signatures that stand for an operation.
    internal const string InitOpSignatureKey = "__saved_model_init_op";
    internal const string TrainOpSignatureKey = "__saved_model_train_op";

    private const string Binary = "saved_model.pb";
    private const string Text = "saved_model.pbtxt";

    /// <summary>Whether a folder holds a SavedModel (<c>tf.saved_model.contains_saved_model</c>).</summary>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, Binary)) || File.Exists(Path.Combine(folder, Text));

    /// <summary>The prefix of the checkpoint of its variables.</summary>
    public static string VariablesPrefix(string folder) => Path.Combine(folder, "variables", "variables");

    /// <summary>The folder of its assets.</summary>
    public static string AssetsFolder(string folder) => Path.Combine(folder, "assets");

    /// <summary>Reads the MetaGraphs.</summary>
    /// <exception cref="IOException">There are none, or they cannot be read.</exception>
    public static SavedModel Read(string folder)
    {
        var (binary, text) = (Path.Combine(folder, Binary), Path.Combine(folder, Text));
        try
        {
            if (File.Exists(binary)) return Messages.Parse(SavedModel.Parser, File.ReadAllBytes(binary));
            if (File.Exists(text)) return TextFormat.Parse<SavedModel>(File.ReadAllText(text));
        }
        catch (InvalidArgumentError e)
        {
            throw new IOException($"Cannot parse file {(File.Exists(binary) ? binary : text)}: {e.Message}.", e);
        }
        throw new IOException($"SavedModel file does not exist at: {folder}/{{{Text}|{Binary}}}");
    }

    /// <summary>Writes the MetaGraphs, in one step.</summary>
    /// <returns>The file's path.</returns>
    internal static string Write(SavedModel model, string folder, bool asText)
    {
        var path = Path.Combine(folder, asText ? Text : Binary);
        MetaGraphs.WriteMessage(model, path, asText);
        return path;
    }

    /// <summary>The MetaGraph that has exactly some tags.</summary>
    /// <exception cref="RuntimeError">There is none.</exception>
    public static MetaGraphDef WithTags(SavedModel model, IEnumerable<string> tags)
    {
        var wanted = tags.ToHashSet(StringComparer.Ordinal);
        return model.MetaGraphs.FirstOrDefault(m => wanted.SetEquals(m.MetaInfoDef?.Tags ?? []))
            ?? throw new RuntimeError($"MetaGraphDef associated with tags {Quoted(wanted)} could not be found in SavedModel. To inspect available tag-sets in the SavedModel, "
                + $"please use the SavedModel CLI: `saved_model_cli`\navailable_tags: [{string.Join(", ", model.MetaGraphs.Select(m => $"{{{Quoted(m.MetaInfoDef?.Tags ?? [])}}}"))}]");
    }

    /// <summary>The assets of a MetaGraph: the file of each by the name of the tensor that holds its path.</summary>
    /// <exception cref="ValueError">An asset's entry is malformed, or lies outside the folder of the assets.</exception>
    public static IReadOnlyDictionary<string, string> Assets(MetaGraphDef meta)
    {
        IEnumerable<AssetFileDef> assets = meta.AssetFileDef;
        if (meta.AssetFileDef.Count == 0 && meta.CollectionDef.TryGetValue(AssetsKey, out var collection))
        {
            assets = (collection.AnyList?.Value ?? []).Select(any =>
            {
                try
                {
                    return any.Is(AssetFileDef.Descriptor) ? Messages.Parse(AssetFileDef.Parser, any.Value.Span) : throw new InvalidArgumentError($"it is a {any.TypeUrl}");
                }
                catch (InvalidArgumentError e)
                {
                    throw new ValueError($"An item of the collection {AssetsKey} is malformed: {e.Message}", e);
                }
            });
        }
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var asset in assets)
        {
            // A file name that climbs out of the folder would make a program read any file it can.
            if (Path.GetFileName(asset.Filename) != asset.Filename || asset.Filename is "" or "." or "..") throw new ValueError($"An asset's file name must be a name alone: {asset.Filename}");
            files[asset.TensorInfo?.Name ?? ""] = asset.Filename;
        }
        return files;
    }

    private static string Quoted(IEnumerable<string> tags) => string.Join(", ", tags.Order(StringComparer.Ordinal).Select(t => $"'{t}'"));
}

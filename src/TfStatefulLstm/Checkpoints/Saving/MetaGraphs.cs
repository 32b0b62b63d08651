using Google.Protobuf;
using TfStatefulLstm.Checkpoints.Formats;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Checkpoints.Saving;

/// <summary>Graphs with their collections and savers as files (<c>tf.train.export_meta_graph</c>, <c>tf.train.import_meta_graph</c>).</summary>
public static class MetaGraphs
{
    private const string UnboundPrefix = "$unbound_inputs_";
    private const string UnboundCollection = "unbound_inputs";

    // The versions that TensorFlow 1.15.5 writes: MetaGraphs of this library are its MetaGraphs.
    private const string TensorFlowVersion = "1.15.5";
    private const string TensorFlowGitVersion = "v1.15.4-39-g3db52be";

    private static readonly HashSet<string> SaverOps = ["SaveV2", "Save", "SaveSlice", "LegacySave", "LegacySaveSlice", "RestoreV2", "Restore", "RestoreSlice", "LegacyRestore", "LegacyRestoreSlice"];

    /// <summary>The MetaGraph of a graph.</summary>
    /// <exception cref="ValueError">A node is of an op that is not registered.</exception>
    public static MetaGraphDef Export(Graph graph, MetaGraphOptions? options = null)
    {
        options ??= new MetaGraphOptions();
        var def = options.GraphDef ?? graph.ToGraphDef(addShapes: true);
        var left = options.ClearExtraneousSavers ? OtherSavers(def, options.SaverDef) : [];
        if (options.ExportScope is { Length: > 0 } || options.ClearExtraneousSavers || options.ClearDevices)
        {
            var unbound = new List<string>();
            def = Part(def, options, left, unbound);
            var collection = graph.CollectionRef(UnboundCollection);
            collection.Clear();
            foreach (var name in unbound) collection.Add(name);
        }
        var meta = new MetaGraphDef { MetaInfoDef = options.MetaInfo?.Clone() ?? new(), GraphDef = def, SaverDef = options.SaverDef?.Clone() };
        meta.MetaInfoDef.TensorflowVersion = TensorFlowVersion;
        meta.MetaInfoDef.TensorflowGitVersion = TensorFlowGitVersion;
        if (meta.MetaInfoDef.StrippedOpList is not { Op.Count: > 0 }) meta.MetaInfoDef.StrippedOpList = OpsOf(def, graph);
        if (options.StripDefaultAttrs) StripDefaults(meta);
        foreach (var key in options.Collections ?? [.. graph.CollectionKeys])
        {
            // Only collections with names can be written.
            if (key is not string name) continue;
            var items = options.ClearExtraneousSavers && name == GraphKeys.Names.SAVERS && options.SaverDef is not null ? [options.SaverDef] : graph.Collection(name);
            MetaCollections.Export(meta, name, [.. items.Where(i => Included(Graph.NameOf(i), options.ExportScope, left))], options.ExportScope);
        }
        return meta;
    }

    /// <summary>Writes a MetaGraph, in one step; its folder is made if need be. The same MetaGraph gives the same bytes.</summary>
    public static void Write(MetaGraphDef meta, string filename, bool asText = false) => WriteMessage(meta, filename, asText);

    /// <summary>Writes a message to a file, in one step.</summary>
    internal static void WriteMessage(IMessage message, string filename, bool asText)
    {
        var folder = Path.GetDirectoryName(filename);
        if (!string.IsNullOrEmpty(folder)) BundleFiles.Guard(filename, () => Directory.CreateDirectory(folder));
        AtomicFile.Write(filename, file =>
        {
            if (asText)
            {
                file.Write(System.Text.Encoding.UTF8.GetBytes(TextFormat.Print(message)));
                return;
            }
            using var output = new CodedOutputStream(file, leaveOpen: true) { Deterministic = true };
            message.WriteTo(output);
        });
    }

    /// <summary>Reads a MetaGraph file, binary or text.</summary>
    /// <exception cref="IOException">There is no such file, or it is no MetaGraph.</exception>
    public static MetaGraphDef Read(string filename)
    {
        if (!File.Exists(filename)) throw new IOException($"File {filename} does not exist.");
        var bytes = File.ReadAllBytes(filename);
        try
        {
            return Messages.Parse(MetaGraphDef.Parser, bytes);
        }
        catch (InvalidArgumentError)
        {
            // Then it may be text.
        }
        try
        {
            return TextFormat.Parse<MetaGraphDef>(System.Text.Encoding.UTF8.GetString(bytes));
        }
        catch (InvalidArgumentError e)
        {
            throw new IOException($"Cannot parse file {filename}: {e.Message}", e);
        }
    }

    /// <summary>Adds a MetaGraph's nodes and collections to the default graph (<c>import_meta_graph</c>).</summary>
    /// <param name="filename">The <c>.meta</c> file.</param>
    /// <param name="clearDevices">Whether nodes lose their devices.</param>
    /// <param name="importScope">The name scope to import into; null for the open one.</param>
    /// <param name="inputMap">Tensors that take the place of tensors of the MetaGraph, by name; every unbound input must be among them.</param>
    /// <returns>The MetaGraph's saver, or a new one for the variables, or null if there are none.</returns>
    /// <exception cref="IOException">There is no such file, or it is no MetaGraph.</exception>
    /// <exception cref="NotFoundError">Some nodes are of ops that neither this library nor the MetaGraph defines; the message lists them all.</exception>
    /// <exception cref="ValueError">The nodes do not make a graph, or inputs are unbound.</exception>
    public static Saver? Import(string filename, bool clearDevices = false, string? importScope = null, IReadOnlyDictionary<string, TensorLike>? inputMap = null) =>
        Import(Read(filename), clearDevices, importScope, inputMap);

    /// <summary>Adds a MetaGraph's nodes and collections to the default graph (<c>import_meta_graph</c>).</summary>
    /// <param name="meta">The MetaGraph.</param>
    /// <param name="clearDevices">Whether nodes lose their devices.</param>
    /// <param name="importScope">The name scope to import into; null for the open one.</param>
    /// <param name="inputMap">Tensors that take the place of tensors of the MetaGraph, by name; every unbound input must be among them.</param>
    /// <returns>The MetaGraph's saver, or a new one for the variables, or null if there are none.</returns>
    /// <exception cref="NotFoundError">Some nodes are of ops that neither this library nor the MetaGraph defines; the message lists them all.</exception>
    /// <exception cref="ValueError">The nodes do not make a graph, or inputs are unbound.</exception>
    public static Saver? Import(MetaGraphDef meta, bool clearDevices = false, string? importScope = null, IReadOnlyDictionary<string, TensorLike>? inputMap = null)
    {
        var graph = Graph.Default;
        CheckUnbound(meta, inputMap);
        var def = meta.GraphDef ?? new GraphDef();
        if (clearDevices)
        {
            def = def.Clone();
            foreach (var node in def.Node) node.Device = "";
        }
        var scope = graph.UniqueName(importScope ?? "", markAsUsed: false);
        GraphImporter.Import(graph, def, string.IsNullOrEmpty(importScope) ? scope : importScope, inputMap, producerOps: meta.MetaInfoDef?.StrippedOpList);
        MetaCollections.Import(graph, meta, scope, UnboundCollection);
        var variables = graph.Collection(GraphKeys.Names.GLOBAL_VARIABLES, scope).OfType<VariableBase>().ToList();
        if (meta.SaverDef is null) return Saver.AllSaveable(graph, importScope).Count > 0 ? new Saver() : null;
        // The scope that the variables did get, which is another than the one asked for where that was taken.
        var sample = variables.FirstOrDefault()?.Name;
        return new Saver(meta.SaverDef, sample is null ? importScope : sample[..^ScopedNames.Strip(sample, scope).Length]);
    }

    private static void CheckUnbound(MetaGraphDef meta, IReadOnlyDictionary<string, TensorLike>? inputMap)
    {
        if (!meta.CollectionDef.TryGetValue(UnboundCollection, out var collection)) return;
        var names = collection.BytesList?.Value.Select(v => v.ToStringUtf8()).ToList() ?? [];
        if (names.Count == 0 || (inputMap is not null && names.Distinct().Order(StringComparer.Ordinal).SequenceEqual(inputMap.Keys.Order(StringComparer.Ordinal)))) return;
        throw new ValueError($"Graph contains unbound inputs: {string.Join(",", names.Where(n => inputMap?.ContainsKey(n) != true))}. Must provide these inputs through input_map.");
    }

    private static bool Included(string? name, string? exportScope, HashSet<string> left) => name is null
        || (!left.Contains(name) && (name.StartsWith(UnboundPrefix, StringComparison.Ordinal) || string.IsNullOrEmpty(exportScope) || name.StartsWith(exportScope, StringComparison.Ordinal)));

    private static GraphDef Part(GraphDef def, MetaGraphOptions options, HashSet<string> left, List<string> unbound)
    {
        var part = new GraphDef { Versions = def.Versions, Library = def.Library ?? new() };
        foreach (var node in def.Node.Where(n => Included(n.Name, options.ExportScope, left))) part.Node.Add(Stripped(node, options.ExportScope, options.ClearDevices, unbound));
        return part;
    }

    // Inputs from outside the scope become unbound: whoever imports the part says what they are.
    private static NodeDef Stripped(NodeDef node, string? scope, bool clearDevice, List<string> unbound)
    {
        var result = node.Clone();
        result.Name = ScopedNames.Strip(node.Name, scope);
        if (clearDevice) result.Device = "";
        if (string.IsNullOrEmpty(scope)) return result;
        for (var i = 0; i < result.Input.Count; i++)
        {
            var input = node.Input[i];
            var control = input.StartsWith('^') ? "^" : "";
            if (input[control.Length..].StartsWith(scope, StringComparison.Ordinal)) result.Input[i] = ScopedNames.Strip(input, scope);
            else unbound.Add(result.Input[i] = control + UnboundPrefix + input[control.Length..]);
        }
        if (node.Attr.TryGetValue("_class", out var groups))
        {
            result.Attr["_class"] = AttrValues.Of(groups.List.S.Select(s => s.ToStringUtf8())
                .Where(s => s[(s.IndexOf('@') + 1)..].StartsWith(scope, StringComparison.Ordinal)).Select(s => ScopedNames.Strip(s, scope)));
        }
        if (node.Op is "Enter" or "RefEnter" && node.Attr["frame_name"].S.ToStringUtf8() is var frame && frame.StartsWith(scope, StringComparison.Ordinal))
            result.Attr["frame_name"] = AttrValues.Of(ScopedNames.Strip(frame, scope));
        return result;
    }

    // Every saver is taken to have a name scope of its own.
    private static HashSet<string> OtherSavers(GraphDef def, SaverDef? saver)
    {
        static string ScopeOf(string name) => name.Contains('/') ? name[..(name.LastIndexOf('/') + 1)] : "/";
        var kept = saver is null ? [] : new[] { ScopeOf(saver.SaveTensorName), ScopeOf(saver.RestoreOpName) };
        var others = def.Node.Where(n => SaverOps.Contains(n.Op)).Select(n => ScopeOf(n.Name)).Distinct().Except(kept).ToList();
        return [.. def.Node.Select(n => n.Name).Where(n => others.Any(s => n.StartsWith(s, StringComparison.Ordinal)))];
    }

    // The definitions of the ops in use; of one that came with an import, as it came.
    private static OpList OpsOf(GraphDef def, Graph graph)
    {
        var imported = graph.Operations.Select(o => o.Schema).DistinctBy(s => s.Name).ToDictionary(s => s.Name);
        var list = new OpList();
        foreach (var op in def.Node.Select(n => n.Op).Distinct().Order(StringComparer.Ordinal))
        {
            var schema = OpRegistry.TryFind(op, out var found) ? found.Schema : imported.GetValueOrDefault(op);
            list.Op.Add((schema ?? throw new ValueError($"Op {op} is used by the graph, but is not registered")).ToProto());
        }
        return list;
    }

    private static void StripDefaults(MetaGraphDef meta)
    {
        meta.GraphDef = meta.GraphDef.Clone();
        foreach (var node in meta.GraphDef.Node)
            foreach (var attr in OpRegistry.TryFind(node.Op, out var op) ? op.Schema.Attrs : [])
                if (attr.Default is not null && node.Attr.TryGetValue(attr.Name, out var value) && value.Equals(attr.Default)) node.Attr.Remove(attr.Name);
        meta.MetaInfoDef.StrippedDefaultAttrs = true;
    }
}

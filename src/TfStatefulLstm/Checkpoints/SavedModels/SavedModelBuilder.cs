using Google.Protobuf.WellKnownTypes;
using TfStatefulLstm.Checkpoints.Saving;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Checkpoints.SavedModels;

/// <summary>Writes a SavedModel (<c>tf.saved_model.builder.SavedModelBuilder</c>): one or more graphs with tags and signatures, the variables of one session, and the
/// files that the graphs name.</summary>
public sealed class SavedModelBuilder
{
    private readonly SavedModel _model = new() { SavedModelSchemaVersion = SavedModelFile.SchemaVersion };
    private readonly string _folder;
    private bool _hasVariables;

    /// <summary>Begins a SavedModel.</summary>
    /// <param name="export_dir">Its folder, which is made if need be.</param>
    /// <exception cref="AssertionError">The folder has something in it.</exception>
    public SavedModelBuilder(string export_dir)
    {
        _folder = export_dir;
        if (Directory.Exists(export_dir) && Directory.EnumerateFileSystemEntries(export_dir).Any())
        {
            throw new AssertionError("Export directory already exists, and isn't empty. Please choose a different export directory, or delete all the contents of the specified "
                + $"directory: {export_dir}");
        }
        BundleFiles.Guard(export_dir, () => Directory.CreateDirectory(export_dir));
    }

    /// <summary>Adds the default graph and the values of its variables: the first call.</summary>
    /// <param name="sess">The session that holds the variables.</param>
    /// <param name="tags">The tags of the graph.</param>
    /// <param name="signature_def_map">Its signatures.</param>
    /// <param name="assets_collection">Constant tensors that hold paths of files to copy.</param>
    /// <param name="clear_devices">Whether nodes lose their devices.</param>
    /// <param name="main_op">An operation to run when the model is loaded.</param>
    /// <param name="strip_default_attrs">Whether attributes that have their default are left out.</param>
    /// <param name="saver">What saves the variables; a sharded saver of all if null.</param>
    /// <exception cref="AssertionError">It is not the first call, or a signature is incomplete.</exception>
    /// <exception cref="KeyError">The name of a signature is reserved.</exception>
    /// <exception cref="ValueError">The graph has an operation to run at loading already.</exception>
    public void add_meta_graph_and_variables(ISession sess, IEnumerable<string> tags, IReadOnlyDictionary<string, SignatureDef>? signature_def_map = null,
        IEnumerable<Tensor>? assets_collection = null, bool clear_devices = false, Operation? main_op = null, bool strip_default_attrs = false, Saver? saver = null)
    {
        if (_hasVariables) throw new AssertionError("Graph state including variables and assets has already been saved. Please invoke `add_meta_graph()` instead.");
        saver = Prepare(signature_def_map, assets_collection, main_op, saver);
        var prefix = SavedModelFile.VariablesPrefix(_folder);
        Directory.CreateDirectory(Path.GetDirectoryName(prefix)!);
        // No checkpoint file: the folder may be moved.
        saver.Save(sess, prefix, writeMetaGraph: false, writeState: false);
        Add(saver, tags, signature_def_map, clear_devices, strip_default_attrs);
        _hasVariables = true;
    }

    /// <summary>Adds the default graph, with other tags and for the same variables.</summary>
    /// <param name="tags">The tags of the graph.</param>
    /// <param name="signature_def_map">Its signatures.</param>
    /// <param name="assets_collection">Constant tensors that hold paths of files to copy.</param>
    /// <param name="clear_devices">Whether nodes lose their devices.</param>
    /// <param name="main_op">An operation to run when the model is loaded.</param>
    /// <param name="strip_default_attrs">Whether attributes that have their default are left out.</param>
    /// <param name="saver">What restores the variables; a sharded saver of all if null.</param>
    /// <exception cref="AssertionError">The variables were not saved yet, or a signature is incomplete.</exception>
    /// <exception cref="KeyError">The name of a signature is reserved.</exception>
    /// <exception cref="ValueError">The graph has an operation to run at loading already.</exception>
    public void add_meta_graph(IEnumerable<string> tags, IReadOnlyDictionary<string, SignatureDef>? signature_def_map = null, IEnumerable<Tensor>? assets_collection = null,
        bool clear_devices = false, Operation? main_op = null, bool strip_default_attrs = false, Saver? saver = null)
    {
        if (!_hasVariables)
            throw new AssertionError("Graph state including variables and assets has not been saved yet. Please invoke `add_meta_graph_and_variables()` first.");
        Add(Prepare(signature_def_map, assets_collection, main_op, saver), tags, signature_def_map, clear_devices, strip_default_attrs);
    }

    /// <summary>Adds a graph that has no variables.</summary>
    internal void AddWithoutVariables(GraphDef graph, IEnumerable<string> tags, IReadOnlyDictionary<string, SignatureDef> signatures)
    {
        SignatureDefs.Check(signatures);
        Add(MetaGraphs.Export(new Graph(), new MetaGraphOptions { GraphDef = graph }), tags, signatures);
    }

    /// <summary>Writes the graphs, in one step.</summary>
    /// <param name="as_text">Whether to write text.</param>
    /// <returns>The file's path.</returns>
    public string save(bool as_text = false) => SavedModelFile.Write(_model, _folder, as_text);

    // In Python's order: signatures checked, assets and operations into collections, then the saver's nodes.
    private Saver Prepare(IReadOnlyDictionary<string, SignatureDef>? signatures, IEnumerable<Tensor>? assets, Operation? mainOp, Saver? saver)
    {
        SignatureDefs.Check(signatures ?? new Dictionary<string, SignatureDef>());
        var graph = Graph.Default;
        CopyAssets(graph, assets ?? []);
        if (mainOp is not null)
        {
            foreach (var key in new[] { SavedModelFile.MainOpKey, SavedModelFile.LegacyInitOpKey })
                if (graph.Collection(key).Count > 0) throw new ValueError($"Graph already contains one or more main ops under the collection {key}.");
            graph.AddToCollection(SavedModelFile.MainOpKey, mainOp);
        }
        return saver ?? new Saver(Saver.AllSaveable(graph), new SaverOptions { Sharded = true, AllowEmpty = true });
    }

    private void Add(Saver saver, IEnumerable<string> tags, IReadOnlyDictionary<string, SignatureDef>? signatures, bool clearDevices, bool stripDefaultAttrs) =>
        Add(saver.ExportMetaGraph(options: new MetaGraphOptions { ClearDevices = clearDevices, StripDefaultAttrs = stripDefaultAttrs }), tags, signatures);

    private void Add(MetaGraphDef meta, IEnumerable<string> tags, IReadOnlyDictionary<string, SignatureDef>? signatures)
    {
        meta.MetaInfoDef.Tags.Add(tags);
        foreach (var (key, signature) in signatures ?? new Dictionary<string, SignatureDef>()) meta.SignatureDef[key] = signature.Clone();
        _model.MetaGraphs.Add(meta);
    }

    // Files keep their names; one that has the name but not the content of another gets a number.
    private void CopyAssets(Graph graph, IEnumerable<Tensor> assets)
    {
        var sources = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var asset in assets)
        {
            var source = PathOf(asset);
            if (source.Length == 0) throw new ValueError($"Invalid asset filepath tensor {asset}");
            var name = Path.GetFileName(source);
            if (sources.TryGetValue(name, out var other) && other != source && !SameContent(source, other))
                for (var i = 1; sources.ContainsKey(name); i++) name = $"{Path.GetFileName(source)}_{i}";
            sources[name] = source;
            graph.AddToCollection(SavedModelFile.AssetsKey, Any.Pack(new AssetFileDef { Filename = name, TensorInfo = new TensorInfo { Name = asset.Name } }));
        }
        if (sources.Count == 0) return;
        var folder = SavedModelFile.AssetsFolder(_folder);
        foreach (var (name, source) in sources)
        {
            var target = Path.Combine(folder, name);
            BundleFiles.Guard(source, () =>
            {
                Directory.CreateDirectory(folder);
                if (!File.Exists(target)) File.Copy(source, target);
            });
        }
    }

    private static bool SameContent(string a, string b) => File.ReadAllBytes(a).AsSpan().SequenceEqual(File.ReadAllBytes(b));

    private static string PathOf(Tensor asset)
    {
        if (asset.Op.Type != "Const") throw new TypeError("Asset path tensor must be of type constant.");
        if (asset.DType != DType.String) throw new TypeError("Asset path tensor must be of dtype string.");
        var value = ConstantEvaluation.Evaluate(asset);
        return value is { Length: 1 } ? BundleIO.Strings(value)[0] : throw new TypeError("Asset path tensor must be a scalar.");
    }
}

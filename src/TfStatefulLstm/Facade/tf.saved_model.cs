using TfStatefulLstm.Checkpoints.SavedModels;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Facade;

public sealed partial class tensorflow
{
    /// <summary>SavedModels (<c>tf.saved_model</c>).</summary>
    public tensorflow_saved_model saved_model { get; } = new();
}

/// <summary>SavedModels: graphs with signatures, variables and files (<c>tf.saved_model</c>).</summary>
public sealed class tensorflow_saved_model
{
    internal tensorflow_saved_model() { }

    /// <summary>Loading (<c>tf.saved_model.loader</c>).</summary>
    public SavedModelLoaderFunctions loader { get; } = new();

    /// <summary>Writing (<c>tf.saved_model.builder</c>).</summary>
    public SavedModelBuilderFunctions builder { get; } = new();

    /// <summary>Signatures (<c>tf.saved_model.signature_def_utils</c>).</summary>
    public SignatureDefFunctions signature_def_utils { get; } = new();

    /// <summary>Entries of signatures (<c>tf.saved_model.utils</c>).</summary>
    public TensorInfoFunctions utils { get; } = new();

    /// <summary>Tags (<c>tf.saved_model.tag_constants</c>).</summary>
    public TagConstants tag_constants { get; } = new();

    /// <summary>Names in signatures (<c>tf.saved_model.signature_constants</c>).</summary>
    public SignatureConstants signature_constants => SignatureConstants.Names;

    /// <inheritdoc cref="SavedModelBuilderFunctions.SavedModelBuilder"/>
    public SavedModelBuilder Builder(string export_dir) => new(export_dir);

    /// <inheritdoc cref="SavedModelLoaderFunctions.load"/>
    public MetaGraphDef load(ISession sess, IEnumerable<string> tags, string export_dir, string? import_scope = null, bool clear_devices = false) =>
        SavedModelLoader.Load(sess, tags, export_dir, import_scope, clear_devices);

    /// <summary>Whether a folder holds a SavedModel.</summary>
    /// <param name="export_dir">The folder.</param>
    public bool contains_saved_model(string export_dir) => SavedModelFile.Exists(export_dir);

    /// <summary>Writes the default graph to be served, with one signature.</summary>
    /// <param name="session">The session that holds the variables.</param>
    /// <param name="export_dir">The folder, which must be empty or not there.</param>
    /// <param name="inputs">The tensors to feed, by the names that clients use.</param>
    /// <param name="outputs">The tensors to fetch, by the names that clients use.</param>
    /// <param name="legacy_init_op">An operation to run when the model is loaded.</param>
    /// <exception cref="AssertionError">The folder has something in it.</exception>
    /// <exception cref="ValueError">There are no inputs, or no outputs.</exception>
    public void simple_save(ISession session, string export_dir, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyDictionary<string, Tensor> outputs, Operation? legacy_init_op = null)
    {
        var signatures = new Dictionary<string, SignatureDef> { [signature_constants.DEFAULT_SERVING_SIGNATURE_DEF_KEY] = SignatureDefs.Predict(inputs, outputs) };
        var assets = Graph.Default.Collection(GraphKeys.Names.ASSET_FILEPATHS).Cast<Tensor>();
        var model = new SavedModelBuilder(export_dir);
        model.add_meta_graph_and_variables(session, [tag_constants.SERVING], signatures, assets, clear_devices: true, main_op: legacy_init_op);
        model.save();
    }
}

/// <summary>Loading (<c>tf.saved_model.loader</c>).</summary>
public sealed class SavedModelLoaderFunctions
{
    internal SavedModelLoaderFunctions() { }

    /// <inheritdoc cref="SavedModelLoader.Load"/>
    /// <param name="sess">The session.</param>
    /// <param name="tags">The tags of the graph, all of them.</param>
    /// <param name="export_dir">The SavedModel's folder.</param>
    /// <param name="import_scope">The name scope to import into.</param>
    /// <param name="clear_devices">Whether nodes lose their devices.</param>
    public MetaGraphDef load(ISession sess, IEnumerable<string> tags, string export_dir, string? import_scope = null, bool clear_devices = false) =>
        SavedModelLoader.Load(sess, tags, export_dir, import_scope, clear_devices);

    /// <summary>Whether a folder holds a SavedModel.</summary>
    /// <param name="export_dir">The folder.</param>
    public bool maybe_saved_model_directory(string export_dir) => SavedModelFile.Exists(export_dir);
}

/// <summary>Writing (<c>tf.saved_model.builder</c>).</summary>
public sealed class SavedModelBuilderFunctions
{
    internal SavedModelBuilderFunctions() { }

    /// <summary>Begins a SavedModel.</summary>
    /// <param name="export_dir">Its folder, which is made if need be.</param>
    /// <exception cref="AssertionError">The folder has something in it.</exception>
    public SavedModelBuilder SavedModelBuilder(string export_dir) => new(export_dir);
}

/// <summary>Signatures (<c>tf.saved_model.signature_def_utils</c>).</summary>
public sealed class SignatureDefFunctions
{
    internal SignatureDefFunctions() { }

    /// <inheritdoc cref="SignatureDefs.Build"/>
    /// <param name="inputs">The inputs.</param>
    /// <param name="outputs">The outputs.</param>
    /// <param name="method_name">What a server does with it.</param>
    public SignatureDef build_signature_def(IReadOnlyDictionary<string, TensorInfo>? inputs = null, IReadOnlyDictionary<string, TensorInfo>? outputs = null, string? method_name = null) =>
        SignatureDefs.Build(inputs, outputs, method_name);

    /// <inheritdoc cref="SignatureDefs.Predict"/>
    public SignatureDef predict_signature_def(IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyDictionary<string, Tensor> outputs) => SignatureDefs.Predict(inputs, outputs);

    /// <inheritdoc cref="SignatureDefs.Regression"/>
    public SignatureDef regression_signature_def(Tensor examples, Tensor predictions) => SignatureDefs.Regression(examples, predictions);

    /// <inheritdoc cref="SignatureDefs.Classification"/>
    public SignatureDef classification_signature_def(Tensor examples, Tensor? classes, Tensor? scores) => SignatureDefs.Classification(examples, classes, scores);

    /// <inheritdoc cref="SignatureDefs.IsValid"/>
    /// <param name="signature_def">The signature.</param>
    public bool is_valid_signature(SignatureDef? signature_def) => SignatureDefs.IsValid(signature_def);
}

/// <summary>Entries of signatures (<c>tf.saved_model.utils</c>).</summary>
public sealed class TensorInfoFunctions
{
    internal TensorInfoFunctions() { }

    /// <inheritdoc cref="SignatureDefs.TensorInfo"/>
    public TensorInfo build_tensor_info(Tensor tensor) => SignatureDefs.TensorInfo(tensor);

    /// <inheritdoc cref="SignatureDefs.TensorOf"/>
    /// <param name="tensor_info">The entry of the signature.</param>
    /// <param name="graph">The graph to look in; the default graph if null.</param>
    /// <param name="import_scope">The name scope that the graph was imported into.</param>
    public Tensor get_tensor_from_tensor_info(TensorInfo tensor_info, Graph? graph = null, string? import_scope = null) =>
        SignatureDefs.TensorOf(tensor_info, graph ?? Graph.Default, import_scope);
}

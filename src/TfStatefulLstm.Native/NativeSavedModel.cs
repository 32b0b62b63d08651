using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm.Native;

/// <summary>A SavedModel that TensorFlow's own loader has loaded (<c>TF_LoadSessionFromSavedModel</c>), run by the names of its signatures. Nothing of it is built in C#:
/// it is what a server in C++ makes of the folder. <c>tf.saved_model.loader.load</c> on a session of the target <c>native</c> is the other way, which has a graph to go on with.</summary>
public sealed class NativeSavedModel : IDisposable
{
    private NativeSavedModel(NativeEngine engine, MetaGraphDef meta) => (Engine, MetaGraph) = (engine, meta);

    /// <summary>The engine, for what no signature names.</summary>
    public NativeEngine Engine { get; }

    /// <summary>The MetaGraph, its graph included.</summary>
    public MetaGraphDef MetaGraph { get; }

    /// <summary>The names of its signatures.</summary>
    public IReadOnlyList<string> Signatures => [.. MetaGraph.SignatureDef.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Loads a model, restores its variables and runs its operation for loading.</summary>
    /// <param name="exportDir">The folder.</param>
    /// <param name="tags">The tags of the MetaGraph, all of them; <c>serve</c> if null.</param>
    /// <param name="options">Threads, devices, the guard of states.</param>
    /// <param name="library">The library's file or folder; null to search (<see cref="LibrarySearch"/>).</param>
    /// <exception cref="NotFoundError">The library, the model or the tags were not found.</exception>
    /// <exception cref="OpError">The model cannot be loaded.</exception>
    public static NativeSavedModel Load(string exportDir, IEnumerable<string>? tags = null, EngineOptions? options = null, string? library = null)
    {
        ArgumentNullException.ThrowIfNull(exportDir);
        var (engine, meta) = NativeEngine.Load(exportDir, [.. tags ?? ["serve"]], options ?? new EngineOptions(), library);
        return new NativeSavedModel(engine, meta);
    }

    /// <summary>Runs a signature.</summary>
    /// <param name="signature">Its name.</param>
    /// <param name="inputs">A value for each of its inputs, by the signature's names; those of tensors that have a value without may be left out.</param>
    /// <returns>Its outputs, by the signature's names.</returns>
    /// <exception cref="KeyError">The model has no such signature, or the signature no such input.</exception>
    /// <exception cref="OpError">The run failed.</exception>
    public IReadOnlyDictionary<string, NDArray> Run(string signature, IReadOnlyDictionary<string, NDArray> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (!MetaGraph.SignatureDef.TryGetValue(signature, out var found)) throw new KeyError($"'{signature}' is no signature of the model; it has {string.Join(", ", Signatures)}");
        var feeds = inputs.ToDictionary(i => found.Inputs.TryGetValue(i.Key, out var info) ? info.Name
            : throw new KeyError($"'{i.Key}' is no input of the signature '{signature}'; it has {string.Join(", ", found.Inputs.Keys.Order(StringComparer.Ordinal))}"), i => i.Value);
        string[] keys = [.. found.Outputs.Keys];
        var values = Engine.Run(feeds, [.. keys.Select(k => found.Outputs[k].Name)], []);
        return keys.Zip(values).ToDictionary(p => p.First, p => p.Second);
    }

    /// <summary>Ends the session and frees the model.</summary>
    public void Dispose() => Engine.Dispose();
}

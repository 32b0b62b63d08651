using System.Buffers.Binary;
using Google.Protobuf;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Checkpoints.Formats;
using TfStatefulLstm.Checkpoints.SavedModels;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Cli;

/// <summary>What a path on the command line means: a graph, a SavedModel, or a checkpoint or other file of tensors, told by its content.</summary>
internal abstract class Source : IDisposable
{
    private const ulong TableMagic = 0xdb4775248b80fb57;

    /// <summary>Opens a path.</summary>
    /// <exception cref="CliError">It is neither a graph nor a checkpoint.</exception>
    public static Source Open(string path)
    {
        if (Directory.Exists(path) && SavedModelFile.Exists(path)) return new SavedModelSource(SavedModelFile.Read(path), path);
        if (!File.Exists(path) || TensorFiles.KindOf(path) is not TensorFileKind.V2 || IsTable(path)) return OpenCheckpoint(path);
        if (ReadGraph(path) is { } graph) return graph;
        if (IsDataFile(path)) return OpenCheckpoint(path);
        throw new CliError($"{path} is neither a checkpoint nor a graph: give a checkpoint's prefix or folder, a SavedModel's folder, a .npz or .safetensors file, a GraphDef (.pb) or a MetaGraph (.meta).");
    }

    /// <summary>Opens the checkpoint that a path means.</summary>
    /// <exception cref="CliError">It means none, or a damaged one.</exception>
    public static CheckpointSource OpenCheckpoint(string path)
    {
        try
        {
            return new CheckpointSource(new CheckpointReader(path));
        }
        catch (NotFoundError e)
        {
            throw new CliError($"There is no checkpoint at {path}: give its prefix (as in model.ckpt-3000), its .index file or the folder that holds it.", e);
        }
        catch (UnimplementedError e)
        {
            throw new CliError($"{TfState.Sentence(e.Message)}: save it again in the V2 format.", e);
        }
        catch (DataLossError e)
        {
            throw new CliError($"The checkpoint {path} is damaged ({TfState.Sentence(e.Message)}): take another copy of it.", e);
        }
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    // An index file ends in the magic number of LevelDB's tables, a V1 checkpoint too.
    private static bool IsTable(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length < sizeof(ulong)) return false;
        file.Seek(-sizeof(ulong), SeekOrigin.End);
        Span<byte> tail = stackalloc byte[sizeof(ulong)];
        file.ReadExactly(tail);
        return BinaryPrimitives.ReadUInt64LittleEndian(tail) == TableMagic;
    }

    private static bool IsDataFile(string path) => Path.GetFileName(path).Contains(".data-", StringComparison.Ordinal);

    // The wire forms of the two messages overlap; nodes that all have a name and an op tell which one it is.
    private static GraphSource? ReadGraph(string path)
    {
        if (IsDataFile(path)) return null;
        var bytes = File.ReadAllBytes(path);
        if (TryParse(MetaGraphDef.Parser, bytes) is { GraphDef: { } inner } meta && HasNodes(inner)) return new GraphSource(inner, meta);
        if (TryParse(GraphDef.Parser, bytes) is { } graph && HasNodes(graph)) return new GraphSource(graph, null);
        // Text comes last: binary is seldom a text by chance.
        var text = System.Text.Encoding.UTF8.GetString(bytes);
        if (TryParseText<MetaGraphDef>(text) is { GraphDef: { } textInner } textMeta && HasNodes(textInner)) return new GraphSource(textInner, textMeta);
        return TryParseText<GraphDef>(text) is { } textGraph && HasNodes(textGraph) ? new GraphSource(textGraph, null) : null;
    }

    private static T? TryParseText<T>(string text) where T : class, IMessage<T>, new()
    {
        try { return TextFormat.Parse<T>(text); }
        catch (InvalidArgumentError) { return null; }
    }

    private static bool HasNodes(GraphDef graph) => graph.Node.Count > 0 && graph.Node.All(n => n.Name.Length > 0 && n.Op.Length > 0);

    private static T? TryParse<T>(MessageParser<T> parser, byte[] bytes) where T : class, IMessage<T>
    {
        try { return Messages.Parse(parser, bytes); }
        catch (InvalidArgumentError) { return null; }
    }
}

/// <summary>A graph, and the MetaGraph it came in, if it did.</summary>
internal sealed class GraphSource(GraphDef graph, MetaGraphDef? meta) : Source
{
    public GraphDef Graph => graph;

    public MetaGraphDef? Meta => meta;

    public override void Dispose() { }
}

/// <summary>A checkpoint.</summary>
internal sealed class CheckpointSource(CheckpointReader reader) : Source
{
    public CheckpointReader Reader => reader;

    public override void Dispose() => reader.Dispose();
}

/// <summary>A SavedModel.</summary>
internal sealed class SavedModelSource(SavedModel model, string folder) : Source
{
    private CheckpointReader? _variables;

    public SavedModel Model => model;

    public string Folder => folder;

    /// <summary>The values of its variables; null of a model without.</summary>
    public CheckpointReader? Variables => _variables ??= CheckpointManagement.CheckpointExists(SavedModelFile.VariablesPrefix(folder)) ? new CheckpointReader(folder) : null;

    public override void Dispose() => _variables?.Dispose();
}

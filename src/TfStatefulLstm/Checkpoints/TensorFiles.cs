using TfStatefulLstm.Checkpoints.Formats;
using TfStatefulLstm.Checkpoints.SavedModels;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Checkpoints;

/// <summary>The kinds of files that hold tensors by name.</summary>
public enum TensorFileKind
{
    /// <summary>A checkpoint of an index and data files.</summary>
    V2,

    /// <summary>A checkpoint of one table a shard: the format before TensorFlow 1.0.</summary>
    V1,

    /// <summary>numpy's archive.</summary>
    Npz,

    /// <summary>safetensors.</summary>
    Safetensors,
}

/// <summary>Files that hold tensors by name, told apart by what they are.</summary>
public static class TensorFiles
{
    /// <summary>What a file is, or what is to be written to a path: by its ending, a checkpoint of the V2 format where that says nothing.</summary>
    public static TensorFileKind KindOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".npz" => TensorFileKind.Npz,
        ".safetensors" => TensorFileKind.Safetensors,
        _ => TensorFileKind.V2,
    };

    /// <summary>Writes tensors, in one step.</summary>
    /// <param name="path">The file, or the prefix of a checkpoint.</param>
    /// <param name="kind">What to write.</param>
    /// <param name="tensors">Names, and what gives the values: each is asked once, so that a checkpoint or an archive may be larger than memory.</param>
    /// <exception cref="InvalidArgumentError">A name comes twice, or a type has no form there.</exception>
    /// <exception cref="UnimplementedError">A type has no form in the V1 format.</exception>
    /// <exception cref="OpError">A tensor cannot be read, or the file not be written; what was there before stays.</exception>
    public static void Write(string path, TensorFileKind kind, IReadOnlyList<KeyValuePair<string, Func<NDArray>>> tensors)
    {
        if (tensors.GroupBy(t => t.Key).FirstOrDefault(g => g.Count() > 1) is { } twice) throw new InvalidArgumentError($"Two tensors would be named {twice.Key}");
        switch (kind)
        {
            case TensorFileKind.Npz:
                AtomicFile.Write(path, file => NpzFile.Write(file, tensors.Select(t => KeyValuePair.Create(t.Key, t.Value()))));
                break;
            case TensorFileKind.Safetensors:
                SafetensorsFile.Write(path, [.. tensors.Select(t => KeyValuePair.Create(t.Key, t.Value()))]);
                break;
            case TensorFileKind.V1:
                BundleIO.SaveTable(path, [.. tensors.Select(t => t.Key)], [.. tensors.Select(_ => "")], [.. tensors.Select(t => t.Value())]);
                break;
            default:
                using (var writer = new BundleWriter(Prefix(path)))
                {
                    foreach (var (name, value) in tensors) writer.Add(name, value());
                    writer.Finish();
                }
                break;
        }
    }

    /// <summary>Opens what a path means: an archive, a SavedModel's variables, or a checkpoint by its prefix, one of its files or its folder.</summary>
    internal static (CheckpointSource Source, string Path, TensorFileKind Kind) Open(string path)
    {
        if (File.Exists(path) && KindOf(path) is TensorFileKind.Npz or TensorFileKind.Safetensors) return (ArraySource.Open(path, KindOf(path)), path, KindOf(path));
        var prefix = CheckpointManagement.Resolve(Directory.Exists(path) && SavedModelFile.Exists(path) ? SavedModelFile.VariablesPrefix(path) : path);
        return (CheckpointSource.Open(prefix), prefix, BundleFiles.Exists(prefix) ? TensorFileKind.V2 : TensorFileKind.V1);
    }

    private static string Prefix(string path) => path.EndsWith(".index", StringComparison.Ordinal) ? path[..^".index".Length] : path;
}

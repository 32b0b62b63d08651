using Microsoft.Win32.SafeHandles;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Checkpoints.Formats;

/// <summary>An archive of whole arrays, read as a checkpoint is.</summary>
internal sealed class ArraySource : CheckpointSource
{
    private readonly SortedDictionary<string, (StoredTensor Tensor, Func<NDArray> Read)> _arrays = new(StringComparer.Ordinal);
    private readonly SafeFileHandle? _file;

    private ArraySource(string path, TensorFileKind kind)
    {
        if (kind == TensorFileKind.Safetensors)
        {
            var file = _file = BundleFiles.Open(path);
            foreach (var entry in SafetensorsFile.ReadHeader(file, path))
                _arrays[entry.Name] = (new StoredTensor(entry.Name, entry.DType, entry.Dims, []), () => SafetensorsFile.ReadArray(file, entry, path));
        }
        else
        {
            foreach (var (name, array) in NpzFile.Read(path)) _arrays[name] = (new StoredTensor(name, array.DType, array.Dims.ToArray(), []), () => array);
        }
    }

    /// <summary>Opens an archive.</summary>
    /// <exception cref="DataLossError">It is cut short or malformed.</exception>
    public static ArraySource Open(string path, TensorFileKind kind) => new(path, kind);

    public override IEnumerable<string> Names => _arrays.Keys;

    public override int Shards => 1;

    public override bool Contains(string name) => _arrays.ContainsKey(name);

    public override StoredTensor Describe(string name) => _arrays.TryGetValue(name, out var array) ? array.Tensor : throw Missing(name);

    public override (int Shard, long Offset) Position(string name) => (0, 0);

    public override NDArray Read(string name, TensorSlice slice)
    {
        var tensor = Describe(name);
        slice.DimsIn(tensor.Dims);
        return SliceAssembler.Cut(_arrays[name].Read(), tensor.Dims, slice);
    }

    public override void Dispose() => _file?.Dispose();
}

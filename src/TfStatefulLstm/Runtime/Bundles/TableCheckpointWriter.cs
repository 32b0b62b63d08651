using Google.Protobuf;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Runtime.Bundles;

/// <summary>Writes a V1 checkpoint, byte for byte as TensorFlow 1.15 writes it: one table whose first entry says what there is, and one entry for each slice of each
/// tensor. Nothing takes effect before <see cref="Finish"/>, which puts the whole file in its place in one step.</summary>
internal sealed class TableCheckpointWriter(string path)
{
    // The version of the format (TF_CHECKPOINT_VERSION).
    private const int Version = 1;

    // One entry is one message, and a message has at most so many bytes.
    private const long MaxEntryBytes = int.MaxValue;
    private const long MaxBytesOfNames = 1 << 10;

    private readonly SavedTensorSliceMeta _meta = new() { Versions = new VersionDef { Producer = Version } };
    private readonly Dictionary<string, SavedSliceMeta> _byName = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, (byte[] Key, string Name, TensorSlice Slice, NDArray Tensor)> _entries = new(StringComparer.Ordinal);

    /// <summary>Adds a tensor or a slice of one; the values are read when the file is written.</summary>
    /// <param name="name">The name of the whole tensor.</param>
    /// <param name="fullDims">Its shape.</param>
    /// <param name="slice">Which part this is.</param>
    /// <param name="tensor">The part.</param>
    /// <exception cref="UnimplementedError">The format has no form for the type.</exception>
    /// <exception cref="InternalError">Type or shape differ from those of an earlier slice.</exception>
    /// <exception cref="InvalidArgumentError">The part is too large for one entry.</exception>
    public void Add(string name, long[] fullDims, TensorSlice slice, NDArray tensor)
    {
        if (!IsSaved(tensor.DType)) throw new UnimplementedError($"Saving data type {tensor.DType.RegistrationName()} not yet supported");
        var (type, shape) = ((DataType)(int)tensor.DType, new Shape(fullDims).ToProto());
        if (!_byName.TryGetValue(name, out var meta))
        {
            _meta.Tensor.Add(_byName[name] = meta = new SavedSliceMeta { Name = name, Shape = shape, Type = type });
        }
        else if (!meta.Shape.Equals(shape))
        {
            throw new InternalError($"Mismatching shapes: existing tensor = {Shape.FromProto(meta.Shape).ToDebugString()}, trying to add name {name}, shape = {Shape.DebugString(fullDims)}");
        }
        else if (meta.Type != type)
        {
            throw new InternalError($"Mismatching types: existing type = {((DType)(int)meta.Type).RegistrationName()}, trying to add name {name}, type = {tensor.DType.RegistrationName()}");
        }
        var bound = tensor.DType == DType.String ? StringBytes(tensor) : (long)tensor.Length * MaxElementBytes(tensor.DType);
        if (bound + MaxBytesOfNames > MaxEntryBytes) throw new InvalidArgumentError($"Tensor slice is too large to serialize (conservative estimate: {bound} bytes)");
        meta.Slice.Add(slice.ToProto());
        var key = slice.Key(name);
        _entries[BundleIndex.KeyOf(key)] = (key, name, slice, tensor);
    }

    /// <summary>Writes the file beside its place, down to the disk, and then puts it there.</summary>
    /// <exception cref="OpError">The file cannot be written.</exception>
    public void Finish()
    {
        BundleFiles.MakeFolder(path);
        AtomicFile.Write(path, Write);
    }

    private void Write(Stream file)
    {
        var table = new TableWriter(file);
        table.Add([], new SavedTensorSlices { Meta = _meta }.ToByteArray());
        foreach (var (key, name, slice, tensor) in _entries.Values)
            table.Add(key, new SavedTensorSlices { Data = new SavedSlice { Name = name, Slice = slice.ToProto(), Data = TensorProtos.Elements(tensor) } }.ToByteArray());
        table.Finish();
    }

    private static bool IsSaved(DType type) => type is DType.Float16 or DType.Float32 or DType.Float64 or DType.Int8 or DType.Int16 or DType.Int32 or DType.Int64
        or DType.UInt8 or DType.UInt16 or DType.Bool or DType.Complex64 or DType.Complex128 or DType.String or DType.QInt8 or DType.QUInt8 or DType.QInt32;

    // A negative integer takes ten bytes whatever its type.
    private static int MaxElementBytes(DType type) => type switch
    {
        DType.Float32 or DType.Float64 or DType.Complex64 or DType.Complex128 => type.Size(),
        DType.Bool => 1,
        DType.UInt8 or DType.QUInt8 => 2,
        DType.UInt16 or DType.Float16 => 3,
        _ => Varint.MaxLength,
    };

    private static long StringBytes(NDArray tensor)
    {
        var sum = 0L;
        foreach (var s in tensor.AsSpan<byte[]>()) sum += s.Length + Varint.MaxLength;
        return sum;
    }
}

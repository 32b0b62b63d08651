using System.Buffers.Binary;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Checkpoints.Formats;

/// <summary>Named arrays in the safetensors format: a length, a JSON header that says what lies where, and the bytes. No length in it is trusted.</summary>
public static class SafetensorsFile
{
    // The most that other readers take for a header.
    private const int MaxHeader = 100_000_000;

    // As TensorFlow's shapes have it.
    private const int MaxRank = 254;

    private static readonly Dictionary<string, DType> Types = new(StringComparer.Ordinal)
    {
        ["F64"] = DType.Float64, ["F32"] = DType.Float32, ["F16"] = DType.Float16, ["BF16"] = DType.BFloat16,
        ["I64"] = DType.Int64, ["I32"] = DType.Int32, ["I16"] = DType.Int16, ["I8"] = DType.Int8,
        ["U64"] = DType.UInt64, ["U32"] = DType.UInt32, ["U16"] = DType.UInt16, ["U8"] = DType.UInt8, ["BOOL"] = DType.Bool,
    };

    /// <summary>Reads every array, in the order of the names.</summary>
    /// <exception cref="NotFoundError">There is no such file.</exception>
    /// <exception cref="DataLossError">The file is cut short or malformed.</exception>
    public static OrderedDictionary<string, NDArray> Read(string path)
    {
        using var file = BundleFiles.Open(path);
        var arrays = new OrderedDictionary<string, NDArray>();
        foreach (var entry in ReadHeader(file, path)) arrays[entry.Name] = ReadArray(file, entry, path);
        return arrays;
    }

    /// <summary>Writes the arrays, in one step.</summary>
    /// <param name="path">The file, which is replaced.</param>
    /// <param name="arrays">Names and arrays.</param>
    /// <exception cref="InvalidArgumentError">The elements of an array have no form in safetensors: strings and complex numbers.</exception>
    public static void Write(string path, IReadOnlyList<KeyValuePair<string, NDArray>> arrays)
    {
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            json.WriteStartObject();
            var at = 0L;
            foreach (var (name, array) in arrays)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", Types.FirstOrDefault(t => t.Value == array.DType).Key
                    ?? throw new InvalidArgumentError($"{name} is of type {array.DType.Name()}, which safetensors has not"));
                json.WriteStartArray("shape");
                foreach (var dim in array.Dims) json.WriteNumberValue(dim);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += array.ByteLength);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        // The bytes begin at a multiple of eight.
        while (header.Length % 8 != 0) header.WriteByte((byte)' ');
        AtomicFile.Write(path, file =>
        {
            Span<byte> length = stackalloc byte[sizeof(ulong)];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            file.Write(length);
            header.WriteTo(file);
            foreach (var (_, array) in arrays)
                for (long at = 0; at < array.ByteLength; at += TensorBytes.ChunkLength) file.Write(TensorBytes.Chunk(array, at));
        });
    }

    /// <summary>One array as the header describes it.</summary>
    internal sealed record Entry(string Name, DType DType, long[] Dims, long Offset);

    /// <summary>What the file says that it holds, in the order of the names; every array lies inside the file.</summary>
    internal static List<Entry> ReadHeader(SafeFileHandle file, string path)
    {
        var length = RandomAccess.GetLength(file);
        var prefix = new byte[sizeof(ulong)];
        if (length < prefix.Length) throw Bad(path, $"it has {length} bytes");
        ReadFully(file, prefix, 0, path);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (size > MaxHeader || size > (ulong)(length - prefix.Length)) throw Bad(path, $"its header claims {size} bytes, the file has {length}");
        var header = new byte[size];
        ReadFully(file, header, prefix.Length, path);
        try
        {
            using var json = JsonDocument.Parse(header);
            var data = prefix.Length + (long)size;
            return [.. json.RootElement.EnumerateObject().Where(p => p.Name != "__metadata__").Select(p => Parse(p, data, length, path)).OrderBy(e => e.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new DataLossError($"{path} cannot be read: its header is malformed: {e.Message}", inner: e);
        }
    }

    internal static NDArray ReadArray(SafeFileHandle file, Entry entry, string path)
    {
        var array = new NDArray(entry.DType, entry.Dims);
        for (long at = 0; at < array.ByteLength; at += TensorBytes.ChunkLength)
        {
            var chunk = TensorBytes.Chunk(array, at);
            ReadFully(file, chunk, entry.Offset + at, path);
            // A .NET bool is 0 or 1; any other byte would be neither true nor false.
            if (array.DType == DType.Bool) foreach (ref var b in chunk) b = b != 0 ? (byte)1 : (byte)0;
        }
        return array;
    }

    private static Entry Parse(JsonProperty property, long data, long length, string path)
    {
        var type = property.Value.GetProperty("dtype").GetString() ?? "";
        if (!Types.TryGetValue(type, out var dtype)) throw Bad(path, $"{property.Name} is of type {type}, which is no tensor's here");
        var dims = property.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64()).ToArray();
        var offsets = property.Value.GetProperty("data_offsets").EnumerateArray().Select(d => d.GetInt64()).ToArray();
        if (dims.Any(d => d < 0) || dims.Length > MaxRank || offsets.Length != 2) throw Bad(path, $"{property.Name} has the shape [{string.Join(", ", dims)}] and the place [{string.Join(", ", offsets)}]");
        var bytes = dims.Aggregate(UInt128.One, (n, d) => n > ulong.MaxValue ? n : n * (ulong)d) * (UInt128)dtype.Size();
        if (offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > length - data || bytes != (UInt128)(offsets[1] - offsets[0]))
            throw Bad(path, $"{property.Name} has {bytes} bytes by its shape, and lies at {offsets[0]} to {offsets[1]} of {length - data}");
        return new Entry(property.Name, dtype, dims, data + offsets[0]);
    }

    private static void ReadFully(SafeFileHandle file, Span<byte> target, long offset, string path)
    {
        while (!target.IsEmpty)
        {
            var n = RandomAccess.Read(file, target, offset);
            if (n == 0) throw Bad(path, $"it ends at offset {offset}");
            target = target[n..];
            offset += n;
        }
    }

    private static DataLossError Bad(string path, string what) => new($"{path} cannot be read: {what}");
}

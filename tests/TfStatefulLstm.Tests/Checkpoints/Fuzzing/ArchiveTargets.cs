using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Checkpoints.Formats;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Bundles;
using TfStatefulLstm.Training.Summaries;

namespace TfStatefulLstm.Tests.Checkpoints.Fuzzing;

/// <summary>numpy's files: the archive, and the arrays in it.</summary>
internal sealed class NpzTarget : FuzzTarget
{
    private readonly byte[] _archive;
    private readonly List<(string Name, byte[] Bytes)> _arrays = [];

    public NpzTarget(string path) : base($"npz {Path.GetFileName(Path.GetDirectoryName(path))}")
    {
        _archive = File.ReadAllBytes(path);
        using var zip = ZipFile.OpenRead(path);
        foreach (var entry in zip.Entries)
        {
            using var content = entry.Open();
            var bytes = new MemoryStream();
            content.CopyTo(bytes);
            _arrays.Add((entry.FullName, bytes.ToArray()));
        }
    }

    /// <inheritdoc/>
    public override Mutant Make(Random random)
    {
        if (random.Next(3) == 0) return Archive(ByteMutations.Alter(_archive, random));
        var i = random.Next(_arrays.Count);
        var array = AlterArray(_arrays[i].Bytes, random);
        if (random.Next(2) == 0) return new Mutant(new Dictionary<string, byte[]> { ["a.npy"] = array }, folder => NpyFile.Read(Path.Combine(folder, "a.npy")));
        var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var content = zip.CreateEntry(_arrays[i].Name, random.Next(8) == 0 ? CompressionLevel.Fastest : CompressionLevel.NoCompression).Open();
            content.Write(array);
        }
        return Archive(file.ToArray());
    }

    private static Mutant Archive(byte[] bytes) => new(new Dictionary<string, byte[]> { ["a.npz"] = bytes }, folder => NpzFile.Read(Path.Combine(folder, "a.npz")));

    // The header is a text: it is altered as one, with its length as it was or made right.
    private static byte[] AlterArray(byte[] bytes, Random random)
    {
        if (random.Next(3) == 0) return ByteMutations.Alter(bytes, random);
        const int Start = 10;
        var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(8));
        var header = Encoding.Latin1.GetBytes(ByteMutations.Alter(Encoding.Latin1.GetString(bytes, Start, length), random));
        var start = bytes[..Start];
        if (random.Next(4) > 0) BinaryPrimitives.WriteUInt16LittleEndian(start.AsSpan(8), (ushort)header.Length);
        return [.. start, .. header, .. bytes[(Start + length)..]];
    }
}

/// <summary>A safetensors file, its header altered as the text that it is.</summary>
internal sealed class SafetensorsTarget : FuzzTarget
{
    private readonly byte[] _file;

    public SafetensorsTarget() : base("safetensors")
    {
        using var folder = new TempFolder();
        SafetensorsFile.Write(folder["a.safetensors"],
            [new("w", NDArray.Of(new float[,] { { 1, 2 }, { 3, 4 } })), new("b", NDArray.Of(new[] { true, false, true })), new("n", NDArray.Of(new long[] { 5 })), new("e", new NDArray(DType.Float16, 0, 3))]);
        _file = File.ReadAllBytes(folder["a.safetensors"]);
    }

    /// <inheritdoc/>
    public override Mutant Make(Random random)
    {
        var bytes = random.Next(3) == 0 ? ByteMutations.Alter(_file, random) : AlterHeader(random);
        return new Mutant(new Dictionary<string, byte[]> { ["a.safetensors"] = bytes }, folder =>
        {
            using var reader = new CheckpointReader(Path.Combine(folder, "a.safetensors"));
            foreach (var name in reader.Names) reader.GetTensor(name);
        });
    }

    private byte[] AlterHeader(Random random)
    {
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(_file);
        var header = Encoding.Latin1.GetBytes(ByteMutations.Alter(Encoding.Latin1.GetString(_file, sizeof(ulong), length), random));
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. _file[(sizeof(ulong) + length)..]];
    }
}

/// <summary>An event file: records altered, or events in records with right checksums.</summary>
internal sealed class EventsTarget : FuzzTarget
{
    private readonly byte[] _file;
    private readonly List<byte[]> _records;
    private readonly List<byte[]> _names;

    public EventsTarget() : base("events")
    {
        using var folder = new TempFolder();
        using (var writer = new RecordWriter(folder["events"]))
        {
            writer.Write(Google.Protobuf.MessageExtensions.ToByteArray(new Protos.Event { WallTime = 1, FileVersion = "brain.Event:2" }));
            for (var step = 0; step < 5; step++)
            {
                var summary = new Protos.Summary { Value = { new Protos.Summary.Types.Value { Tag = "loss", SimpleValue = step }, new Protos.Summary.Types.Value { Tag = "weights", Tensor = TensorProtos.ToProto(NDArray.Of(new[] { 1f, 2f })) } } };
                writer.Write(Google.Protobuf.MessageExtensions.ToByteArray(new Protos.Event { WallTime = step, Step = step, Summary = summary }));
            }
        }
        _file = File.ReadAllBytes(folder["events"]);
        _records = [.. RecordReader.Read(folder["events"])];
        _names = [.. _records.SelectMany(r => WireMutations.Names(r))];
    }

    /// <inheritdoc/>
    public override Mutant Make(Random random)
    {
        var bytes = random.Next(3) == 0 ? ByteMutations.Alter(_file, random) : AlterRecord(random);
        return new Mutant(new Dictionary<string, byte[]> { ["events"] = bytes }, folder =>
        {
            foreach (var _ in RecordReader.Events(Path.Combine(folder, "events"))) { }
        });
    }

    private byte[] AlterRecord(Random random)
    {
        var file = new MemoryStream();
        var altered = random.Next(_records.Count);
        for (var i = 0; i < _records.Count; i++)
        {
            var record = i == altered ? WireMutations.Alter(_records[i], random, _names) : _records[i];
            var length = BitConverter.GetBytes(i == altered && random.Next(8) == 0 ? ByteMutations.Edge(random) : record.Length);
            file.Write(length);
            file.Write(BitConverter.GetBytes(Crc32C.Mask(Crc32C.Compute(length))));
            file.Write(record);
            file.Write(BitConverter.GetBytes(Crc32C.Mask(Crc32C.Compute(record))));
        }
        return file.ToArray();
    }
}

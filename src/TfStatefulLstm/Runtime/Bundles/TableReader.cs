using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Bundles;

/// <summary>Reads a table of leveldb's format: the index of a V2 checkpoint, or a V1 checkpoint. No length in it is trusted.</summary>
internal sealed class TableReader : IDisposable
{
    // A writer gives every sixteenth key in full, so that all keys of a block together are not much more than sixteen times its bytes;
    // a block in which each key grows out of the one before would otherwise be worth the square of its length.
    private const long MaxKeyGrowth = 64;
    private const long MinKeyBudget = 1 << 16;

    // A block of many small entries is 256 KiB; a larger one has a large tensor, which nobody reads twice.
    private const int MaxKept = 1 << 20;

    private readonly SafeFileHandle _file;
    private readonly string _path;
    private readonly long _length;
    private readonly byte[] _index;

    // What was looked at last: whoever seeks many keys of one block reads it once. Replaced whole, so that threads may share a table.
    private (byte[] Key, ReadOnlyMemory<byte> Value)[]? _blocks;
    private Kept? _last;

    /// <summary>Opens a table and reads its index.</summary>
    /// <exception cref="NotFoundError">There is no such file.</exception>
    /// <exception cref="DataLossError">The file is no table, or is altered or cut short.</exception>
    public TableReader(string path)
    {
        _path = path;
        _file = BundleFiles.Open(path);
        try
        {
            _length = RandomAccess.GetLength(_file);
            if (_length < TableWriter.FooterLength) throw new DataLossError($"file is too short to be an sstable: {path} has {_length} bytes");
            var footer = new byte[TableWriter.FooterLength];
            var start = _length - footer.Length;
            ReadFully(footer, start);
            if (BinaryPrimitives.ReadUInt64LittleEndian(footer.AsSpan(TableWriter.FooterLength - 8)) != TableWriter.Magic)
                throw new DataLossError($"not an sstable (bad magic number): {path}");
            var at = 0;
            ReadBlock(ReadHandle(footer, ref at, start)); // the meta index: empty, but its checksum must hold too
            _index = ReadBlock(ReadHandle(footer, ref at, start));
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Every entry in order of the keys.</summary>
    public IEnumerable<(byte[] Key, ReadOnlyMemory<byte> Value)> Entries()
    {
        foreach (var (_, handle) in Block(_index, "the index"))
            foreach (var entry in Block(ReadBlock(Handle(handle)), $"a block at offset {Handle(handle).Offset}"))
                yield return entry;
    }

    /// <summary>The first entry whose key is not smaller, or null if all are.</summary>
    public (byte[] Key, ReadOnlyMemory<byte> Value)? Seek(ReadOnlyMemory<byte> key)
    {
        // The index has for every block a key that no key in the block exceeds.
        var blocks = _blocks ??= [.. Block(_index, "the index")];
        for (var i = LowerBound(blocks, key.Span); i < blocks.Length; i++)
        {
            var entries = EntriesAt(Handle(blocks[i].Value));
            var at = LowerBound(entries, key.Span);
            if (at < entries.Length) return entries[at];
        }
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private (byte[] Key, ReadOnlyMemory<byte> Value)[] EntriesAt((long Offset, int Size) handle)
    {
        if (_last is { } last && last.Offset == handle.Offset) return last.Entries;
        (byte[], ReadOnlyMemory<byte>)[] entries = [.. Block(ReadBlock(handle), $"a block at offset {handle.Offset}")];
        if (handle.Size <= MaxKept) _last = new Kept(handle.Offset, entries);
        return entries;
    }

    // The number of the first entry whose key is not smaller.
    private static int LowerBound((byte[] Key, ReadOnlyMemory<byte> Value)[] entries, ReadOnlySpan<byte> key)
    {
        var (low, high) = (0, entries.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (entries[middle].Key.AsSpan().SequenceCompareTo(key) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private sealed record Kept(long Offset, (byte[] Key, ReadOnlyMemory<byte> Value)[] Entries);

    private (long Offset, int Size) Handle(ReadOnlyMemory<byte> value)
    {
        var at = 0;
        return ReadHandle(value.Span, ref at, _length - TableWriter.FooterLength);
    }

    // A handle may name only bytes before the footer.
    private (long Offset, int Size) ReadHandle(ReadOnlySpan<byte> source, ref int at, long limit)
    {
        if (!Varint.TryRead(source, ref at, out var offset) || !Varint.TryRead(source, ref at, out var size)) throw new DataLossError($"bad block handle: {_path}");
        if ((UInt128)offset + size + TableWriter.TrailerLength > (UInt128)limit || size > int.MaxValue - TableWriter.TrailerLength)
            throw new DataLossError($"truncated block read: {_path} claims {size} bytes at offset {offset}, the blocks end at {limit}");
        return ((long)offset, (int)size);
    }

    private byte[] ReadBlock((long Offset, int Size) handle)
    {
        var bytes = new byte[handle.Size + TableWriter.TrailerLength];
        ReadFully(bytes, handle.Offset);
        var stored = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(handle.Size + 1));
        if (Crc32C.Unmask(stored) != Crc32C.Compute(bytes.AsSpan(0, handle.Size + 1)))
            throw new DataLossError($"block checksum mismatch: {_path}, offset {handle.Offset}, {handle.Size} bytes");
        return bytes[handle.Size] switch
        {
            0 => bytes[..handle.Size],
            1 => Snappy.Decompress(bytes.AsSpan(0, handle.Size), $"{_path}, offset {handle.Offset}"),
            var type => throw new DataLossError($"bad block type: {_path}, offset {handle.Offset}, type {type}"),
        };
    }

    private IEnumerable<(byte[] Key, ReadOnlyMemory<byte> Value)> Block(byte[] block, string what)
    {
        var where = $"{_path}, {what}";
        if (block.Length < sizeof(uint)) throw new DataLossError($"bad block contents: {where}");
        long restarts = BinaryPrimitives.ReadUInt32LittleEndian(block.AsSpan(block.Length - sizeof(uint)));
        var end = block.Length - sizeof(uint) * (restarts + 1);
        if (end < 0) throw new DataLossError($"bad block contents: {where}");
        byte[] key = [];
        var budget = block.Length * MaxKeyGrowth + MinKeyBudget;
        for (var at = 0; at < end;)
        {
            var entries = block.AsSpan(0, (int)end);
            var shared = Varint.ReadLength(entries, ref at, key.Length, where);
            var fresh = Varint.ReadLength(entries, ref at, entries.Length, where);
            var length = Varint.ReadLength(entries, ref at, entries.Length, where);
            if ((long)fresh + length > entries.Length - at) throw new DataLossError($"bad entry in block: {where}, byte {at}");
            if ((budget -= shared + fresh) < 0) throw new DataLossError($"bad entry in block: {where}, the keys before byte {at} are implausibly long");
            byte[] next = [.. key.AsSpan(0, shared), .. entries.Slice(at, fresh)];
            at += fresh + length;
            key = next;
            yield return (next, block.AsMemory(at - length, length));
        }
    }

    private void ReadFully(Span<byte> target, long offset)
    {
        while (!target.IsEmpty)
        {
            var n = RandomAccess.Read(_file, target, offset);
            if (n == 0) throw new DataLossError($"truncated block read: {_path} ends at offset {offset}");
            target = target[n..];
            offset += n;
        }
    }
}

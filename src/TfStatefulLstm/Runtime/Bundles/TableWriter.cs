using System.Buffers;
using System.Buffers.Binary;

namespace TfStatefulLstm.Runtime.Bundles;

/// <summary>Writes a sorted table of keys and values in leveldb's format, as TensorFlow configures it: blocks of 256 KiB, not compressed,
/// keys sharing prefixes with the one before, a full key at every sixteenth.</summary>
internal sealed class TableWriter(Stream file)
{
    internal const ulong Magic = 0xdb4775248b80fb57;
    internal const int FooterLength = 48;
    internal const int TrailerLength = 5;

    private const int BlockSize = 262144;
    private const int RestartInterval = 16;

    private readonly BlockBuilder _data = new(RestartInterval);
    // The index has full keys only, so that a search needs no scan.
    private readonly BlockBuilder _index = new(1);
    private byte[] _lastKey = [];
    private (long Offset, long Size)? _pending;
    private long _offset;

    /// <summary>Adds an entry; keys come in ascending order of their bytes.</summary>
    public void Add(byte[] key, ReadOnlySpan<byte> value)
    {
        WriteIndexEntry(_pending is null ? [] : ShortestSeparator(_lastKey, key));
        _lastKey = key;
        _data.Add(key, value);
        if (_data.Size >= BlockSize) Flush();
    }

    /// <summary>Writes what is left, the index and the footer.</summary>
    public void Finish()
    {
        Flush();
        var metaIndex = WriteBlock(new BlockBuilder(RestartInterval));
        WriteIndexEntry(_pending is null ? [] : ShortSuccessor(_lastKey));
        var index = WriteBlock(_index);
        var footer = new byte[FooterLength];
        var at = WriteHandle(footer, metaIndex);
        WriteHandle(footer.AsSpan(at), index);
        BinaryPrimitives.WriteUInt64LittleEndian(footer.AsSpan(FooterLength - 8), Magic);
        file.Write(footer);
    }

    private void Flush()
    {
        if (!_data.IsEmpty) _pending = WriteBlock(_data);
    }

    // An index entry waits for the first key of the next block, to be the shortest key between the two.
    private void WriteIndexEntry(byte[] key)
    {
        if (_pending is not { } handle) return;
        Span<byte> value = stackalloc byte[2 * Varint.MaxLength];
        _index.Add(key, value[..WriteHandle(value, handle)]);
        _pending = null;
    }

    private static int WriteHandle(Span<byte> target, (long Offset, long Size) handle)
    {
        var n = Varint.Write(target, (ulong)handle.Offset);
        return n + Varint.Write(target[n..], (ulong)handle.Size);
    }

    private (long Offset, long Size) WriteBlock(BlockBuilder block)
    {
        var contents = block.Finish();
        file.Write(contents);
        Span<byte> trailer = stackalloc byte[TrailerLength];
        trailer[0] = 0; // not compressed
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[1..], Crc32C.Mask(Crc32C.Extend(Crc32C.Compute(contents), trailer[..1])));
        file.Write(trailer);
        var handle = (_offset, (long)contents.Length);
        _offset += contents.Length + TrailerLength;
        block.Clear();
        return handle;
    }

    private static byte[] ShortestSeparator(byte[] start, byte[] limit)
    {
        var shared = start.AsSpan().CommonPrefixLength(limit);
        return shared < start.Length && shared < limit.Length && start[shared] < 0xff && start[shared] + 1 < limit[shared]
            ? [.. start.AsSpan(0, shared), (byte)(start[shared] + 1)]
            : start;
    }

    private static byte[] ShortSuccessor(byte[] key)
    {
        var at = key.AsSpan().IndexOfAnyExcept((byte)0xff);
        return at < 0 ? key : [.. key.AsSpan(0, at), (byte)(key[at] + 1)];
    }

    /// <summary>One block under construction: entries, then the offsets of the entries with full keys, then their count.</summary>
    private sealed class BlockBuilder(int restartInterval)
    {
        private readonly ArrayBufferWriter<byte> _entries = new();
        private readonly List<int> _restarts = [0];
        private byte[] _lastKey = [];
        private int _sinceRestart;

        public bool IsEmpty => _entries.WrittenCount == 0;

        public long Size => _entries.WrittenCount + sizeof(uint) * (_restarts.Count + 1);

        public void Add(byte[] key, ReadOnlySpan<byte> value)
        {
            var shared = 0;
            if (_sinceRestart < restartInterval)
            {
                shared = _lastKey.AsSpan().CommonPrefixLength(key);
            }
            else
            {
                _restarts.Add(_entries.WrittenCount);
                _sinceRestart = 0;
            }
            Varint.Write(_entries, (ulong)shared);
            Varint.Write(_entries, (ulong)(key.Length - shared));
            Varint.Write(_entries, (ulong)value.Length);
            _entries.Write(key.AsSpan(shared));
            _entries.Write(value);
            _lastKey = key;
            _sinceRestart++;
        }

        public ReadOnlySpan<byte> Finish()
        {
            Span<byte> number = stackalloc byte[sizeof(uint)];
            foreach (var n in _restarts.Append(_restarts.Count))
            {
                BinaryPrimitives.WriteInt32LittleEndian(number, n);
                _entries.Write(number);
            }
            return _entries.WrittenSpan;
        }

        public void Clear()
        {
            _entries.ResetWrittenCount();
            _restarts.Clear();
            _restarts.Add(0);
            _lastKey = [];
            _sinceRestart = 0;
        }
    }
}

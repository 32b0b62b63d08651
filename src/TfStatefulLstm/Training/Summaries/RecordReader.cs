using System.Buffers.Binary;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Training.Summaries;

/// <summary>Reads the records of a TFRecord file, and the events of an event file.</summary>
internal static class RecordReader
{
    /// <summary>The bytes before a record's data: its length and the length's checksum.</summary>
    public const int HeaderSize = sizeof(long) + sizeof(uint);

    /// <summary>The records in order. A file may end within a header, as one does that is being written.</summary>
    /// <exception cref="NotFoundError">There is no such file.</exception>
    /// <exception cref="DataLossError">A record is cut short or altered; the message says where.</exception>
    public static IEnumerable<byte[]> Read(string path)
    {
        if (!File.Exists(path)) throw new NotFoundError($"{path}; No such file or directory");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = new byte[HeaderSize];
        while (true)
        {
            var offset = file.Position;
            if (file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize) yield break;
            Check(header, sizeof(long), offset);
            var length = BinaryPrimitives.ReadUInt64LittleEndian(header);
            // A length that the file does not have is not worth its memory.
            if (length > (ulong)Math.Max(0, file.Length - file.Position - sizeof(uint)) || length > (ulong)(Array.MaxLength - sizeof(uint))) throw Truncated(offset);
            var data = new byte[length + sizeof(uint)];
            if (file.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) < data.Length) throw Truncated(offset);
            Check(data, (int)length, offset + HeaderSize);
            yield return data[..(int)length];
        }

        void Check(ReadOnlySpan<byte> data, int length, long offset)
        {
            var stored = BinaryPrimitives.ReadUInt32LittleEndian(data[length..]);
            if (Crc32C.Unmask(stored) != Crc32C.Compute(data[..length])) throw new DataLossError($"corrupted record at {offset} in {path}");
        }

        DataLossError Truncated(long offset) => new($"truncated record at {offset} in {path}");
    }

    /// <summary>The events in order.</summary>
    /// <exception cref="NotFoundError">There is no such file.</exception>
    /// <exception cref="DataLossError">A record is cut short or altered, or no event.</exception>
    public static IEnumerable<Event> Events(string path)
    {
        foreach (var record in Read(path))
        {
            Event @event;
            try
            {
                @event = Messages.Parse(Event.Parser, record);
            }
            catch (InvalidArgumentError e)
            {
                throw new DataLossError($"a record of {path} is no event: {e.Message}", inner: e);
            }
            yield return @event;
        }
    }
}

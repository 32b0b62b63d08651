using Google.Protobuf;

namespace TfStatefulLstm.Framework;

/// <summary>Reads messages from bytes that nobody vouches for.</summary>
internal static class Messages
{
    /// <summary>The message of some bytes.</summary>
    /// <exception cref="InvalidArgumentError">The bytes are no such message.</exception>
    public static T Parse<T>(MessageParser<T> parser, ReadOnlySpan<byte> bytes) where T : IMessage<T>
    {
        try
        {
            return parser.ParseFrom(bytes);
        }
        // The parser's own error, and what it lets through where the length of a string or of packed numbers is negative.
        catch (Exception e) when (e is InvalidProtocolBufferException or IndexOutOfRangeException or ArgumentException or OverflowException or OutOfMemoryException)
        {
            throw new InvalidArgumentError($"malformed {parser.ParseFrom(ReadOnlySpan<byte>.Empty).Descriptor.FullName}: {e.Message}", inner: e);
        }
    }
}

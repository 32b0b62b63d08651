using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Tests.Checkpoints.Fuzzing;

/// <summary>Alters a protocol buffer field by field, at any depth: what is around stays well formed, so that the change arrives where it is to hurt. What a field
/// means is not known here; bytes that read as a message may be one.</summary>
internal static class WireMutations
{
    // Many of one field, but not more bytes than are read in no time.
    private const int MaxGrowth = 1 << 14;

    private const int Varint64 = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    /// <summary>The message with one to four fields altered.</summary>
    /// <param name="message">The message.</param>
    /// <param name="random">Where the changes come from.</param>
    /// <param name="names">Strings of the message, of which some are given the place of others.</param>
    public static byte[] Alter(byte[] message, Random random, IReadOnlyList<byte[]> names)
    {
        for (var n = 1 << random.Next(3); n > 0; n--) message = AlterOnce(message, random, names);
        return message;
    }

    /// <summary>What may be strings in a message: the innermost delimited fields of moderate length.</summary>
    public static List<byte[]> Names(byte[] message)
    {
        var names = new List<byte[]>();
        foreach (var field in Parse(message) ?? [])
        {
            if (field.Type != Delimited) continue;
            var payload = field.Payload.ToArray();
            if (payload.Length is > 0 and < 64 && payload.All(b => b is >= 0x20 and < 0x7f)) names.Add(payload);
            else names.AddRange(Names(payload));
        }
        return names;
    }

    private readonly record struct Field(ulong Number, int Type, ulong Value, ReadOnlyMemory<byte> Payload);

    // The fields of a message, or null if the bytes are none.
    private static List<Field>? Parse(ReadOnlyMemory<byte> bytes)
    {
        var fields = new List<Field>();
        var at = 0;
        while (at < bytes.Length)
        {
            if (!Varint.TryRead(bytes.Span, ref at, out var tag) || tag >> 3 is 0 or > 2000) return null;
            var (type, value, length) = ((int)(tag & 7), 0UL, 0);
            switch (type)
            {
                case Varint64 when Varint.TryRead(bytes.Span, ref at, out value): break;
                case Fixed64: length = sizeof(ulong); break;
                case Fixed32: length = sizeof(uint); break;
                case Delimited when Varint.TryRead(bytes.Span, ref at, out var l) && l <= (ulong)(bytes.Length - at): length = (int)l; break;
                default: return null;
            }
            if (length > bytes.Length - at) return null;
            fields.Add(new Field(tag >> 3, type, value, bytes.Slice(at, length)));
            at += length;
        }
        return fields;
    }

    private static byte[] Write(IEnumerable<Field> fields)
    {
        var stream = new MemoryStream();
        foreach (var field in fields)
        {
            Varint.Write(stream, (field.Number << 3) | (uint)field.Type);
            if (field.Type == Varint64) Varint.Write(stream, field.Value);
            if (field.Type == Delimited) Varint.Write(stream, (ulong)field.Payload.Length);
            stream.Write(field.Payload.Span);
        }
        return stream.ToArray();
    }

    private static byte[] AlterOnce(byte[] message, Random random, IReadOnlyList<byte[]> names)
    {
        if (Parse(message) is not { Count: > 0 } fields) return ByteMutations.Alter(message, random);
        var i = random.Next(fields.Count);
        var field = fields[i];
        if (field.Type == Delimited && random.Next(10) < 8 && Parse(field.Payload) is { Count: > 0 })
        {
            fields[i] = field with { Payload = AlterOnce(field.Payload.ToArray(), random, names) };
            return Write(fields);
        }
        switch (random.Next(12))
        {
            case 0: fields.RemoveAt(i); break;
            case 1: fields.Insert(random.Next(fields.Count + 1), field); break;
            case 2: (fields[i], fields[0]) = (fields[0], field); break;
            case 3: fields[i] = field with { Number = (ulong)random.Next(1, 32) }; break;
            case 4: fields[i] = new Field(field.Number, Varint64, (ulong)ByteMutations.Edge(random), default); break;
            case 5: fields[i] = Nested(field.Number, 1 << random.Next(4, 14)); break;
            case 6: fields.AddRange(Enumerable.Repeat(field, Math.Min(1 << random.Next(12), MaxGrowth / (field.Payload.Length + 2)))); break;
            case 7: return Inflated(fields, i, random);
            case 8: fields[i] = new Field(field.Number, Delimited, 0, ByteMutations.Alter(field.Payload.ToArray(), random)); break;
            default: fields[i] = Replaced(field, random, names); break;
        }
        return Write(fields);
    }

    private static Field Replaced(Field field, Random random, IReadOnlyList<byte[]> names) => field.Type switch
    {
        Varint64 => field with { Value = (ulong)ByteMutations.Edge(random) },
        Delimited when names.Count > 0 && random.Next(4) > 0 => field with { Payload = names[random.Next(names.Count)] },
        _ => field with { Payload = ByteMutations.Overwrite(field.Payload.ToArray(), 0, field.Payload.Length, random) },
    };

    // A message in itself, many times over.
    private static Field Nested(ulong number, int depth)
    {
        var field = new Field(number, Delimited, 0, default);
        // Every level is written anew: so deep only that this stays cheap.
        for (var d = 0; d < Math.Min(depth, 600); d++) field = field with { Payload = Write([field]) };
        return field;
    }

    // A field that claims more bytes than there are, or fewer.
    private static byte[] Inflated(List<Field> fields, int at, Random random)
    {
        var stream = new MemoryStream();
        stream.Write(Write(fields[..at]));
        Varint.Write(stream, (fields[at].Number << 3) | Delimited);
        Varint.Write(stream, (ulong)ByteMutations.Edge(random));
        stream.Write(fields[at].Payload.Span);
        stream.Write(Write(fields[(at + 1)..]));
        return stream.ToArray();
    }
}

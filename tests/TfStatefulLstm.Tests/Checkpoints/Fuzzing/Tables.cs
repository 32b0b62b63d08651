using System.Buffers.Binary;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Tests.Checkpoints.Fuzzing;

/// <summary>Alters tables so that their checksums are right again.</summary>
internal static class Tables
{
    /// <summary>The entries of a table file.</summary>
    public static List<(byte[] Key, byte[] Value)> Entries(string path)
    {
        using var table = new TableReader(path);
        return [.. table.Entries().Select(e => (e.Key, e.Value.ToArray()))];
    }

    /// <summary>A table of entries, in whatever order.</summary>
    public static byte[] Write(IEnumerable<(byte[] Key, byte[] Value)> entries)
    {
        var file = new MemoryStream();
        var table = new TableWriter(file);
        foreach (var (key, value) in entries) table.Add(key, value);
        table.Finish();
        return file.ToArray();
    }

    /// <summary>One entry altered, dropped, doubled or under another key.</summary>
    public static List<(byte[] Key, byte[] Value)> Alter(IReadOnlyList<(byte[] Key, byte[] Value)> entries, Random random, IReadOnlyList<byte[]> names)
    {
        var altered = entries.ToList();
        var i = random.Next(altered.Count);
        var (key, value) = altered[i];
        switch (random.Next(8))
        {
            case 0: altered.RemoveAt(i); break;
            case 1: altered.Insert(i, (key, value)); break;
            case 2: altered[i] = (ByteMutations.Alter(key, random), value); break;
            case 3: altered[i] = (key, altered[random.Next(altered.Count)].Value); break;
            default: altered[i] = (key, WireMutations.Alter(value, random, names)); break;
        }
        return altered;
    }

    /// <summary>A table with bytes of one block altered below the level of entries: restarts, shared lengths, compression; its checksum is made right.</summary>
    public static byte[] AlterBlock(byte[] table, Random random)
    {
        var altered = table.ToArray();
        var blocks = Blocks(table);
        var (at, length) = blocks[random.Next(blocks.Count)];
        // The byte behind the block says how it is compressed; as Snappy, any bytes become a program.
        altered = ByteMutations.Overwrite(altered, at, length + (random.Next(4) == 0 ? 1 : 0), random);
        if (random.Next(4) == 0) altered[at + length] = 1;
        var crc = Crc32C.Mask(Crc32C.Compute(altered.AsSpan(at, length + 1)));
        BinaryPrimitives.WriteUInt32LittleEndian(altered.AsSpan(at + length + 1), crc);
        return altered;
    }

    // The blocks of a whole table lie one behind the other; the footer names the last two, and each ends where its checksum fits.
    private static List<(int At, int Length)> Blocks(byte[] table)
    {
        var blocks = new List<(int, int)>();
        var footer = table.AsSpan(table.Length - TableWriter.FooterLength);
        var at = 0;
        for (var n = 0; n < 2; n++)
        {
            Assert.IsTrue(Varint.TryRead(footer, ref at, out var offset) & Varint.TryRead(footer, ref at, out var length));
            if (n == 0 && offset > TableWriter.TrailerLength) blocks.Add((0, (int)offset - TableWriter.TrailerLength));
            blocks.Add(((int)offset, (int)length));
        }
        return blocks;
    }
}

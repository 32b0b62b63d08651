using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Tests.Runtime.Numerics;

/// <summary>Holds the generator against draws recorded from TensorFlow 1.15.5 (philox.txt beside this file says how).</summary>
[TestClass]
public sealed class PhiloxGeneratorTests
{
    private static readonly float[] s_logits = [0.1f, -2, 3, 1.5f, 0.7f, float.NegativeInfinity, 2.2f, 5, 4, 3, 2, 1, 0, -1];

    public static IEnumerable<object[]> Distributions =>
        Recorded().Select(record => record.Name.Split('/')[0] + "/" + record.Name.Split('/')[1]).Distinct().Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Distributions))]
    public void Draws_are_TensorFlows_bits(string distribution)
    {
        var records = Recorded().Where(record => record.Name.StartsWith(distribution, StringComparison.Ordinal)).ToList();
        Assert.IsTrue(records.Count > 10);
        foreach (var group in records.GroupBy(record => (record.Name, record.Count, record.Seed, record.Seed2)))
        {
            var generator = new PhiloxGenerator(group.Key.Seed, group.Key.Seed2);
            foreach (var record in group.OrderBy(record => record.Run))
            {
                var (bytes, shown) = Draw(generator, record.Name, record.Count);
                CollectionAssert.AreEqual(record.First, shown.Take(record.First.Length).ToArray(), $"{group.Key}, run {record.Run}");
                Assert.AreEqual(record.Hash, Convert.ToHexStringLower(SHA256.HashData(bytes))[..16], $"{group.Key}, run {record.Run}");
            }
        }
    }

    [TestMethod]
    public void Two_zero_seeds_give_a_stream_of_their_own_each_time()
    {
        var (a, b) = (new float[8], new float[8]);
        new PhiloxGenerator(0, 0).Uniform(a);
        new PhiloxGenerator(0, 0).Uniform(b);
        CollectionAssert.AreNotEqual(a, b);
    }

    [TestMethod]
    public void State_takes_draws_back()
    {
        var generator = new PhiloxGenerator(1, 2);
        var (a, b, c) = (new float[5], new float[5], new float[5]);
        var before = generator.State;
        generator.Uniform(a);
        generator.Uniform(b);
        generator.State = before;
        generator.Uniform(c);
        CollectionAssert.AreEqual(a, c);
        CollectionAssert.AreNotEqual(a, b);
    }

    [TestMethod]
    public void Skip_carries_through_all_128_bits()
    {
        var walked = new PhiloxRandom(7, 0);
        walked.Skip(ulong.MaxValue);
        walked.Next();
        var jumped = new PhiloxRandom(7, 1);
        Assert.AreEqual(jumped, walked);
        Assert.AreEqual(jumped.Next(), walked.Next());
    }

    [TestMethod]
    public void Blocks_read_the_stream_that_groups_read()
    {
        // The third block crosses the end of the lower half of the counter.
        var (blocks, groups) = (new PhiloxRandom(3, 4), new PhiloxRandom(3, 4));
        blocks.Skip(ulong.MaxValue - 20);
        groups.Skip(ulong.MaxValue - 20);
        var (expected, actual) = (new float[133], new float[133]);
        PhiloxDistributions.Fill(groups, default(PhiloxDistributions.Uniform), expected.AsSpan());
        Assert.AreEqual(128, PhiloxBlocks.Uniform(ref blocks, actual));
        CollectionAssert.AreEqual(expected[..128], actual[..128]);
        groups.Skip(32);
        Assert.AreEqual(groups, blocks);
    }

    private static (byte[] Bytes, string[] Shown) Draw(PhiloxGenerator generator, string name, int count)
    {
        var parts = name.Split('/');
        switch (parts[0] + "/" + parts[1])
        {
            case "Uniform/float32": return Show<float>(count, output => generator.Uniform(output));
            case "Uniform/float64": return Show<double>(count, output => generator.Uniform(output));
            case "Uniform/float16": return Show<Half>(count, output => generator.Uniform(output));
            case "Normal/float32": return Show<float>(count, output => generator.StandardNormal(output));
            case "Normal/float64": return Show<double>(count, output => generator.StandardNormal(output));
            case "Normal/float16": return Show<Half>(count, output => generator.StandardNormal(output));
            case "Truncated/float32": return Show<float>(count, output => generator.TruncatedNormal(output));
            case "Truncated/float64": return Show<double>(count, output => generator.TruncatedNormal(output));
            case "Truncated/float16": return Show<Half>(count, output => generator.TruncatedNormal(output));
            case "UniformInt/int32":
                return Show<int>(count, output => generator.UniformInt(output, Parse<int>(parts[2]), Parse<int>(parts[3])));
            case "UniformInt/int64":
                return Show<long>(count, output => generator.UniformInt(output, Parse<long>(parts[2]), Parse<long>(parts[3])));
            case "Multinomial/int64":
                return Show<long>(count, output => generator.Multinomial<float, long>(s_logits, 2, 7, count / 2, output));
            case "Shuffle/int32":
                return Show<int>(count, output =>
                {
                    for (var i = 0; i < output.Length; i++)
                    {
                        output[i] = i;
                    }

                    generator.Shuffle<int>(output);
                });
            default: throw new InvalidDataException(name);
        }
    }

    private static (byte[], string[]) Show<T>(int count, Action<T[]> draw)
        where T : unmanaged
    {
        var output = new T[count];
        draw(output);
        return (MemoryMarshal.AsBytes(output.AsSpan()).ToArray(), output.Take(8).Select(Text).ToArray());
    }

    private static string Text<T>(T value) => value switch
    {
        float single => BitConverter.SingleToUInt32Bits(single).ToString("x8", CultureInfo.InvariantCulture),
        double wide => BitConverter.DoubleToUInt64Bits(wide).ToString("x16", CultureInfo.InvariantCulture),
        Half half => BitConverter.HalfToUInt16Bits(half).ToString("x4", CultureInfo.InvariantCulture),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    private static T Parse<T>(string text)
        where T : IParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<Record> Recorded()
    {
        using var reader = new StreamReader(typeof(PhiloxGeneratorTests).Assembly.GetManifestResourceStream("philox.txt")!);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                continue;
            }

            var words = line.Split(' ');
            yield return new Record(words[0], Parse<int>(words[1]), Parse<long>(words[2]), Parse<long>(words[3]), Parse<int>(words[4]), words[5], words[6..]);
        }
    }

    private sealed record Record(string Name, int Count, long Seed, long Seed2, int Run, string Hash, string[] First);
}

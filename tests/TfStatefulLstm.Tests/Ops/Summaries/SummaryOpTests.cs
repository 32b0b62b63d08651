using Google.Protobuf;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Tests.Ops.Summaries;

/// <summary>The ops whose output is a serialized summary. What TensorFlow itself made of numbers of all sizes is in the recorded case <c>summaries</c>.</summary>
[TestClass]
public sealed class SummaryOpTests
{
    [TestMethod]
    public void Numbers_stand_under_their_tags()
    {
        NDArray tags = new[] { "a", "b" };
        new OpCase("ScalarSummary", tags, new[] { 1f, 2f }) { Expected = [Bytes("0a080a0161150000803f0a080a01621500000040")] }.Check();
        var one = new Summary { Value = { new Summary.Types.Value { Tag = "a", SimpleValue = 3 } } };
        foreach (var type in new[] { DType.Float16, DType.BFloat16, DType.Float64, DType.Int8, DType.UInt8, DType.Int16, DType.UInt16, DType.Int32, DType.UInt32, DType.Int64, DType.UInt64 })
            new OpCase("ScalarSummary", "a", Typed(3, type)) { Expected = [NDArray.Scalar(one.ToByteArray())] }.Check();
        new OpCase("ScalarSummary", tags, new[] { 1f }).Fails<InvalidArgumentError>("tags and values not the same shape: [2] != [1]");
        new OpCase("ScalarSummary", "a", new[] { 1f, 2f }).Fails<InvalidArgumentError>("tags and values not the same shape: [] != [2] (tag 'a')");
    }

    [TestMethod]
    public void Elements_are_counted_in_buckets_between_limits_that_grow_by_a_tenth()
    {
        var histogram = Value(new OpCase("HistogramSummary", "h", new[,] { { 0.0, 1.0, 1.0 }, { -1.0, 1e300, 1e-13 } })).Histo;
        Assert.AreEqual((-1.0, 1e300, 6.0), (histogram.Min, histogram.Max, histogram.Num));
        Assert.AreEqual(6, histogram.Bucket.Sum());
        var full = histogram.BucketLimit.Zip(histogram.Bucket).Where(b => b.Second > 0).ToArray();
        CollectionAssert.AreEqual(new double[] { 1, 2, 2, 1 }, full.Select(b => b.Second).ToArray());
        Assert.AreEqual(1e-12, full[1].First);
        Assert.AreEqual(double.MaxValue, full[3].First);
        Assert.IsTrue(full[2].First is > 1 and < 1.1 && full[0].First is >= -1 and < -0.9, string.Join(", ", full));
        // Empty buckets beside each other are one.
        Assert.IsFalse(histogram.Bucket.Zip(histogram.Bucket.Skip(1)).Any(b => b.First == 0 && b.Second == 0));
    }

    [TestMethod]
    public void An_empty_histogram_has_one_empty_bucket_and_what_is_not_finite_has_none()
    {
        var empty = Value(new OpCase("HistogramSummary", "h", System.Array.Empty<float>())).Histo;
        CollectionAssert.AreEqual(new[] { double.MaxValue }, empty.BucketLimit);
        CollectionAssert.AreEqual(new[] { 0.0 }, empty.Bucket);
        new OpCase("HistogramSummary", "h", new[] { 1f, float.NaN }).Fails<InvalidArgumentError>("Nan in summary histogram for: case");
        new OpCase("HistogramSummary", "h", new[] { float.NegativeInfinity }).Fails<InvalidArgumentError>("Infinity in summary histogram for: case");
        new OpCase("HistogramSummary", new[] { "h" }, 1f).Fails<InvalidArgumentError>("tags must be scalar");
    }

    [TestMethod]
    public void Values_of_several_summaries_become_one()
    {
        NDArray a = Bytes("0a030a0161"), b = Bytes("0a030a0162"), none = Bytes("0a00");
        new OpCase("MergeSummary", a, b, none, none) { Expected = [Bytes("0a030a01610a030a01620a000a00")] }.Check();
        new OpCase("MergeSummary", a, b, a).Fails<InvalidArgumentError>("Duplicate tag a found in summary inputs");
        new OpCase("MergeSummary", Bytes("ff")).Fails<InvalidArgumentError>("Could not parse one of the summary inputs");
    }

    [TestMethod]
    public void A_tensor_is_written_whole_with_its_metadata()
    {
        new OpCase("TensorSummaryV2", "t", new[] { 1f, 2f }, "") { Expected = [Bytes("0a190a01744212080112041202080222080000803f000000404a00")] }.Check();
        new OpCase("TensorSummaryV2", "a", 1f, Bytes("ff")) { Expected = [Bytes("0a110a0161420a0801120022040000803f4a00")] }.Check();
        Assert.AreEqual("text", Value(new OpCase("TensorSummaryV2", "a", new[] { "x" }, "\n\u0006\n\u0004text")).Metadata.PluginData.PluginName);
        new OpCase("TensorSummaryV2", new[] { "a" }, 1f, "").Fails<InvalidArgumentError>("tag must be scalar");
        new OpCase("TensorSummaryV2", "a", 1f, new[] { "" }).Fails<InvalidArgumentError>("serialized_summary_metadata must be scalar");
    }

    private static NDArray Typed(double number, DType type) => NDArray.Scalar(number).AsType(type);

    private static Summary.Types.Value Value(OpCase @case) => Summary.Parser.ParseFrom(@case.Run()[0].AsSpan<byte[]>()[0]).Value.Single();

    private static NDArray Bytes(string hex) => NDArray.Scalar(Convert.FromHexString(hex));
}

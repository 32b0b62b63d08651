using System.Text;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Tests.Runtime.Bundles;

[TestClass]
public class SnappyTests
{
    [TestMethod]
    public void Literals_and_all_kinds_of_copies()
    {
        // 5 literal bytes; copy 4 from 4 back (kind 1), overlapping copy 6 from 1 back (kind 2), copy 3 from 5 back (kind 3).
        byte[] stream = [18, 4 << 2, .. "abcde"u8, (0 << 2) | 1, 4, (5 << 2) | 2, 1, 0, (2 << 2) | 3, 5, 0, 0, 0];
        Assert.AreEqual("abcdebcdeeeeeeeeee", Encoding.ASCII.GetString(Snappy.Decompress(stream, "here")));
    }

    [TestMethod]
    public void A_long_literal_has_its_length_in_bytes_of_its_own()
    {
        var text = new byte[300];
        Array.Fill(text, (byte)'x');
        byte[] stream = [0xac, 0x02, 61 << 2, 0x2b, 0x01, .. text];
        CollectionAssert.AreEqual(text, Snappy.Decompress(stream, "here"));
    }

    [TestMethod]
    [DataRow(new byte[] { }, DisplayName = "nothing")]
    [DataRow(new byte[] { 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 1 }, DisplayName = "a length that the bytes cannot give")]
    [DataRow(new byte[] { 5, 4 << 2, 1, 2 }, DisplayName = "a literal past the end")]
    [DataRow(new byte[] { 2, 4 << 2, 1, 2, 3, 4, 5 }, DisplayName = "more than was said")]
    [DataRow(new byte[] { 9, 4 << 2, 1, 2, 3, 4, 5 }, DisplayName = "less than was said")]
    [DataRow(new byte[] { 6, 0, 1, 1, 0 }, DisplayName = "a copy from nowhere")]
    [DataRow(new byte[] { 6, 0, 1, 1, 2 }, DisplayName = "a copy from before the beginning")]
    [DataRow(new byte[] { 6, 0, 1, 3, 1 }, DisplayName = "a copy without its distance")]
    [DataRow(new byte[] { 6, 63 << 2, 0xff, 0xff, 0xff, 0xff }, DisplayName = "a literal of four gigabytes")]
    public void Bad_streams_are_data_loss(byte[] stream)
    {
        var e = Assert.ThrowsExactly<DataLossError>(() => Snappy.Decompress(stream, "here"));
        Assert.AreEqual("corrupted compressed block contents: here", e.Message);
    }
}

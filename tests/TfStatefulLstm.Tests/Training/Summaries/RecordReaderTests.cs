using System.Text;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Training.Summaries;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Training.Summaries;

/// <summary>Record files, whole and damaged; where TensorFlow says that the damage is.</summary>
[TestClass]
public sealed class RecordReaderTests
{
    // Records of 3, 0 and 5 bytes: they begin at 0, 19 and 35, and the file ends at 56.
    private static readonly string[] Records = ["one", "", "three"];

    [TestMethod]
    public void Records_come_back_in_order()
    {
        using var folder = new TempFolder();
        CollectionAssert.AreEqual(Records, tf.io.tf_record_iterator(Write(folder)).Select(Encoding.UTF8.GetString).ToArray());
        Assert.AreEqual(56, new FileInfo(folder["records"]).Length);
        File.WriteAllBytes(folder["records"], []);
        Assert.IsEmpty(tf.io.tf_record_iterator(folder["records"]).ToArray());
    }

    [TestMethod]
    [DataRow(3, 0, null)]
    [DataRow(11, 0, null, DisplayName = "within a header: a file that is being written")]
    [DataRow(12, 0, "truncated record at 0")]
    [DataRow(18, 0, "truncated record at 0")]
    [DataRow(19, 1, null)]
    [DataRow(34, 1, "truncated record at 19")]
    [DataRow(46, 2, null)]
    [DataRow(47, 2, "truncated record at 35")]
    [DataRow(55, 2, "truncated record at 35")]
    public void A_file_that_is_cut_short_gives_what_is_whole(int length, int whole, string? message)
    {
        using var folder = new TempFolder();
        var path = Write(folder);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);
        Reads(path, whole, message);
    }

    [TestMethod]
    [DataRow(0, 0, "corrupted record at 0")]
    [DataRow(9, 0, "corrupted record at 0")]
    [DataRow(12, 0, "corrupted record at 12")]
    [DataRow(18, 0, "corrupted record at 12")]
    [DataRow(26, 1, "corrupted record at 19")]
    [DataRow(55, 2, "corrupted record at 47")]
    public void A_file_that_was_altered_gives_what_comes_before(int at, int whole, string message)
    {
        using var folder = new TempFolder();
        var path = Write(folder);
        var bytes = File.ReadAllBytes(path);
        bytes[at] ^= 1;
        File.WriteAllBytes(path, bytes);
        Reads(path, whole, message);
    }

    [TestMethod]
    public void A_length_that_the_file_does_not_have_takes_no_memory()
    {
        using var folder = new TempFolder();
        // The largest length, with its right checksum.
        var length = Enumerable.Repeat((byte)255, 8).ToArray();
        var crc = BitConverter.GetBytes(TfStatefulLstm.Runtime.Bundles.Crc32C.Mask(TfStatefulLstm.Runtime.Bundles.Crc32C.Compute(length)));
        File.WriteAllBytes(folder["records"], [.. length, .. crc, 1, 2, 3, 4, 5]);
        Reads(folder["records"], 0, "truncated record at 0");
    }

    [TestMethod]
    public void What_is_no_file_or_no_event_is_told()
    {
        using var folder = new TempFolder();
        Assert.AreEqual($"{folder["none"]}; No such file or directory", Assert.ThrowsExactly<NotFoundError>(() => tf.io.tf_record_iterator(folder["none"]).ToArray()).Message);
        Assert.ThrowsExactly<NotFoundError>(() => tf.train.summary_iterator(folder["none"]).ToArray());
        StringAssert.Contains(Assert.ThrowsExactly<DataLossError>(() => tf.train.summary_iterator(Write(folder)).ToArray()).Message, "is no event");
        Assert.ThrowsExactly<NotFoundError>(() => tf.io.TFRecordWriter(folder["none/records"]));
    }

    private static string Write(TempFolder folder)
    {
        using RecordWriter writer = tf.io.TFRecordWriter(folder["records"]);
        foreach (var record in Records) writer.write(Encoding.UTF8.GetBytes(record));
        writer.flush();
        writer.close();
        return folder["records"];
    }

    private static void Reads(string path, int whole, string? message)
    {
        var read = new List<byte[]>();
        string? problem = null;
        try
        {
            foreach (var record in tf.io.tf_record_iterator(path)) read.Add(record);
        }
        catch (DataLossError e)
        {
            problem = e.Message;
        }
        Assert.AreEqual((whole, message is null ? null : $"{message} in {path}"), (read.Count, problem));
    }
}

using Google.Protobuf;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Protos.Config;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Training.Summaries;

/// <summary>Event files: what goes into them, when, and what their reader says of damaged ones.</summary>
[TestClass]
public sealed class FileWriterTests
{
    [TestMethod]
    public void What_is_added_is_read_again()
    {
        using var folder = new TempFolder();
        using var graph = new Graph().AsDefault();
        var loss = tf.summary.scalar("loss", tf.constant(2f));
        var before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        using (var writer = tf.summary.FileWriter(folder["log"], tf.get_default_graph()))
        using (var session = tf.Session())
        {
            writer.add_summary(session.run(loss), 3);
            writer.add_summary(tf.Summary(value: [tf.Summary.Value(tag: "rate", simple_value: 0.5f)]), global_step: 1L << 40);
            writer.add_session_log(tf.SessionLog(status: SessionLog.Types.SessionStatus.Checkpoint, checkpoint_path: "model-4"), 4);
            writer.add_event(new Event { WallTime = 7, Step = 8 });
            Assert.AreEqual(folder["log"], writer.get_logdir());
        }
        var file = Directory.GetFiles(folder["log"]).Single();
        var name = Path.GetFileName(file).Split('.', 5);
        Assert.AreEqual($"events.out.tfevents.{name[3]}.{Environment.MachineName}", string.Join('.', name));
        Assert.AreEqual(10, name[3].Length);
        var events = tf.train.summary_iterator(file).ToList();
        Assert.HasCount(7, events);
        Assert.AreEqual(("brain.Event:2", (double)long.Parse(name[3])), (events[0].FileVersion, events[0].WallTime));
        Assert.AreEqual(tf.get_default_graph().ToGraphDef(addShapes: true), GraphDef.Parser.ParseFrom(events[1].GraphDef));
        var meta = MetaGraphDef.Parser.ParseFrom(events[2].MetaGraphDef);
        Assert.AreEqual(2, meta.MetaInfoDef.StrippedOpList.Op.Count, "Const and ScalarSummary");
        Assert.IsTrue(meta.CollectionDef.ContainsKey("summaries"));
        Assert.AreEqual((3L, "loss", 2f), (events[3].Step, events[3].Summary.Value[0].Tag, events[3].Summary.Value[0].SimpleValue));
        Assert.AreEqual((1L << 40, "rate", 0.5f), (events[4].Step, events[4].Summary.Value[0].Tag, events[4].Summary.Value[0].SimpleValue));
        Assert.AreEqual((4L, "model-4"), (events[5].Step, events[5].SessionLog.CheckpointPath));
        Assert.AreEqual(new Event { WallTime = 7, Step = 8 }, events[6]);
        Assert.IsTrue(events.Skip(1).Take(5).All(e => e.WallTime >= before && e.WallTime < before + 600));
    }

    [TestMethod]
    public void Metadata_of_a_run_have_a_tag_of_their_own()
    {
        using var folder = new TempFolder();
        var metadata = new RunMetadata { StepStats = new StepStats() };
        using (var writer = tf.summary.FileWriter(folder.Path))
        {
            writer.add_run_metadata(metadata, "step 7", global_step: 7);
            var error = Assert.ThrowsExactly<ValueError>(() => writer.add_run_metadata(metadata, "step 7", global_step: 8));
            Assert.AreEqual("The provided tag was already used for this event type", error.Message);
        }
        var written = tf.train.summary_iterator(Directory.GetFiles(folder.Path).Single()).Last();
        Assert.AreEqual((7L, "step 7"), (written.Step, written.TaggedRunMetadata.Tag));
        Assert.AreEqual(metadata, RunMetadata.Parser.ParseFrom(written.TaggedRunMetadata.RunMetadata));
    }

    [TestMethod]
    public void A_file_comes_with_the_first_event_and_a_new_one_with_the_first_after_a_pause()
    {
        using var folder = new TempFolder();
        using var writer = tf.summary.FileWriter(folder.Path, filename_suffix: "");
        writer.flush();
        Assert.IsEmpty(Directory.GetFiles(folder.Path));
        Add(writer, 1);
        writer.close();
        writer.close();
        Add(writer, 2);
        writer.flush();
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
        writer.reopen();
        writer.reopen();
        Add(writer, 3);
        writer.flush();
        // The same second, yet another file: nothing is written over.
        Assert.AreEqual("1 | 3", string.Join(" | ", Directory.GetFiles(folder.Path).Order(StringComparer.Ordinal).Select(Steps)));
        using var other = tf.summary.FileWriter(folder.Path, filename_suffix: ".eval");
        Assert.HasCount(1, Directory.GetFiles(folder.Path, "*.eval"), "one with a suffix is there at once");
    }

    [TestMethod]
    public void A_short_queue_makes_whoever_adds_wait_and_loses_nothing()
    {
        using var folder = new TempFolder();
        using (var writer = tf.summary.FileWriter(folder.Path, max_queue: 1, flush_secs: 0))
            Parallel.For(0, 200, i => Add(writer, i));
        var steps = tf.train.summary_iterator(Directory.GetFiles(folder.Path).Single()).Skip(1).Select(e => (int)e.Step).Order().ToArray();
        CollectionAssert.AreEqual(Enumerable.Range(0, 200).ToArray(), steps);
    }

    [TestMethod]
    public void Metadata_are_kept_with_the_first_value_of_a_tag()
    {
        using var folder = new TempFolder();
        var summary = tf.Summary([tf.Summary.Value("a", 1, metadata: new SummaryMetadata { DisplayName = "A" })]);
        using (var writer = tf.summary.FileWriter(folder.Path))
        {
            writer.add_summary(summary, 1);
            writer.add_summary(summary, 2);
        }
        var events = tf.train.summary_iterator(Directory.GetFiles(folder.Path).Single()).Skip(1).ToList();
        CollectionAssert.AreEqual(new[] { "A", null }, events.Select(e => e.Summary.Value[0].Metadata?.DisplayName).ToArray());
        Assert.AreEqual("A", summary.Value[0].Metadata.DisplayName, "the caller's own is left alone");
    }

    [TestMethod]
    public void Wrong_uses_are_told()
    {
        using var folder = new TempFolder();
        var graph = new Graph();
        Assert.AreEqual("Please pass only graph, or graph_def (deprecated), but not both.",
            Assert.ThrowsExactly<ValueError>(() => tf.summary.FileWriter(folder.Path, graph, graph_def: new GraphDef())).Message);
        using var writer = tf.summary.FileWriter(folder.Path);
        Assert.ThrowsExactly<InvalidArgumentError>(() => writer.add_summary(NDArray.Scalar(1f)));
        Assert.ThrowsExactly<InvalidArgumentError>(() => writer.add_summary(NDArray.Scalar(new byte[] { 255 })));
        Assert.ThrowsExactly<ValueError>(() => tf.Summary.Value("a", 1, tensor: new TensorProto()));
    }

    [TestMethod]
    public void A_failure_to_write_is_told_at_the_next_chance()
    {
        using var folder = new TempFolder();
        var writer = tf.summary.FileWriter(folder["log"]);
        Directory.Delete(folder["log"]);
        Add(writer, 1);
        StringAssert.EndsWith(Assert.ThrowsExactly<NotFoundError>(writer.flush).Message, "; No such file or directory");
        Directory.CreateDirectory(folder["log"]);
        Add(writer, 2);
        writer.close();
        Assert.AreEqual("2", Steps(Directory.GetFiles(folder["log"]).Single()));
    }

    [TestMethod]
    public void A_folder_has_one_writer_of_the_cache()
    {
        using var folder = new TempFolder();
        using var graph = new Graph().AsDefault();
        tf.constant(1, name: "here");
        var writer = tf.summary.FileWriterCache.get(folder.Path);
        Assert.AreSame(writer, tf.summary.FileWriterCache.get(folder.Path));
        tf.summary.FileWriterCache.clear();
        var first = tf.train.summary_iterator(Directory.GetFiles(folder.Path).Single()).Skip(1).First();
        Assert.AreEqual("here", GraphDef.Parser.ParseFrom(first.GraphDef).Node.Single().Name);
        Assert.AreNotSame(writer, tf.summary.FileWriterCache.get(folder.Path));
        tf.summary.FileWriterCache.clear();
    }

    [OracleTestMethod]
    public void Python_and_TensorBoard_read_our_files()
    {
        using var folder = new TempFolder();
        using var graph = new Graph().AsDefault();
        var x = tf.placeholder(tf.float32, new Shape(-1), name: "x");
        tf.summary.scalar("loss", tf.reduce_sum(x));
        tf.summary.histogram("values", x);
        tf.summary.text("note", tf.constant("*hello*"));
        var all = tf.summary.merge_all()!;
        using (var session = tf.Session())
        using (var writer = tf.summary.FileWriter(folder.Path, tf.get_default_graph()))
            for (var step = 0; step < 5; step++) writer.add_summary(session.run(all, (x, new[] { 1f, step })), step);
        Assert.AreEqual("""
            9 brain.Event:2
            ['loss', 'note', 'values']
            [(0, 1.0), (1, 2.0), (2, 3.0), (3, 4.0), (4, 5.0)]
            [(0, 2.0, 0.0, 1.0), (1, 2.0, 1.0, 1.0), (2, 2.0, 1.0, 2.0), (3, 2.0, 1.0, 3.0), (4, 2.0, 1.0, 4.0)]
            ['x', 'Const', 'Sum', 'loss/tags', 'loss', 'values/tag', 'values', 'Const_1', 'note/tag', 'note/serialized_summary_metadata', 'note', 'Merge/MergeSummary']
            b'*hello*'
            """.ReplaceLineEndings("\n"), Oracle.Run(Reading, folder.Path).TrimEnd());
    }

    private const string Reading = """
        import glob
        import sys
        import tensorflow as tf
        from tensorboard.backend.event_processing import event_accumulator
        events = list(tf.train.summary_iterator(glob.glob(sys.argv[1] + "/events.out.tfevents.*")[0]))
        print(len(events) + 1, events[0].file_version)
        read = event_accumulator.EventAccumulator(sys.argv[1], size_guidance={"histograms": 0})
        read.Reload()
        tags = read.Tags()
        print(sorted(tags["scalars"] + tags["histograms"] + tags["tensors"]))
        print([(e.step, e.value) for e in read.Scalars("loss")])
        print([(e.step, e.histogram_value.num, e.histogram_value.min, e.histogram_value.max) for e in read.Histograms("values")])
        print([n.name for n in read.Graph().node])
        print(tf.make_ndarray(read.Tensors("note")[0].tensor_proto).item())
        """;

    private static void Add(TfStatefulLstm.Training.Summaries.FileWriter writer, long step) => writer.add_summary(tf.Summary([tf.Summary.Value("a", step)]), step);

    private static string Steps(string file) => string.Join(",", tf.train.summary_iterator(file).Skip(1).Select(e => e.Step));
}

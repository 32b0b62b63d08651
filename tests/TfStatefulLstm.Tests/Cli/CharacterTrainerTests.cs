using System.Globalization;
using System.Text.Json;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Cli;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using static TfStatefulLstm.Tests.Cli.TfStateRunner;

namespace TfStatefulLstm.Tests.Cli;

/// <summary>The training built in C# against the one that Python ran.</summary>
[TestClass]
public sealed class CharacterTrainerTests
{
    private static readonly CharacterText Text = CharacterText.Read(Path.Combine(Shakespeare, "tinyshakespeare.txt"));
    private static readonly JsonElement Curve = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Shakespeare, "curve.json"))).RootElement.GetProperty("loss");

    [TestMethod]
    public void The_whole_training_graph_is_Pythons()
    {
        using var trainer = Reference();
        var recorded = MetaGraphDef.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(Shakespeare, "model.ckpt-3000.meta"))).GraphDef;
        Assert.IsGreaterThan(1000, recorded.Node.Count);
        Assert.IsNull(GraphDiff.First(recorded, trainer.Graph.ToGraphDef(addShapes: true)));
    }

    [TestMethod]
    public void The_initial_checkpoint_is_Pythons_bit_for_bit()
    {
        // The index of a checkpoint has every tensor's place and the CRC-32C of its bytes.
        using var trainer = Reference();
        using var folder = new TempFolder();
        var saved = trainer.Save(folder["init.ckpt"]);
        CollectionAssert.AreEqual(File.ReadAllBytes(Golden.Path("char_lm/init.ckpt.index")), File.ReadAllBytes(saved + ".index"));
    }

    [TestMethod]
    public void The_first_losses_are_those_that_TensorFlow_computed()
    {
        using var trainer = Reference();
        for (var step = 0; step < 20; step++)
        {
            var expected = Curve[step].GetSingle();
            Assert.AreEqual(expected, trainer.Train(step), 1e-3f * expected, $"step {step}");
        }
        Assert.AreEqual(20, trainer.Steps);
    }

    [OracleTestMethod]
    public void Python_goes_on_from_our_checkpoint_and_we_from_Pythons()
    {
        using var folder = new TempFolder();
        var losses = new List<float>();
        string saved;
        using (var first = Reference())
        {
            for (var step = 0; step < 20; step++) losses.Add(first.Train(step));
            saved = first.Save(folder["ours"]);
        }
        var printed = Oracle.Run(Continuation, saved, Path.Combine(Shakespeare, "tinyshakespeare.txt"), folder["pythons"]);
        losses.AddRange(printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => float.Parse(line, CultureInfo.InvariantCulture)));
        using var last = Reference();
        using (var checkpoint = new CheckpointReader(folder["pythons-40"])) last.Restore(checkpoint);
        for (var step = last.Steps; step < 60; step++) losses.Add(last.Train(step));
        Assert.HasCount(60, losses);
        for (var step = 0; step < 60; step++) Assert.AreEqual(Curve[step].GetSingle(), losses[step], 1e-4f * losses[step], $"step {step}");
    }

    // Twenty steps from a checkpoint, by the graph that was saved with it.
    private const string Continuation = """
        import sys
        import numpy as np
        import tensorflow as tf
        saved, text, out = sys.argv[1:]
        text = open(text).read()
        chars = sorted(set(text))
        ids = np.array([chars.index(c) for c in text], np.int32)[:int(len(text) * 0.9)]
        n = (len(ids) - 1) // 2500 * 50
        x, y = ids[:n * 50].reshape(50, n), ids[1:n * 50 + 1].reshape(50, n)
        saver = tf.train.import_meta_graph(saved + ".meta")
        with tf.Session() as sess:
            saver.restore(sess, saved)
            for k in range(20, 40):
                feed = {"train/char_lm/x:0": x[:, k * 50:(k + 1) * 50], "train/y:0": y[:, k * 50:(k + 1) * 50]}
                print(float(sess.run(["train/loss:0", "train/Adam", "train/tuple/group_deps"], feed)[0]))
            saver.save(sess, out, global_step=sess.run("global_step:0"))
        """;

    private static CharacterTrainer Reference() =>
        new(Text, new CharacterTrainer.Settings(new CharacterModel.Sizes(Text.Count, 128, 2), Batch: 50, Time: 50, Rate: 0.002, Clip: 5, Seed: 1));
}

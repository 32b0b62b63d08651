using System.Text.Json;
using Microsoft.VisualStudio.TestTools.UnitTesting;
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
        var curve = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Shakespeare, "curve.json"))).RootElement.GetProperty("loss");
        for (var step = 0; step < 20; step++)
        {
            var expected = curve[step].GetSingle();
            Assert.AreEqual(expected, trainer.Train(step), 1e-3f * expected, $"step {step}");
        }
        Assert.AreEqual(20, trainer.Steps);
    }

    private static CharacterTrainer Reference() =>
        new(Text, new CharacterTrainer.Settings(new CharacterModel.Sizes(Text.Count, 128, 2), Batch: 50, Time: 50, Rate: 0.002, Clip: 5, Seed: 1));
}

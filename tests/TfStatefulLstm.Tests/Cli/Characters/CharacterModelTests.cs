using System.Globalization;
using System.Text.Json;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Cli;
using TfStatefulLstm.Cli.Characters;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Tests.Cli.TfStateRunner;

namespace TfStatefulLstm.Tests.Cli.Characters;

/// <summary>The model built in C#, with the weights that Python trained.</summary>
[TestClass]
public sealed class CharacterModelTests
{
    private static readonly JsonElement Sample = Json("sample.json"), Curve = Json("curve.json");

    [TestMethod]
    public void The_graph_is_that_of_the_training_program()
    {
        var graph = new Graph();
        using var checkpoint = new CheckpointReader(Shakespeare);
        var text = CharacterText.Read(Path.Combine(Shakespeare, "tinyshakespeare.txt"));
        using (graph.as_default())
        {
            tf.set_random_seed(1);
            using var scope = tf.name_scope("train");
            CharacterModel.Build(CharacterModel.Sizes.Of(checkpoint, text.Characters.Count), 50, 50);
        }
        var built = graph.ToGraphDef(addShapes: true);
        var recorded = MetaGraphDef.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(Shakespeare, "model.ckpt-3000.meta"))).GraphDef;
        var beginning = new GraphDef { Node = { recorded.Node.Take(built.Node.Count) }, Versions = recorded.Versions, Library = recorded.Library };
        Assert.IsGreaterThan(200, built.Node.Count);
        Assert.IsNull(GraphDiff.First(beginning, built));
    }

    [TestMethod]
    public void The_first_probabilities_are_those_that_TensorFlow_computed()
    {
        using var checkpoint = new CheckpointReader(Shakespeare);
        using var model = new CharacterCheckpoint(checkpoint);
        using var sampler = new CharacterSampler(model);
        var id = model.Characters[new System.Text.Rune('\n')];
        foreach (var row in Sample.GetProperty("probabilities").EnumerateArray())
        {
            var probabilities = sampler.Next(id, CancellationToken.None).ToArray<float>();
            foreach (var (expected, actual) in row.EnumerateArray().Zip(probabilities)) Assert.AreEqual(expected.GetSingle(), actual, 1e-5f);
            id = CharacterSampler.Likeliest(probabilities);
        }
    }

    [TestMethod]
    public async Task The_greedy_text_is_that_of_TensorFlow() =>
        Assert.AreEqual((0, Sample.GetProperty("greedy").GetString(), ""), await RunAsync("sample", "--greedy", "--checkpoint", Shakespeare));

    [TestMethod]
    public async Task The_held_out_losses_are_those_that_TensorFlow_measured()
    {
        var (code, output, error) = await RunAsync("eval", "--checkpoint", Shakespeare);
        Assert.AreEqual((0, ""), (code, error));
        foreach (var line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            Assert.AreEqual(Curve.GetProperty("held_out").GetProperty(line[0]).GetDouble(), double.Parse(line[1], CultureInfo.InvariantCulture), 1e-4, line[0]);
        Assert.AreEqual(2, output.Count(c => c == '\n'));
    }

    private static JsonElement Json(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Shakespeare, name))).RootElement;
}

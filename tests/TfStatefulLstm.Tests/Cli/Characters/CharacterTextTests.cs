using System.Text.Json;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Cli;
using TfStatefulLstm.Cli.Characters;
using TfStatefulLstm.Training.Corpus;

namespace TfStatefulLstm.Tests.Cli.Characters;

[TestClass]
public sealed class CharacterTextTests
{
    [TestMethod]
    public void Ids_are_those_of_the_training_program()
    {
        var text = CharacterText.Read(Path.Combine(TfStateRunner.Shakespeare, "tinyshakespeare.txt"));
        var characters = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TfStateRunner.Shakespeare, "sample.json"))).RootElement.GetProperty("characters").GetString()!;
        Assert.AreEqual(characters, text.Characters.Characters);
        CollectionAssert.AreEqual(new[] { characters.IndexOf('Q'), 0 }, CharacterText.Encode(text.Characters, "Q\n"));
    }

    [TestMethod]
    public void Held_out_rows_go_on_from_step_to_step()
    {
        // Of 400 characters 40 are held out, which make (40 - 1) / (3 * 4) * 4 = 12 columns.
        var text = new CharacterText(string.Concat(Enumerable.Range(0, 400).Select(i => (char)(0x4e00 + i))));
        var steps = text.HeldOut(batch: 3, time: 4).Epoch().ToList();
        Assert.HasCount(3, steps);
        CollectionAssert.AreEqual(new[] { 360, 361, 362, 363, 372, 373, 374, 375, 384, 385, 386, 387 }, steps[0].Inputs.ToArray<int>());
        CollectionAssert.AreEqual(new[] { 369, 370, 371, 372, 381, 382, 383, 384, 393, 394, 395, 396 }, steps[2].Targets.ToArray<int>());
        CollectionAssert.AreEqual(new long[] { 3, 4 }, steps[0].Targets.Dims.ToArray());
    }

    [TestMethod]
    public void An_unknown_character_is_named()
    {
        StringAssert.Contains(Assert.ThrowsExactly<CliError>(() => CharacterText.Encode(new Vocabulary("abc"), "é")).Message, "'é'");
        StringAssert.Contains(Assert.ThrowsExactly<CliError>(() => new CharacterText("abcd", new Vocabulary("abc"))).Message, "'d'");
        Assert.AreEqual("abc", new CharacterText("cb", new Vocabulary("abc")).Characters.Characters);
    }

    [TestMethod]
    public void A_held_out_part_without_a_whole_step() =>
        StringAssert.Contains(Assert.ThrowsExactly<CliError>(() => new CharacterText(new string('a', 120)).HeldOut(3, 4)).Message, "more than 12 characters");
}

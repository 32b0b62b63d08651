using System.Text;
using System.Text.Json;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Cli;

namespace TfStatefulLstm.Tests.Cli;

[TestClass]
public sealed class CharacterTextTests
{
    [TestMethod]
    public void Ids_are_those_of_the_training_program()
    {
        var text = CharacterText.Read(Path.Combine(TfStateRunner.Shakespeare, "tinyshakespeare.txt"));
        var characters = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(TfStateRunner.Shakespeare, "sample.json"))).RootElement.GetProperty("characters").GetString()!;
        Assert.AreEqual(characters, string.Concat(Enumerable.Range(0, text.Count).Select(i => text[i])));
        Assert.AreEqual(characters.IndexOf('Q'), text.IdOf(new Rune('Q')));
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
    public void An_unknown_character_is_named() =>
        StringAssert.Contains(Assert.ThrowsExactly<CliError>(() => new CharacterText("abc").IdOf(new Rune('é'))).Message, "'é'");

    [TestMethod]
    public void A_held_out_part_without_a_whole_step() =>
        StringAssert.Contains(Assert.ThrowsExactly<CliError>(() => new CharacterText(new string('a', 120)).HeldOut(3, 4)).Message, "more than 12 characters");
}

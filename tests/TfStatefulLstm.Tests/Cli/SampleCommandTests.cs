using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Cli;
using TfStatefulLstm.Cli.Characters;
using static TfStatefulLstm.Tests.Cli.TfStateRunner;

namespace TfStatefulLstm.Tests.Cli;

[TestClass]
public sealed class SampleCommandTests
{
    [TestMethod]
    public async Task A_seed_gives_the_same_text_again()
    {
        var first = await Text("--seed", "5", "--length", "60");
        Assert.AreEqual(60, first.Length);
        Assert.AreEqual(first, await Text("--seed", "5", "--length", "60"));
        Assert.AreNotEqual(first, await Text("--seed", "6", "--length", "60"));
    }

    [TestMethod]
    public async Task Text_goes_on_from_the_prime()
    {
        // Greedy text has no memory but the state: primed with its own beginning it goes on as it did.
        var whole = await Text("--greedy", "--length", "40");
        Assert.AreEqual(whole[15..], await Text("--greedy", "--length", "25", "--prime", "\n" + whole[..15]));
    }

    [TestMethod]
    public void A_low_temperature_takes_the_likeliest_and_a_high_one_any()
    {
        float[] probabilities = [0.2f, 0.5f, 0.3f];
        Assert.AreEqual(1, CharacterSampler.Likeliest(probabilities));
        var random = new Random(1);
        Assert.IsTrue(Enumerable.Range(0, 100).All(_ => CharacterSampler.Draw(probabilities, 1e-3, random) == 1));
        int[] Counts(double temperature) =>
            [.. Enumerable.Range(0, 30000).GroupBy(_ => CharacterSampler.Draw(probabilities, temperature, random)).OrderBy(g => g.Key).Select(g => g.Count())];
        foreach (var (expected, actual) in new[] { 6000, 15000, 9000 }.Zip(Counts(1))) Assert.AreEqual(expected, actual, 400d);
        foreach (var actual in Counts(1e6)) Assert.AreEqual(10000, actual, 400d);
    }

    [TestMethod]
    [DataRow("--temperature must be a number greater than 0", "--temperature", "0")]
    [DataRow("--length must be a number that is not negative", "--length", "-1")]
    [DataRow("--length must be a number that is not negative", "--length", "long")]
    [DataRow("--seed must be a whole number", "--seed", "x")]
    [DataRow("--prime must be at least one character", "--prime", "")]
    [DataRow("does not know the character 'é'", "--prime", "é")]
    [DataRow("There is no text", "--text", "nowhere.txt")]
    [DataRow("There is no checkpoint at nowhere", "--checkpoint", "nowhere")]
    public async Task A_wrong_use_gets_one_sentence(string sentence, params string[] args)
    {
        var (code, output, error) = await RunAsync(["sample", .. args]);
        Assert.AreEqual((2, ""), (code, output));
        StringAssert.Contains(error, sentence);
        Assert.AreEqual(error.Length - 1, error.IndexOf('\n'), "one line: " + error);
    }

    [TestMethod]
    public async Task A_checkpoint_of_another_model_is_refused()
    {
        var (code, _, error) = await RunAsync("sample", "--checkpoint", Golden.Path("cases/seed_saved_state/init"), "--text", Path.Combine(Shakespeare, "tinyshakespeare.txt"));
        Assert.AreEqual(2, code);
        StringAssert.Contains(error, "is no checkpoint of char_lm.py");
    }

    [TestMethod]
    public async Task An_ended_run_ends_cleanly()
    {
        using var ended = new CancellationTokenSource();
        using StringWriter error = new();
        using var output = new EndingWriter(ended, characters: 20);
        var code = await TfState.RunAsync(["sample", "--length", "1000000", "--checkpoint", Shakespeare], output, error, ended.Token);
        Assert.AreEqual((TfState.Interrupted, "", 20), (code, error.ToString(), output.Count));
    }

    private static async Task<string> Text(params string[] args)
    {
        var (code, output, error) = await RunAsync(["sample", "--checkpoint", Shakespeare, .. args]);
        Assert.AreEqual((0, ""), (code, error));
        return output;
    }

    // Asks for the end after some characters.
    private sealed class EndingWriter(CancellationTokenSource end, int characters) : StringWriter
    {
        public int Count { get; private set; }

        public override void Write(string? value)
        {
            base.Write(value);
            if (++Count == characters) end.Cancel();
        }
    }
}

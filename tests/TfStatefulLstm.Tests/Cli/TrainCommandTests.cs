using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Cli;
using static TfStatefulLstm.Tests.Cli.TfStateRunner;

namespace TfStatefulLstm.Tests.Cli;

[TestClass]
public sealed class TrainCommandTests
{
    // Four steps go through the part that trains.
    private static readonly string Tiny = string.Concat(Enumerable.Range(0, 67).Select(i => "to be or not"[i * i % 12]));

    [TestMethod]
    public async Task A_resumed_training_equals_one_without_a_pause()
    {
        using var folder = new TempFolder();
        var (whole, begun, resumed) = (await Train(folder, "whole", 7), await Train(folder, "parts", 3), await Train(folder, "parts", 7, "--resume"));
        Assert.AreEqual(7, whole.Count(c => c == '\n'));
        StringAssert.StartsWith(whole, "{\"step\":0,\"loss\":");
        Assert.AreEqual(whole, begun + resumed);
        foreach (var file in new[] { "model.ckpt-7.index", "model.ckpt-7.data-00000-of-00001", "model.ckpt-7.meta" })
            CollectionAssert.AreEqual(File.ReadAllBytes(folder["whole/" + file]), File.ReadAllBytes(folder["parts/" + file]), file);
        Assert.IsFalse(File.Exists(folder["parts/model.ckpt-3.index"]), "the last checkpoint replaces the one before");
    }

    [TestMethod]
    public async Task Every_option_counts()
    {
        using var folder = new TempFolder();
        var usual = await Train(folder, "usual", 3);
        Assert.AreEqual(usual, await Train(folder, "again", 3));
        foreach (var option in new[] { "--seed 2", "--rate 0.1", "--clip 0.001", "--units 5", "--layers 2", "--batch 2", "--steps 4" })
            Assert.AreNotEqual(usual, await Train(folder, option.Replace(' ', '_'), 3, option.Split(' ')), option);
        await Train(folder, "often", 5, "--save-every", "2");
        Assert.AreEqual(folder["often/model.ckpt-5"], CheckpointManagement.LatestCheckpoint(folder["often"]));
    }

    [TestMethod]
    public async Task An_ended_training_is_saved_and_says_how_to_go_on()
    {
        using var folder = new TempFolder();
        using var ended = new CancellationTokenSource();
        using StringWriter error = new() { NewLine = "\n" };
        using var output = new EndingWriter(ended, lines: 2);
        var code = await TfState.RunAsync(Arguments(folder, "ended", 1000), output, error, ended.Token);
        Assert.AreEqual((TfState.Interrupted, "tfstate: stopped and saved after step 2 of 1000: the same command with --resume goes on.\n"), (code, error.ToString()));
        var resumed = await Train(folder, "ended", 4, "--resume");
        StringAssert.StartsWith(resumed, "{\"step\":2,");
    }

    [TestMethod]
    [DataRow("There is no checkpoint in", "nothing", "--resume")]
    [DataRow("holds a checkpoint already", "begun")]
    [DataRow("has been trained for 1 steps: give a larger --max-steps", "begun", "--resume")]
    [DataRow("is of another training", "begun", "--resume", "--max-steps", "2", "--units", "9")]
    [DataRow("The text is too short", "long", "--steps", "1000")]
    [DataRow("--rate must be a number greater than 0", "rate", "--rate", "0")]
    [DataRow("--units must be a number greater than 0", "units", "--units", "0")]
    public async Task A_wrong_use_gets_one_sentence(string sentence, string name, params string[] more)
    {
        using var folder = new TempFolder();
        if (name == "begun") await Train(folder, name, 1);
        string[] arguments = more.Contains("--max-steps") ? Arguments(folder, name, null, more) : Arguments(folder, name, 1, more);
        var (code, output, error) = await RunAsync(arguments);
        Assert.AreEqual((2, ""), (code, output));
        StringAssert.Contains(error, sentence);
        Assert.AreEqual(error.Length - 1, error.IndexOf('\n'), "one line: " + error);
    }

    private static async Task<string> Train(TempFolder folder, string name, int steps, params string[] more)
    {
        var (code, output, error) = await RunAsync(Arguments(folder, name, steps, more));
        Assert.AreEqual((0, ""), (code, error));
        return output;
    }

    // A tiny model, unless the options that follow say otherwise.
    private static string[] Arguments(TempFolder folder, string name, int? steps, params string[] more)
    {
        File.WriteAllText(folder["text"], Tiny);
        string[] usual = ["--units", "4", "--layers", "1", "--batch", "3", "--steps", "5"];
        var kept = usual.Chunk(2).Where(option => !more.Contains(option[0])).SelectMany(option => option);
        string[] last = steps is { } n ? ["--max-steps", $"{n}"] : [];
        return ["train", "--text", folder["text"], "--out", folder[name], "--json", .. kept, .. last, .. more];
    }

    // Asks for the end after some lines.
    private sealed class EndingWriter(CancellationTokenSource end, int lines) : StringWriter
    {
        private int _count;

        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (++_count == lines) end.Cancel();
        }
    }
}

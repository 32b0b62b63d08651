using System.Globalization;
using System.Text.Json;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Cli;
using TfStatefulLstm.Protos;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Tests.Cli.TfStateRunner;

namespace TfStatefulLstm.Tests.Cli;

[TestClass]
public sealed class TrainCommandTests
{
    // Twenty steps go through the part that trains, two through the rest.
    private static readonly string Tiny = string.Concat(Enumerable.Range(0, 340).Select(i => "to be or not"[(i * i + i / 5) % 12]));
    private static readonly string[] Small = ["--units", "4", "--layers", "1", "--batch", "3", "--steps", "5"];

    [TestMethod]
    public async Task A_resumed_training_equals_one_without_a_pause()
    {
        using var folder = new TempFolder();
        var (whole, begun) = (await Train(folder, "whole", 23), await Train(folder, "parts", 11));
        // All options but the end are remembered.
        var (code, resumed, error) = await RunAsync("train", "--out", folder["parts"], "--max-steps", "23", "--resume", "--json");
        Assert.AreEqual((0, ""), (code, error));
        CollectionAssert.AreEqual(Steps(whole), Steps(begun).Concat(Steps(resumed)).ToArray());
        StringAssert.StartsWith(Steps(whole)[0], "{\"step\":0,\"loss\":");
        Assert.AreEqual(23, Steps(whole).Length);
        Assert.AreEqual(End(whole).ToString(), End(resumed).ToString());
        Assert.AreNotEqual(End(whole).GetProperty("carried").GetDouble(), End(whole).GetProperty("reset_each_run").GetDouble());
        foreach (var file in new[] { "model.ckpt-23.index", "model.ckpt-23.data-00000-of-00001", "model.ckpt-23.meta", "train.json" })
            CollectionAssert.AreEqual(File.ReadAllBytes(folder["whole/" + file]), File.ReadAllBytes(folder["parts/" + file]), file);
        Assert.IsFalse(File.Exists(folder["parts/model.ckpt-11.index"]), "the last checkpoint replaces the one before");
    }

    [TestMethod]
    public async Task Every_option_counts()
    {
        using var folder = new TempFolder();
        var usual = await Train(folder, "usual", 3);
        Assert.AreEqual(usual, await Train(folder, "again", 3));
        string[] options = ["--seed 2", "--rate 0.1", "--clip 0.001", "--units 5", "--layers 2", "--batch 2", "--steps 4", "--dropout 0.5", "--cell gru", "--cell rnn",
            "--optimizer sgd", "--optimizer momentum", "--optimizer adagrad", "--optimizer adadelta", "--optimizer rmsprop", "--optimizer ftrl"];
        var different = new HashSet<string> { usual };
        foreach (var option in options) Assert.IsTrue(different.Add(await Train(folder, option.Replace(' ', '_'), 3, option.Split(' '))), option);
        await Train(folder, "often", 5, "--save-every", "2");
        Assert.AreEqual(folder["often/model.ckpt-5"], CheckpointManagement.LatestCheckpoint(folder["often"]));
        // 306 characters train; (306 - 1) / (3 * 5) steps go through them.
        Assert.HasCount(40, Steps(await Train(folder, "twice", null, "--epochs", "2")));
        Assert.HasCount(4, Steps(await Train(folder, "first", 4, "--epochs", "2")));
    }

    [TestMethod]
    [DataRow("lstm", "adam")]
    [DataRow("gru", "sgd")]
    [DataRow("rnn", "rmsprop")]
    public async Task What_was_trained_is_evaluated_and_sampled_without_being_told_how(string cell, string optimizer)
    {
        using var folder = new TempFolder();
        var end = End(await Train(folder, "model", 20, "--cell", cell, "--optimizer", optimizer, "--layers", "2", "--dropout", "0.2"));
        var (code, output, error) = await RunAsync("eval", "--checkpoint", folder["model"]);
        Assert.AreEqual((0, ""), (code, error));
        var losses = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => double.Parse(l.Split(' ')[^1], CultureInfo.InvariantCulture)).ToArray();
        CollectionAssert.AreEqual(losses, new[] { "carried", "reset_each_run" }.Select(n => Math.Round(end.GetProperty(n).GetDouble(), 4)).ToArray());
        // Sampling needs the characters alone.
        File.Delete(folder["text"]);
        (code, output, error) = await RunAsync("sample", "--checkpoint", folder["model"], "--prime", "to be", "--length", "30", "--seed", "1");
        Assert.AreEqual((0, "", 30), (code, error, output.Length));
        Assert.IsTrue(output.All(Tiny.Contains) && end.GetProperty("sample").GetString()!.Length == 400);
        (code, _, error) = await RunAsync("eval", "--checkpoint", folder["model"]);
        Assert.AreEqual(2, code);
        StringAssert.Contains(error, $"There is no text {folder["text"]}: name the text that the model was trained on with --text.");
        File.Delete(folder["model/train.json"]);
        File.WriteAllText(folder["text"], Tiny);
        (code, output, error) = await RunAsync("sample", "--checkpoint", folder["model"], "--text", folder["text"], "--prime", "t", "--length", "10");
        Assert.AreEqual((0, "", 10), (code, error, output.Length));
    }

    [TestMethod]
    public async Task A_text_too_short_to_hold_a_step_out_trains_all_the_same()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["text"], Tiny[..67]);
        var (code, output, error) = await RunAsync(Arguments(folder, "short", 2));
        Assert.AreEqual(0, code);
        StringAssert.StartsWith(error, "tfstate: there is no held-out loss: The held-out text is too short");
        Assert.AreEqual(JsonValueKind.Null, End(output).GetProperty("carried").ValueKind);
    }

    [TestMethod]
    public async Task TensorBoard_gets_loss_rate_gradient_norm_and_graph()
    {
        using var folder = new TempFolder();
        var steps = Steps(await Train(folder, "seen", 3));
        var events = tf.train.summary_iterator(Directory.GetFiles(folder["seen"], "events.out.tfevents.*").Single()).ToList();
        Assert.AreEqual(SessionLog.Types.SessionStatus.Start, events[1].SessionLog.Status);
        var graph = GraphDef.Parser.ParseFrom(events[2].GraphDef);
        Assert.AreEqual("train/char_lm/x", graph.Node[0].Name);
        Assert.IsTrue(graph.Node.Any(n => n.Name == "train/Adam"));
        var told = events.Skip(3).Select(e => JsonSerializer.Serialize(new SortedDictionary<string, double>(e.Summary.Value.ToDictionary(v => v.Tag, v => (double)v.SimpleValue)) { ["step"] = e.Step }));
        var printed = steps.Select(s => JsonSerializer.Serialize(new SortedDictionary<string, double>(JsonDocument.Parse(s).RootElement.EnumerateObject().ToDictionary(p => p.Name, p => (double)p.Value.GetSingle()))));
        CollectionAssert.AreEqual(printed.ToArray(), told.ToArray());
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
    [DataRow("give a larger --epochs", "ended", "--resume", "--epochs", "1", "--max-steps", "100")]
    [DataRow("is of another training", "begun", "--resume", "--max-steps", "2", "--units", "9")]
    [DataRow("is of another training", "begun", "--resume", "--max-steps", "2", "--cell", "gru")]
    [DataRow("is of another training", "begun", "--resume", "--max-steps", "2", "--optimizer", "rmsprop")]
    [DataRow("train.json is damaged", "damaged", "--resume", "--max-steps", "2")]
    [DataRow("The text is too short", "long", "--steps", "1000")]
    [DataRow("There is no text nowhere.txt", "lost", "--text", "nowhere.txt")]
    [DataRow("--rate must be a number greater than 0", "rate", "--rate", "0")]
    [DataRow("--units must be a number greater than 0", "units", "--units", "0")]
    [DataRow("--epochs must be a number greater than 0", "epochs", "--epochs", "-1")]
    [DataRow("--dropout must be a number from 0 to less than 1", "dropout", "--dropout", "1")]
    [DataRow("Must be one of", "cell", "--cell", "transformer")]
    [DataRow("Must be one of", "optimizer", "--optimizer", "Adam")]
    [DataRow("--batch must be a number greater than 0", "many", "--batch", "many")]
    [DataRow("--clip must be a number greater than 0", "clip", "--clip", "NaN")]
    [DataRow("--seed must be a whole number", "seed", "--seed", "x")]
    public async Task A_wrong_use_gets_one_sentence_and_leaves_nothing_behind(string sentence, string name, params string[] more)
    {
        using var folder = new TempFolder();
        var exists = name is "begun" or "damaged" or "ended";
        if (exists) await Train(folder, name, name == "ended" ? 20 : 1);
        if (name == "damaged") File.WriteAllText(folder["damaged/train.json"], "{\"text\":");
        var before = exists ? Directory.GetFiles(folder[name]).Order().ToArray() : null;
        string[] arguments = more.Contains("--max-steps") ? Arguments(folder, name, null, more) : Arguments(folder, name, 1, more);
        // What a checkpoint was trained with is remembered; only what the case gives again is given again.
        if (exists) arguments = ["train", "--out", folder[name], "--json", .. more.Contains("--max-steps") ? Array.Empty<string>() : ["--max-steps", "1"], .. more];
        var (code, output, error) = await RunAsync(arguments);
        Assert.AreEqual((2, ""), (code, output));
        StringAssert.Contains(error, sentence.Replace("nowhere.txt", Path.GetFullPath("nowhere.txt")));
        Assert.AreEqual(error.Length - 1, error.IndexOf('\n'), "one line: " + error);
        if (exists) CollectionAssert.AreEqual(before, Directory.GetFiles(folder[name]).Order().ToArray());
        else Assert.IsFalse(Path.Exists(folder[name]));
    }

    private static async Task<string> Train(TempFolder folder, string name, int? steps, params string[] more)
    {
        var (code, output, error) = await RunAsync(Arguments(folder, name, steps, more));
        Assert.AreEqual((0, ""), (code, error));
        return output;
    }

    // A tiny model, unless the options that follow say otherwise.
    private static string[] Arguments(TempFolder folder, string name, int? steps, params string[] more)
    {
        if (!File.Exists(folder["text"])) File.WriteAllText(folder["text"], Tiny);
        var kept = Small.Chunk(2).Where(option => !more.Contains(option[0])).SelectMany(option => option);
        string[] text = more.Contains("--text") ? [] : ["--text", folder["text"]];
        string[] last = steps is null ? [] : ["--max-steps", steps.Value.ToString(CultureInfo.InvariantCulture)];
        return ["train", .. text, "--out", folder[name], "--json", .. kept, .. last, .. more];
    }

    private static string[] Steps(string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l.StartsWith("{\"step\":", StringComparison.Ordinal))];

    private static JsonElement End(string output) => JsonDocument.Parse(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).RootElement;

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

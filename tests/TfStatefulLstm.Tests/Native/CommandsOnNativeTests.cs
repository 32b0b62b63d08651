using System.Text.Json;
using static TfStatefulLstm.Tests.Cli.TfStateRunner;

namespace TfStatefulLstm.Tests.Native;

/// <summary>The reference model by the commands, on real TensorFlow beside the managed engine.</summary>
[TestClass]
[NeedsNativeLibrary]
public sealed class CommandsOnNativeTests
{
    [TestMethod]
    public async Task Greedy_text_is_the_same()
    {
        var managed = await RunAsync(["sample", "--greedy", "--length", "120"]);
        var native = await RunAsync(["sample", "--greedy", "--length", "120", "--engine", "native"]);
        Assert.AreEqual((0, managed.Output), (native.Code, native.Output));
    }

    [TestMethod]
    public async Task Held_out_losses_are_the_same()
    {
        var managed = await RunAsync(["eval"]);
        var native = await RunAsync(["eval", "--engine", "native"]);
        var (expected, actual) = (Losses(managed.Output), Losses(native.Output));
        Assert.HasCount(2, actual);
        for (var i = 0; i < 2; i++) Assert.AreEqual(expected[i], actual[i], 1e-4);
    }

    [TestMethod]
    public async Task Training_losses_are_the_same()
    {
        using var folder = new TempFolder();
        var managed = await RunAsync(["train", "--max-steps", "12", "--json", "--out", folder["managed"]]);
        var native = await RunAsync(["train", "--max-steps", "12", "--json", "--out", folder["native"], "--engine", "native"]);
        Assert.AreEqual(0, native.Code, native.Error);
        var (expected, actual) = (Steps(managed.Output), Steps(native.Output));
        Assert.HasCount(12, actual);
        for (var i = 0; i < 12; i++) Assert.AreEqual(expected[i], actual[i], 1e-4 * expected[i]);
    }

    private static double[] Losses(string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture))];

    private static double[] Steps(string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.TryGetProperty("step", out _)).Select(line => line.GetProperty("loss").GetDouble())];
}

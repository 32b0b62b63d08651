using System.Text.Json;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime;

namespace TfStatefulLstm.Tests.Runtime;

[TestClass]
public sealed class TimelineTests
{
    [TestMethod]
    public void Operations_that_ran_at_once_are_in_rows_of_their_own_and_arrows_lead_from_one_to_another()
    {
        var stats = new StepStats();
        var device = new DeviceStepStats { Device = "/cpu:0" };
        device.NodeStats.Add(Node("a", "a = Const()", 10, 5));
        device.NodeStats.Add(Node("b", "b = Neg(a)", 12, 20));
        device.NodeStats.Add(Node("c", "c = AddV2(a, b:0)", 40, 2));
        device.NodeStats.Add(Node("odd\"name", "no label", 50, 1));
        stats.DevStats.Add(device);
        var events = Events(new Timeline(stats).generate_chrome_trace_format());
        var ops = events.Where(e => Text(e, "ph") == "X").ToList();
        CollectionAssert.AreEqual(new[] { "Const", "Neg", "AddV2", "unknown" }, ops.Select(e => Text(e, "name")).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 0, 0 }, ops.Select(e => e.GetProperty("tid").GetInt32()).ToArray());
        Assert.AreEqual("b:0", ops[2].GetProperty("args").GetProperty("input1").GetString());
        Assert.AreEqual("odd\"name", ops[3].GetProperty("args").GetProperty("name").GetString());
        Assert.AreEqual(20, ops[1].GetProperty("dur").GetInt64());
        Assert.AreEqual("/cpu:0 Compute", events[0].GetProperty("args").GetProperty("name").GetString());
        // a to b and b to c change rows; a to c does not.
        CollectionAssert.AreEqual(new[] { "s a 15 0", "t a 12 0", "s b:0 32 1", "t b:0 40 1" },
            events.Where(e => Text(e, "ph") is "s" or "t").Select(e => $"{Text(e, "ph")} {Text(e, "name")} {e.GetProperty("ts")} {e.GetProperty("id")}").ToArray());
        Assert.IsFalse(Events(new Timeline(stats).generate_chrome_trace_format(show_dataflow: false)).Any(e => Text(e, "ph") is "s" or "t"));
    }

    internal static List<JsonElement> Events(string trace) => [.. JsonDocument.Parse(trace).RootElement.GetProperty("traceEvents").EnumerateArray()];

    private static string Text(JsonElement e, string key) => e.GetProperty(key).GetString()!;

    private static NodeExecStats Node(string name, string label, long start, long duration) =>
        new() { NodeName = name, TimelineLabel = label, AllStartMicros = start, AllEndRelMicros = duration };
}

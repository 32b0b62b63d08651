using System.Text.Json;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime;
using static TfStatefulLstm.Tests.Cli.TfStateRunner;

namespace TfStatefulLstm.Tests.Cli;

/// <summary>The MetaGraph that Python wrote, run as it stands: what TensorFlow measured must come out, whatever the graph builder does.</summary>
[TestClass]
public sealed class ReferenceModelTests
{
    private static readonly JsonElement Sample = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Shakespeare, "sample.json"))).RootElement;

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void The_sampling_graph_goes_on_as_TensorFlow_went_on(bool passes)
    {
        using var engine = Restored(passes);
        var characters = Sample.GetProperty("characters").GetString()!;
        var expected = Sample.GetProperty("probabilities").EnumerateArray().Select(row => row.EnumerateArray().Select(p => p.GetSingle()).ToArray()).ToArray();
        var (last, text) = (characters.IndexOf('\n'), "");
        for (var i = 0; i < 400; i++)
        {
            var feeds = new Dictionary<string, NDArray> { ["sample/char_lm/x:0"] = new[,] { { last } } };
            var probabilities = engine.Run(feeds, ["sample/probabilities:0"], ["sample/tuple/group_deps"])[0].ToArray<float>();
            if (i < expected.Length)
                for (var c = 0; c < probabilities.Length; c++) Assert.AreEqual(expected[i][c], probabilities[c], 1e-5f);
            last = Array.IndexOf(probabilities, probabilities.Max());
            text += characters[last];
        }
        Assert.AreEqual(Sample.GetProperty("greedy").GetString(), text);
    }

    private static ManagedEngine Restored(bool passes)
    {
        var meta = MetaGraphDef.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(Shakespeare, "model.ckpt-3000.meta")));
        var engine = new ManagedEngine(meta.GraphDef, new EngineOptions { Passes = passes });
        var prefix = new Dictionary<string, NDArray> { [meta.SaverDef.FilenameTensorName] = Path.Combine(Shakespeare, "model.ckpt-3000") };
        engine.Run(prefix, [], [meta.SaverDef.RestoreOpName]);
        return engine;
    }
}

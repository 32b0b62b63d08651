using Google.Protobuf;
using TfStatefulLstm.Checkpoints.Saving;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Tests.Checkpoints.Saving;

/// <summary>Savers built on what Python built before them: the whole graph must be Python's.</summary>
[TestClass]
public class SaverGraphTests
{
    private static GraphDef Recorded(string name) => GraphDef.Parser.ParseFrom(File.ReadAllBytes(Golden.Path($"cases/saver_{name}/graph.pb")));

    // The nodes that were there before the first saver, with their variables.
    private static GraphDef Before(GraphDef graph, string firstSaver)
    {
        var def = new GraphDef { Versions = graph.Versions };
        def.Node.Add(graph.Node.TakeWhile(n => !n.Name.StartsWith(firstSaver + "/", StringComparison.Ordinal)));
        return def;
    }

    private static IReadOnlyList<VariableBase> Import(GraphDef def, MetaGraphDef? meta = null)
    {
        meta ??= new MetaGraphDef();
        var start = new MetaGraphDef { GraphDef = def };
        foreach (var key in new[] { "variables", "trainable_variables" })
            if (meta.CollectionDef.TryGetValue(key, out var c)) start.CollectionDef[key] = c;
        start.MetaInfoDef = meta.MetaInfoDef;
        MetaGraphs.Import(start);
        return [.. Graph.Default.Collection("variables").Cast<VariableBase>()];
    }

    private static void AssertSame(GraphDef expected) => Assert.IsNull(GraphDiff.First(expected, Graph.Default.ToGraphDef(addShapes: true)));

    private static VariableDef Ref(string name) => new() { VariableName = $"{name}:0", InitializerName = $"{name}/Assign", SnapshotName = $"{name}/read:0", Trainable = true };

    [TestMethod]
    public void Two_savers_the_second_under_other_names()
    {
        using var scope = new Graph().AsDefault();
        var expected = Recorded("basic");
        // The program made its initializer after the savers.
        expected.Node.Remove(expected.Node.Single(n => n.Name == "init"));
        // Importing a MetaGraph without a saver builds the default one.
        var variables = Import(Before(expected, "save"), MetaGraphs.Read(Golden.Path("cases/saver_basic/model.ckpt-3.meta"))).ToDictionary(v => v.Op.Name);
        var best = new Saver(new Dictionary<string, VariableBase> { ["weights"] = variables["layer/w"], ["bias"] = variables["layer/b"] },
            new SaverOptions { Name = "best", MaxToKeep = 1, KeepCheckpointEveryNHours = 2 });
        AssertSame(expected);
        Assert.AreEqual("{ \"filenameTensorName\": \"best/Const:0\", \"saveTensorName\": \"best/control_dependency:0\", \"restoreOpName\": \"best/restore_all\", \"maxToKeep\": 1, \"keepCheckpointEveryNHours\": 2, \"version\": \"V2\" }",
            best.AsSaverDef().ToString());
    }

    [TestMethod]
    public void Resource_variables()
    {
        using var scope = new Graph().AsDefault();
        var expected = Recorded("resource");
        var variables = Import(Before(expected, "save"), MetaGraphs.Read(Golden.Path("cases/saver_resource/model.meta"))).ToDictionary(v => v.Op.Name);
        _ = new Saver([variables["net/w"], variables["plain"]], new SaverOptions { Name = "again" });
        AssertSame(expected);
    }

    [TestMethod]
    public void A_shard_for_each_device_and_slices()
    {
        using var scope = new Graph().AsDefault();
        var expected = Recorded("sharded_partitioned");
        var meta = MetaGraphs.Read(Golden.Path("cases/saver_sharded_partitioned/model.meta"));
        using (new Graph().AsDefault()) Assert.IsNotNull(MetaGraphs.Import(meta));
        GraphImporter.Import(Graph.Default, Before(expected, "save"), "");
        foreach (var bytes in meta.CollectionDef["variables"].BytesList.Value)
            Graph.Default.AddToCollection("variables", VariableBase.FromProto(Graph.Default, VariableDef.Parser.ParseFrom(bytes)));
        var saver = new Saver(new SaverOptions { Sharded = true });
        // The folder of the shards has a random name.
        var suffix = Graph.Default.OperationByName("save/StringJoin/inputs_1").Attrs.Get("value");
        StringAssert.Matches(suffix.Tensor.StringVal[0].ToStringUtf8(), new System.Text.RegularExpressions.Regex("^_temp_[0-9a-f]{32}/part$"));
        expected.Node.First(n => n.Name == "save/StringJoin/inputs_1").Attr["value"] = suffix;
        AssertSame(expected);
        Assert.AreEqual(meta.SaverDef, saver.AsSaverDef());
    }

    [TestMethod]
    public void Reshape_file_name_scopes_and_one_op_a_variable()
    {
        using var scope = new Graph().AsDefault();
        var expected = Recorded("options");
        GraphImporter.Import(Graph.Default, Before(expected, "shaped"), "");
        var resource = new VariableDef { VariableName = "r:0", InitializerName = "r/Assign", SnapshotName = "r/Read/ReadVariableOp:0", IsResource = true, Trainable = true };
        var (a, b, r) = (VariableBase.FromProto(Graph.Default, Ref("a")), VariableBase.FromProto(Graph.Default, Ref("b")), VariableBase.FromProto(Graph.Default, resource));
        foreach (var v in new[] { a, b, r }) Graph.Default.AddToCollection("variables", v);
        _ = new Saver(new SaverOptions { Reshape = true, Filename = "given/name", Name = "shaped" });
        using (Graph.Default.NameScope("scope"))
        {
            _ = new Saver([b]);
            using (Graph.Default.NameScope("inner")) _ = new Saver(new Dictionary<string, INamed> { ["other"] = b, ["r"] = r }, new SaverOptions { RestoreSequentially = true });
        }
        _ = new Saver([a, b, r], new SaverOptions { Builder = new OneByOneSaverBuilder(), Name = "one_by_one", Sharded = true });
        expected.Node.First(n => n.Name == "one_by_one/StringJoin/inputs_1").Attr["value"] = Graph.Default.OperationByName("one_by_one/StringJoin/inputs_1").Attrs.Get("value");
        AssertSame(expected);
    }

    [TestMethod]
    public void Wrong_use_is_refused_in_TensorFlows_words()
    {
        using var scope = new Graph().AsDefault();
        Assert.AreEqual("No variables to save", Assert.ThrowsExactly<ValueError>(() => new Saver()).Message);
        Assert.AreEqual("No variables to save", Assert.ThrowsExactly<ValueError>(() => new Saver(new List<INamed>())).Message);
        _ = new Saver(new SaverOptions { AllowEmpty = true });
        Assert.IsEmpty(Graph.Default.Operations);
        var variables = Import(Before(Recorded("basic"), "save"), MetaGraphs.Read(Golden.Path("cases/saver_basic/model.ckpt-3.meta")));
        var w = variables[0];
        Assert.AreEqual("At least two variables have the same name: layer/w", Assert.ThrowsExactly<ValueError>(() => new Saver([w, w])).Message);
        Assert.AreEqual("The same saveable will be restored with two names: y", Assert.ThrowsExactly<ValueError>(() => new Saver(new Dictionary<string, INamed> { ["x"] = w, ["y"] = w })).Message);
        StringAssert.StartsWith(Assert.ThrowsExactly<TypeError>(() => new Saver([w.Value()])).Message, "Variable to save is not a Variable: Tensor(\"layer/w/read:0\"");
        StringAssert.StartsWith(Assert.ThrowsExactly<ValueError>(() => new Saver([w], new SaverOptions { DeferBuild = true })).Message, "If `var_list` is provided then build cannot be deferred.");
        StringAssert.StartsWith(Assert.ThrowsExactly<ValueError>(() => new Saver(new SaverDef())).Message, "saver_def must specify the save_tensor_name");
        using var session = new Session();
        Assert.AreEqual("`build()` should be called before save if defer_build==True", Assert.ThrowsExactly<RuntimeError>(() => new Saver(new SaverOptions { DeferBuild = true }).Save(session, "x")).Message);
    }
}

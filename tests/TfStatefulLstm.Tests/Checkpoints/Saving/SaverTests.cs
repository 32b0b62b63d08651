using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Checkpoints.Saving;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;

namespace TfStatefulLstm.Tests.Checkpoints.Saving;

/// <summary>Saving and restoring in a session.</summary>
[TestClass]
public class SaverTests
{
    private static readonly string Basic = Golden.Path("cases/saver_basic/model.ckpt-3");

    private static Dictionary<string, VariableBase> Variables() => Graph.Default.Collection("variables").Cast<VariableBase>().ToDictionary(v => v.Op.Name);

    private static NDArray Value(ISession session, string variable) => session.Run(new Dictionary<string, NDArray>(), [$"{variable}:0"], [])[0];

    [TestMethod]
    public void Python_s_checkpoint_restored_and_saved_again_has_the_same_files()
    {
        using var scope = new Graph().AsDefault();
        using var folder = new TempFolder();
        var saver = MetaGraphs.Import(Basic + ".meta")!;
        using var session = new Session();
        var report = saver.restore(session, Basic);
        CollectionAssert.AreEqual(new[] { "global_step", "layer/b", "layer/w" }, report.Restored.ToArray());
        Assert.IsEmpty(report.Unused);
        Assert.AreEqual(folder["model.ckpt-3"], saver.save(session, folder["model.ckpt"], global_step: Variables()["global_step"]));
        foreach (var suffix in new[] { ".index", ".data-00000-of-00001" }) CollectionAssert.AreEqual(File.ReadAllBytes(Basic + suffix), File.ReadAllBytes(folder["model.ckpt-3"] + suffix), suffix);
        Assert.AreEqual(MetaGraphs.Read(Basic + ".meta"), MetaGraphs.Read(folder["model.ckpt-3.meta"]));
        Assert.AreEqual(folder["model.ckpt-3"], CheckpointManagement.LatestCheckpoint(folder.Path));
    }

    [TestMethod]
    public void Old_checkpoints_go_and_one_every_so_many_hours_stays()
    {
        using var scope = new Graph().AsDefault();
        using var folder = new TempFolder();
        MetaGraphs.Import(Basic + ".meta")!.Restore(new Session(), Basic);
        var saver = new Saver(new SaverOptions { MaxToKeep = 2, PadStepNumber = true, SaveRelativePaths = true, Name = "mine" });
        using var session = new Session();
        session.run(Graph.Default.OperationByName("init"));
        for (var i = 0; i < 4; i++) saver.save(session, folder["m"], global_step: i, write_meta_graph: i == 1);
        CollectionAssert.AreEqual(new[] { folder["m-00000002"], folder["m-00000003"] }, saver.last_checkpoints.ToArray());
        CollectionAssert.AreEquivalent(new[] { "checkpoint", "m-00000002.index", "m-00000002.data-00000-of-00001", "m-00000003.index", "m-00000003.data-00000-of-00001" },
            Directory.GetFiles(folder.Path).Select(Path.GetFileName).ToArray());
        Assert.AreEqual("model_checkpoint_path: \"m-00000003\"\nall_model_checkpoint_paths: \"m-00000002\"\nall_model_checkpoint_paths: \"m-00000003\"\n", File.ReadAllText(folder["checkpoint"]));

        // Saved again it is the newest, not one more.
        saver.save(session, folder["m"], global_step: 2, write_meta_graph: false);
        CollectionAssert.AreEqual(new[] { folder["m-00000003"], folder["m-00000002"] }, saver.last_checkpoints.ToArray());

        // One that is to be kept for good is not deleted when its turn comes.
        var keeper = new Saver(new SaverOptions { MaxToKeep = 1, KeepCheckpointEveryNHours = 1e-9, Name = "keeper" });
        for (var i = 0; i < 3; i++) keeper.save(session, folder["k"], global_step: i, write_meta_graph: false);
        Assert.HasCount(3, Directory.GetFiles(folder.Path, "k-*.index"));

        var recovered = new Saver(new SaverOptions { MaxToKeep = 1, Name = "recovered" });
        recovered.recover_last_checkpoints([folder["gone"], folder["k-2"]]);
        CollectionAssert.AreEqual(new[] { folder["k-2"] }, recovered.last_checkpoints.ToArray());
        recovered.save(session, folder["r"], write_meta_graph: false);
        Assert.IsFalse(CheckpointManagement.CheckpointExists(folder["k-2"]));
    }

    [TestMethod]
    [DataRow("sharded_partitioned")]
    public void Shards_and_slices_come_back(string name)
    {
        using var folder = new TempFolder();
        var values = new Dictionary<string, NDArray>();
        using (new Graph().AsDefault())
        {
            var saver = MetaGraphs.Import(Golden.Path($"cases/saver_{name}/model.meta"), clearDevices: true)!;
            using var session = new Session();
            session.run([.. Variables().Values.Select(v => (Fetch)v.Initializer)]);
            foreach (var v in Variables().Keys) values[v] = Value(session, v);
            Assert.AreEqual(folder["m"], saver.save(session, folder["m"]));
            Assert.HasCount(5, Directory.GetFiles(folder.Path), "two shards, index, meta and checkpoint");
            Assert.IsEmpty(Directory.GetDirectories(folder.Path), "the temporary folder is gone");
        }
        using var reader = new CheckpointReader(folder["m"]);
        CollectionAssert.AreEqual(new[] { "cols/kernel", "part/emb", "plain" }, reader.Names.ToArray());
        Assert.AreEqual(new Shape(10, 4), reader.GetTensor("part/emb").Shape);
        using (new Graph().AsDefault())
        {
            var saver = MetaGraphs.Import(folder["m.meta"], importScope: "again")!;
            using var session = new Session();
            saver.restore(session, folder.Path);
            foreach (var (v, value) in values) Assert.IsTrue(value.Bytes.SequenceEqual(Value(session, "again/" + v).Bytes), v);
        }
    }

    [TestMethod]
    public void Wrong_use_is_told_in_TensorFlows_words()
    {
        using var scope = new Graph().AsDefault();
        using var folder = new TempFolder();
        var saver = MetaGraphs.Import(Basic + ".meta")!;
        using var session = new Session();
        var missing = Assert.ThrowsExactly<NotFoundError>(() => saver.restore(session, Golden.Path("cases/ckpt_keep_last")));
        StringAssert.StartsWith(missing.Message, "Restoring from checkpoint failed. This is most likely due to a Variable name or other graph key that is missing from the checkpoint.");
        StringAssert.Contains(missing.Message, "Key global_step not found in checkpoint; neither are layer/b, layer/w");
        Assert.AreEqual("save/RestoreV2", missing.Op);
        Assert.AreEqual($"The passed save_path is not a valid checkpoint: {folder["m"]}", Assert.ThrowsExactly<ValueError>(() => saver.restore(session, folder["m"])).Message);
        Assert.AreEqual("Can't load save_path when it is None.", Assert.ThrowsExactly<ValueError>(() => saver.restore(session, null!)).Message);
        saver.restore(session, Basic);
        Assert.AreEqual($"Parent directory of {folder["a/b/m"]} doesn't exist, can't save.", Assert.ThrowsExactly<ValueError>(() => saver.save(session, folder["a/b/m"])).Message);
        Assert.AreEqual("'latest_filename' must not contain path components", Assert.ThrowsExactly<ValueError>(() => saver.save(session, folder["m"], latest_filename: "a/b")).Message);
        Assert.AreEqual($"'latest_filename' collides with 'save_path': 'checkpoint' and '{folder["checkpoint"]}'", Assert.ThrowsExactly<ValueError>(() => saver.save(session, folder["checkpoint"])).Message);
        var mismatch = new Saver(new Dictionary<string, VariableBase> { ["layer/w"] = Variables()["layer/b"], ["layer/b"] = Variables()["layer/w"] }, new SaverOptions { Name = "swapped" });
        StringAssert.StartsWith(Assert.ThrowsExactly<InvalidArgumentError>(() => mismatch.restore(session, Basic)).Message, "Restoring from checkpoint failed. This is most likely due to a mismatch between the current graph and the graph from the checkpoint.");
        Assert.IsNull(new Saver(new List<INamed>(), new SaverOptions { AllowEmpty = true, Name = "empty" }).save(session, folder["m"]));
    }

    [TestMethod]
    public void The_reference_model_is_imported_and_restored()
    {
        using var scope = new Graph().AsDefault();
        var prefix = Path.GetFullPath(Golden.Path("../../checkpoints/shakespeare/model.ckpt-3000"));
        var saver = MetaGraphs.Import(prefix + ".meta")!;
        using var session = new Session();
        var report = saver.restore(session, Path.GetDirectoryName(prefix)!);
        Assert.AreEqual(prefix, report.Prefix);
        using var reader = new CheckpointReader(prefix);
        foreach (var name in reader.Names) Assert.IsTrue(reader.GetTensor(name).Bytes.SequenceEqual(Value(session, name).Bytes), name);
    }
}

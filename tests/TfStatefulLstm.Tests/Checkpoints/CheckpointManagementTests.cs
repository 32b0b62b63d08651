using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Tests.Checkpoints;

[TestClass]
public class CheckpointManagementTests
{
    private static void Save(string prefix) => BundleIO.Save(prefix, ["x"], [""], [new NDArray(DType.Float32, 2)]);

    [TestMethod]
    public void The_file_that_Python_wrote_is_written_again()
    {
        using var folder = new TempFolder();
        // The Saver of the recorded case was given a relative folder.
        var recorded = CheckpointManagement.GetCheckpointState(Golden.Path("cases/ckpt_keep_last"))!;
        Assert.AreEqual(Golden.Path("cases/ckpt_keep_last/model.ckpt-4"), recorded.ModelCheckpointPath);
        CheckpointManagement.UpdateCheckpointState(folder.Path, folder["model.ckpt-4"], [folder["model.ckpt-3"], folder["model.ckpt-4"]], saveRelativePaths: true);
        Assert.AreEqual(File.ReadAllText(Golden.Path("cases/ckpt_keep_last/checkpoint")), File.ReadAllText(folder["checkpoint"]));
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void Paths_follow_the_folder_as_in_Python()
    {
        var relative = CheckpointManagement.GenerateCheckpointStateProto("train", "train/m-2", ["train/m-1"]);
        Assert.AreEqual("m-2", relative.ModelCheckpointPath);
        CollectionAssert.AreEqual(new[] { "m-1", "m-2" }, relative.AllModelCheckpointPaths.ToArray());
        Assert.AreEqual("/a/m", CheckpointManagement.GenerateCheckpointStateProto("train", "/a/m").ModelCheckpointPath);
        Assert.AreEqual("m", CheckpointManagement.GenerateCheckpointStateProto("/train", "m").ModelCheckpointPath);
        Assert.AreEqual("m", CheckpointManagement.GenerateCheckpointStateProto("", "m").ModelCheckpointPath);
        StringAssert.Contains(Assert.ThrowsExactly<ValueError>(() => CheckpointManagement.GenerateCheckpointStateProto("d", "d/m", ["d/m"], [1, 2])).Message, "must match checkpoint paths");
        Assert.ThrowsExactly<RuntimeError>(() => CheckpointManagement.UpdateCheckpointState("", "checkpoint"));
    }

    [TestMethod]
    public void The_newest_is_found_whatever_the_file_looks_like()
    {
        using var folder = new TempFolder();
        Assert.IsNull(CheckpointManagement.LatestCheckpoint(folder.Path));
        Assert.IsNull(CheckpointManagement.LatestCheckpoint(folder["nowhere"]));
        File.WriteAllText(folder["checkpoint"], "model_checkpoint_path: \"m-1\"");
        Assert.IsNull(CheckpointManagement.LatestCheckpoint(folder.Path), "the checkpoint it names is not there");
        Save(folder["m-1"]);
        Assert.AreEqual(folder["m-1"], CheckpointManagement.LatestCheckpoint(folder.Path));
        File.WriteAllText(folder["checkpoint"], $"# by hand\r\nmodel_checkpoint_path : '{folder["m-1"]}' all_model_checkpoint_paths: [\"a\", '/b']");
        var state = CheckpointManagement.GetCheckpointState(folder.Path)!;
        CollectionAssert.AreEqual(new[] { folder["m-1"], folder["a"], "/b" }, state.AllModelCheckpointPaths.Prepend(state.ModelCheckpointPath).ToArray());
        File.WriteAllText(folder["checkpoint"], "model_checkpoint_path: \"m-1");
        Assert.IsNull(CheckpointManagement.GetCheckpointState(folder.Path), "a broken file counts as none");
        File.WriteAllText(folder["checkpoint"], "");
        Assert.AreEqual($"Invalid checkpoint state loaded from {folder.Path}", Assert.ThrowsExactly<ValueError>(() => CheckpointManagement.GetCheckpointState(folder.Path)).Message);
        File.WriteAllText(folder["other"], "model_checkpoint_path: \"m-1\"");
        Assert.AreEqual(folder["m-1"], CheckpointManagement.LatestCheckpoint(folder.Path, "other"));
    }

    [TestMethod]
    public void A_checkpoint_exists_until_it_is_removed()
    {
        using var folder = new TempFolder();
        foreach (var name in new[] { "m-1", "m-10" }) Save(folder[name]);
        File.WriteAllText(folder["m-1.meta"], "");
        File.WriteAllText(folder["m-1.data-00000-of-00001.pending"], "left by a killed save");
        Assert.IsTrue(CheckpointManagement.CheckpointExists(folder["m-1"]));
        Assert.IsTrue(CheckpointManagement.CheckpointExists(folder["m-1*"]));
        Assert.IsFalse(CheckpointManagement.CheckpointExists(folder["m"]));
        Assert.HasCount(1, CheckpointManagement.GetCheckpointMtimes([folder["m-1"], folder["m-2"]]));
        CheckpointManagement.RemoveCheckpoint(folder["m-1"]);
        Assert.IsFalse(CheckpointManagement.CheckpointExists(folder["m-1"]));
        CollectionAssert.AreEquivalent(new[] { folder["m-10.index"], folder["m-10.data-00000-of-00001"] }, Directory.GetFiles(folder.Path));
        Assert.AreEqual("a/m-5.meta", CheckpointManagement.MetaGraphFilename("a/m-5"));
        Assert.AreEqual("a/m-5.meta", CheckpointManagement.MetaGraphFilename("a/m-5-?????-of-00003"));
    }
}

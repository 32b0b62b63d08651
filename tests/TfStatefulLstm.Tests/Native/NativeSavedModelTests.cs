using TfStatefulLstm.Checkpoints.SavedModels;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Native;
using TfStatefulLstm.Tests.Checkpoints.SavedModels;

namespace TfStatefulLstm.Tests.Native;

[TestClass]
[NeedsNativeLibrary]
public sealed class NativeSavedModelTests
{
    [TestMethod]
    public void TensorFlows_own_loader_loads_both_forms_and_carries_the_state()
    {
        using var folder = new TempFolder();
        using var model = new ServedModel(ownCollection: true);
        var expected = model.Expected();
        model.Session.run(model.Rnn.Advance, (model.X, ServedModel.Frame(9)));
        model.Rnn.ExportSavedModel(model.Session, folder["inside"], model.Inputs, model.Outputs);
        model.Rnn.ExportStatelessSavedModel(model.Session, folder["passed"], model.Inputs, model.Outputs);
        using var inside = NativeSavedModel.Load(folder["inside"]);
        CollectionAssert.AreEqual(new[] { "peek", "reset", "serving_default" }, inside.Signatures.ToArray());
        ServedModel.Same(expected, ServedModel.Conversation((signature, name, value) => inside.Run(signature, new Dictionary<string, NDArray> { [name] = value })));
        using var passed = NativeSavedModel.Load(folder["passed"]);
        ServedModel.Same(expected[..2], StatefulModelsTests.Passed(feeds => passed.Run("serving_default", feeds)));
    }

    [TestMethod]
    public void A_state_is_guarded_in_a_loaded_model_too()
    {
        using var folder = new TempFolder();
        using var model = new ServedModel();
        model.Rnn.ExportSavedModel(model.Session, folder["model"], model.Inputs, model.Outputs);
        using var loaded = NativeSavedModel.Load(folder["model"]);
        var (x, y) = (model.X.Name, model.Y.Name);
        string[] reset = [.. model.Rnn.Reset.Select(r => r.Op.Name)];
        for (var i = 0; i < 10; i++)
        {
            loaded.Run("serving_default", new Dictionary<string, NDArray> { ["x"] = ServedModel.Frame(i) });
            var feeds = new Dictionary<string, NDArray> { [x] = ServedModel.Frame(2) };
            var alone = loaded.Engine.Run(feeds, [y], [])[0].ToArray<float>();
            ServedModel.Same([alone], [loaded.Engine.Run(feeds, [y], reset)[0].ToArray<float>()]);
        }
    }

    [TestMethod]
    public void What_is_not_there_is_named()
    {
        using var folder = new TempFolder();
        Assert.Contains(folder["none"], Assert.ThrowsExactly<NotFoundError>(() => NativeSavedModel.Load(folder["none"])).Message);
        using var model = new ServedModel();
        model.Rnn.ExportStatelessSavedModel(model.Session, folder["model"], model.Inputs, model.Outputs);
        Assert.Contains("train", Assert.ThrowsExactly<NotFoundError>(() => NativeSavedModel.Load(folder["model"], ["train"])).Message);
        using var loaded = NativeSavedModel.Load(folder["model"]);
        Assert.Contains("serving_default", Assert.ThrowsExactly<KeyError>(() => loaded.Run("predict", new Dictionary<string, NDArray>())).Message);
        Assert.Contains("state_0_c", Assert.ThrowsExactly<KeyError>(() => loaded.Run("serving_default", new Dictionary<string, NDArray> { ["z"] = ServedModel.Frame(0) })).Message);
    }
}

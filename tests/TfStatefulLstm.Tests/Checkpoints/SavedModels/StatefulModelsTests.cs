using System.Text.Json;
using TfStatefulLstm.Checkpoints.SavedModels;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Rnn.State;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Checkpoints.SavedModels;

[TestClass]
public sealed class StatefulModelsTests
{
    private static readonly string[] StateKeys = ["state_0_c", "state_0_h", "state_1"];

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_model_with_its_state_inside_goes_on_from_request_to_request(bool ownCollection)
    {
        using var folder = new TempFolder();
        using var model = new ServedModel(ownCollection);
        var expected = model.Expected();
        // What the session has seen is not what a loaded model begins with.
        model.Session.run(model.Rnn.Advance, (model.X, ServedModel.Frame(9)));
        model.Rnn.ExportSavedModel(model.Session, folder["model"], model.Inputs, model.Outputs);
        ServedModel.Same(expected, ServedModel.Conversation(Loaded(folder["model"])));
    }

    [TestMethod]
    public void The_state_of_now_can_be_kept_and_models_are_written_again_and_again()
    {
        using var folder = new TempFolder();
        using var model = new ServedModel();
        model.Session.run(model.Rnn.Advance, (model.X, ServedModel.Frame(9)));
        var expected = model.Session.run(model.Y, (model.X, ServedModel.Frame(0))).ToArray<float>();
        model.Rnn.ExportSavedModel(model.Session, folder["first"], model.Inputs, model.Outputs);
        model.Rnn.ExportSavedModel(model.Session, folder["kept"], model.Inputs, model.Outputs, keepState: true);
        ServedModel.Same([expected], [Loaded(folder["kept"])("serving_default", "x", ServedModel.Frame(0))["y"].ToArray<float>()]);
        ServedModel.Same([model.Expected()[0]], [Loaded(folder["first"])("serving_default", "x", ServedModel.Frame(0))["y"].ToArray<float>()]);
    }

    [TestMethod]
    public void Outputs_that_write_the_state_are_not_offered_as_a_look()
    {
        using var folder = new TempFolder();
        using var model = new ServedModel();
        model.Rnn.ExportSavedModel(model.Session, folder["model"], outputs: new Dictionary<string, Tensor> { ["y"] = model.Rnn.Advance });
        var signatures = SavedModelFile.Read(folder["model"]).MetaGraphs[0].SignatureDef;
        CollectionAssert.AreEquivalent(new[] { "serving_default", "reset" }, signatures.Keys.ToArray());
        CollectionAssert.AreEqual(new[] { "inputs" }, signatures["serving_default"].Inputs.Keys.ToArray());
        Assert.IsTrue(signatures.Values.All(SignatureDefs.IsValid));
    }

    [TestMethod]
    public void A_model_without_state_takes_it_and_gives_it_back()
    {
        using var folder = new TempFolder();
        using var model = new ServedModel();
        var expected = model.Expected();
        var nodes = model.Session.graph.Operations.Count;
        model.Rnn.ExportStatelessSavedModel(model.Session, folder["model"], model.Inputs, model.Outputs);
        Assert.AreEqual(nodes, model.Session.graph.Operations.Count);
        var meta = SavedModelFile.WithTags(SavedModelFile.Read(folder["model"]), ["serve"]);
        Assert.IsFalse(meta.GraphDef.Node.Any(n => n.Op is "VariableV2" or "VarHandleOp" or "Assign"));
        var signature = meta.SignatureDef["serving_default"];
        CollectionAssert.AreEquivalent((string[])["x", .. StateKeys], signature.Inputs.Keys.ToArray());
        CollectionAssert.AreEquivalent((string[])["y", .. StateKeys], signature.Outputs.Keys.ToArray());
        using var graph = tf.Graph().as_default();
        using var session = tf.Session();
        tf.saved_model.load(session, ["serve"], folder["model"]);
        ServedModel.Same(expected[..2], Passed(feeds => Run(session, signature, feeds)));
    }

    [TestMethod]
    public void What_cannot_be_written_is_said_before_anything_is()
    {
        using var folder = new TempFolder();
        using var model = new ServedModel();
        var other = tf.placeholder(tf.float32, (2, 1), name: "other");
        Assert.Contains("more", Assert.ThrowsExactly<ValueError>(() => model.Rnn.ExportStatelessSavedModel(model.Session, folder["a"],
            new Dictionary<string, Tensor> { ["x"] = model.X, ["more"] = other }, model.Outputs)).Message);
        Assert.Contains("'state_1'", Assert.ThrowsExactly<ValueError>(() => model.Rnn.ExportStatelessSavedModel(model.Session, folder["a"],
            new Dictionary<string, Tensor> { ["state_1"] = model.X }, model.Outputs)).Message);
        Assert.ThrowsExactly<ValueError>(() => model.Rnn.ExportSavedModel(model.Session, folder["b"], new Dictionary<string, Tensor>(), model.Outputs));
        Directory.CreateDirectory(folder["c"]);
        File.WriteAllText(Path.Combine(folder["c"], "something"), "");
        Assert.ThrowsExactly<AssertionError>(() => model.Rnn.ExportSavedModel(model.Session, folder["c"]));
        Assert.IsFalse(SavedModelFile.Exists(folder["a"]) || SavedModelFile.Exists(folder["b"]) || SavedModelFile.Exists(folder["c"]));
    }

    [OracleTestMethod]
    public void Python_loads_both_forms_and_carries_the_state()
    {
        using var folder = new TempFolder();
        using var model = new ServedModel(ownCollection: true);
        var expected = model.Expected();
        model.Session.run(model.Rnn.Advance, (model.X, ServedModel.Frame(9)));
        model.Rnn.ExportSavedModel(model.Session, folder["inside"], model.Inputs, model.Outputs);
        model.Rnn.ExportStatelessSavedModel(model.Session, folder["passed"], model.Inputs, model.Outputs);
        var printed = Oracle.Run("""
            import json, sys, numpy as np, tensorflow as tf
            frame = lambda t: np.sin(np.arange(6 * t, 6 * t + 6)).reshape(2, 1, 3)
            def load(sess, folder):
                meta = tf.saved_model.loader.load(sess, ["serve"], sys.argv[1] + folder)
                def run(signature, **feeds):
                    s = meta.signature_def[signature]
                    return sess.run({k: o.name for k, o in s.outputs.items()}, {s.inputs[k].name: v for k, v in feeds.items()})
                return run
            answers = []
            with tf.Graph().as_default(), tf.Session() as sess:
                run = load(sess, "/inside")
                for signature, t in (("serving_default", 0), ("serving_default", 1), ("peek", 2), ("peek", 2), ("reset", 0), ("serving_default", 2)):
                    if signature == "reset": run("reset", reset_mask=[True, False])
                    else: answers.append(run(signature, x=frame(t))["y"].ravel().tolist())
            with tf.Graph().as_default(), tf.Session() as sess:
                run = load(sess, "/passed")
                state = {"state_0_c": np.zeros([2, 4]), "state_0_h": np.zeros([2, 4]), "state_1": np.zeros([2, 5])}
                for t in (0, 1):
                    state = run("serving_default", x=frame(t), **state)
                    answers.append(state.pop("y").ravel().tolist())
            print(json.dumps(answers))
            """, folder.Path);
        ServedModel.Same([.. expected, .. expected[..2]], JsonSerializer.Deserialize<float[][]>(printed)!);
    }

    /// <summary>Two frames, the state handed from one request to the next.</summary>
    internal static float[][] Passed(Func<Dictionary<string, NDArray>, IReadOnlyDictionary<string, NDArray>> run)
    {
        var state = new Dictionary<string, NDArray> { ["state_0_c"] = new(DType.Float32, 2, 4), ["state_0_h"] = new(DType.Float32, 2, 4), ["state_1"] = new(DType.Float32, 2, 5) };
        var answers = new List<float[]>();
        for (var t = 0; t < 2; t++)
        {
            var answer = run(new Dictionary<string, NDArray>(state) { ["x"] = ServedModel.Frame(t) });
            foreach (var key in state.Keys) state[key] = answer[key];
            answers.Add(answer["y"].ToArray<float>());
        }
        return [.. answers];
    }

    private static Func<string, string, NDArray, IReadOnlyDictionary<string, NDArray>> Loaded(string folder)
    {
        var graph = new Graph();
        var session = tf.Session(graph);
        var meta = tf.saved_model.load(session, ["serve"], folder);
        return (signature, name, value) => Run(session, meta.SignatureDef[signature], new Dictionary<string, NDArray> { [name] = value });
    }

    private static Dictionary<string, NDArray> Run(Session session, SignatureDef signature, Dictionary<string, NDArray> inputs)
    {
        string[] keys = [.. signature.Outputs.Keys];
        var values = ((ISession)session).Run(inputs.ToDictionary(i => signature.Inputs[i.Key].Name, i => i.Value), [.. keys.Select(k => signature.Outputs[k].Name)], []);
        return keys.Zip(values).ToDictionary(p => p.First, p => p.Second);
    }
}

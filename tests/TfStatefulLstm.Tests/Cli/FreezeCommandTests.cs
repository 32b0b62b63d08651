using TfStatefulLstm.Checkpoints.Formats;
using TfStatefulLstm.Checkpoints.Freezing;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Protos;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Tests.Cli.TfStateRunner;

namespace TfStatefulLstm.Tests.Cli;

[TestClass]
public sealed class FreezeCommandTests
{
    private static string Model => Golden.Path("cases/ckpt_saved_model/export");

    private static OrderedDictionary<string, NDArray> Recorded => NpzFile.Read(Golden.Path("cases/ckpt_saved_model/values.npz"));

    // What the frozen graph gives for the recorded inputs, its states carried by whoever calls it.
    private static float[] Steps(GraphDef frozen, string fetch, IReadOnlyList<(string Input, string Output)> states)
    {
        using var graph = tf.Graph().as_default();
        tf.import_graph_def(frozen, name: "");
        using var sess = tf.Session();
        var x = Recorded["x"].ToArray<float>();
        var feeds = new Dictionary<string, NDArray>();
        var outputs = new List<float>();
        foreach (var step in new[] { 0, 1, 2, 3, 0 })
        {
            // The recorded program resets the state before the last step: what was frozen is that state.
            if (outputs.Count == 16) feeds.Clear();
            feeds["x:0"] = NDArray.From(x[(3 * step)..(3 * step + 3)], 1, 1, 3);
            var values = ((ISession)sess).Run(feeds, [fetch, .. states.Select(s => s.Output)], []);
            outputs.AddRange(values[0].ToArray<float>());
            for (var i = 0; i < states.Count; i++) feeds[states[i].Input] = values[i + 1];
        }
        return [.. outputs];
    }

    private static List<(string, string)> States(string output) => [.. output.Split('\n').Where(l => l.StartsWith("state ", StringComparison.Ordinal)).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(w => (w[1], w[3]))];

    [TestMethod]
    public async Task A_stateful_network_takes_and_gives_its_state()
    {
        using var folder = new TempFolder();
        var (code, output, error) = await RunAsync("freeze", Model, folder["frozen.pb"], "--outputs", "y", "--stateful");
        Assert.AreEqual((0, ""), (code, error));
        StringAssert.StartsWith(output, "input   x:0\nstate   Variable:0 -> Variable/next:0  float32  (1, 4)\n");
        StringAssert.EndsWith(output, "output  y\n");
        var states = States(output);
        Assert.HasCount(4, states);
        var frozen = GraphDef.Parser.ParseFrom(File.ReadAllBytes(folder["frozen.pb"]));
        Assert.IsFalse(frozen.Node.Any(n => n.Op is "VariableV2" or "Assign"));
        var (actual, expected) = (Steps(frozen, "y:0", states), Recorded["y"].ToArray<float>());
        for (var i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], 1e-6f, $"element {i}");
    }

    [TestMethod]
    public async Task Constants_alone_are_Pythons_and_start_from_the_same_state_every_time()
    {
        using var folder = new TempFolder();
        var (code, output, error) = await RunAsync("freeze", Model, folder["frozen.pb"], "--outputs", "rnn/transpose_1");
        Assert.AreEqual((0, "", "input   x:0\noutput  rnn/transpose_1\n"), (code, error, output));
        var frozen = GraphDef.Parser.ParseFrom(File.ReadAllBytes(folder["frozen.pb"]));
        // Python leaves out the versions, by which an importer knows what it has; shapes stand in a SavedModel's graph alone.
        frozen.Versions = null;
        foreach (var node in frozen.Node) node.Attr.Remove("_output_shapes");
        Assert.IsNull(GraphDiff.First(GraphDef.Parser.ParseFrom(File.ReadAllBytes(Golden.Path("cases/ckpt_saved_model/frozen.pb"))), frozen));
        var y = Steps(frozen, "rnn/transpose_1:0", []);
        CollectionAssert.AreEqual(y[..4], y[16..], "the first input gives the first output again");
    }

    [TestMethod]
    public async Task A_MetaGraph_and_its_checkpoint_and_a_bare_graph_and_a_checkpoint()
    {
        using var folder = new TempFolder();
        var prefix = Path.Combine(Shakespeare, "model.ckpt-3000");
        var meta = await RunAsync("freeze", prefix + ".meta", folder["a.pb"], "--outputs", "char_lm/embedding/read");
        Assert.AreEqual((0, "", "output  char_lm/embedding/read\n"), (meta.Code, meta.Error, meta.Output));
        Assert.HasCount(2, GraphDef.Parser.ParseFrom(File.ReadAllBytes(folder["a.pb"])).Node);
        var graph = Golden.Path("cases/weights_keras_lstm/graph.pb");
        var bare = await RunAsync("freeze", graph, folder["b.pb"], "--outputs", "y", "--checkpoint", Golden.Path("cases/weights_basic_lstm/model"));
        Assert.AreEqual((0, ""), (bare.Code, bare.Error));
        Assert.IsFalse(GraphDef.Parser.ParseFrom(File.ReadAllBytes(folder["b.pb"])).Node.Any(n => n.Op == "VarHandleOp"));
    }

    [TestMethod]
    [DataRow("has 6 variables: name the checkpoint", "cases/weights_keras_lstm/graph.pb", "y")]
    [DataRow("cannot be frozen: nothing is not in graph.", "cases/ckpt_saved_model/export", "nothing")]
    [DataRow("is a checkpoint: give its graph", "cases/ckpt_v2_dtypes/model.ckpt-7", "y")]
    [DataRow("could not be found in SavedModel", "cases/saved_model_tags/export", "y")]
    public async Task What_cannot_be_frozen_is_one_sentence(string sentence, string graph, string outputs)
    {
        using var folder = new TempFolder();
        var (code, output, error) = await RunAsync("freeze", Golden.Path(graph), folder["a.pb"], "--outputs", outputs);
        Assert.AreEqual((2, ""), (code, output));
        StringAssert.Contains(error, sentence);
        Assert.HasCount(0, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public void What_is_read_after_the_assign_is_the_new_value_and_other_writes_are_refused()
    {
        using var graph = tf.Graph().as_default();
        foreach (var resource in new[] { false, true })
        {
            using var scope = tf.variable_scope(resource ? "resource" : "reference", use_resource: resource);
            var v = tf.get_variable("v", [2], initializer: tf.ones_initializer(), trainable: false);
            var before = tf.identity(v.Value(), name: "before");
            var assign = tf.assign(v, before * 3.0f);
            using (tf.control_dependencies([assign])) tf.identity(resource ? v.ReadValue() : v.Value(), name: "after");
        }
        var count = tf.Variable(0, name: "count");
        var add = tf.assign_add(count, 1);
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        var def = tf.get_default_graph().as_graph_def();
        foreach (var name in new[] { "reference", "resource" })
        {
            var (frozen, states) = StatefulFreezer.Freeze(sess, def, [$"{name}/before", $"{name}/after"]);
            Assert.AreEqual(($"{name}/v:0", $"{name}/v/next:0"), (states.Single().Input, states.Single().Output));
            using var second = tf.Graph().as_default();
            tf.import_graph_def(frozen, name: "");
            using var alone = tf.Session();
            float[][] Run(params (string, NDArray)[] feeds) => [.. ((ISession)alone).Run(feeds.ToDictionary(f => f.Item1, f => f.Item2), [$"{name}/before:0", $"{name}/after:0", states[0].Output], []).Select(a => a.ToArray<float>())];
            var first = Run();
            CollectionAssert.AreEqual(new float[] { 1, 1 }, first[0], "the state that was frozen");
            CollectionAssert.AreEqual(new float[] { 3, 3 }, first[1]);
            CollectionAssert.AreEqual(new float[] { 3, 3 }, first[2]);
            CollectionAssert.AreEqual(new float[] { 15, 15 }, Run((states[0].Input, new float[] { 5, 5 }))[1]);
        }
        StringAssert.Contains(Assert.ThrowsExactly<ValueError>(() => StatefulFreezer.Freeze(sess, def, ["count/read"], [((Tensor)add).Op.Name])).Message, "AssignAdd (AssignAdd)");
    }

    [OracleTestMethod]
    public async Task Python_carries_the_state_of_what_we_froze_and_reads_what_we_converted()
    {
        using var folder = new TempFolder();
        var states = States((await RunAsync("freeze", Model, folder["frozen.pb"], "--outputs", "y", "--stateful")).Output);
        await RunAsync("convert", Golden.Path("cases/ckpt_v2_dtypes/model.ckpt-7"), folder["again"]);
        await RunAsync("convert", Golden.Path("cases/ckpt_v1_dtypes/model.ckpt-70"), folder["a.npz"]);
        File.WriteAllLines(folder["states"], states.Select(s => $"{s.Item1} {s.Item2}"));
        var printed = Oracle.Run("""
            import sys, numpy as np, tensorflow as tf
            folder, values, v1, v2 = sys.argv[1:]
            graph = tf.GraphDef.FromString(open(folder + "/frozen.pb", "rb").read())
            tf.import_graph_def(graph, name="")
            states = [line.split() for line in open(folder + "/states")]
            recorded, feeds = np.load(values), {}
            with tf.Session() as sess:
                for step, i in enumerate([0, 1, 2, 3, 0]):
                    if step == 4:
                        feeds.clear()
                    feeds["x:0"] = recorded["x"][i]
                    y, new = sess.run(["y:0", [o for _, o in states]], feeds)
                    assert np.abs(y - recorded["y"][step]).max() < 1e-6, (step, y, recorded["y"][step])
                    feeds.update(zip([i for i, _ in states], new))
            arrays, reader = np.load(folder + "/a.npz"), tf.train.NewCheckpointReader(v1)
            for k in reader.get_variable_to_shape_map():
                assert arrays[k].dtype == reader.get_tensor(k).dtype and (arrays[k] == reader.get_tensor(k)).all(), k
            a, b = tf.train.NewCheckpointReader(v2), tf.train.NewCheckpointReader(folder + "/again")
            assert a.get_variable_to_shape_map() == b.get_variable_to_shape_map()
            for k in a.get_variable_to_shape_map():
                assert np.all(np.asarray(a.get_tensor(k)) == np.asarray(b.get_tensor(k))), k
            print(len(states), len(arrays.files))
            """, folder.Path, Golden.Path("cases/ckpt_saved_model/values.npz"), Golden.Path("cases/ckpt_v1_dtypes/model.ckpt-70"), Golden.Path("cases/ckpt_v2_dtypes/model.ckpt-7"));
        Assert.AreEqual("4 28\n", printed);
    }
}

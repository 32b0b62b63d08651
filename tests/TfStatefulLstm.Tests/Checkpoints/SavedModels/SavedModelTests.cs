using TfStatefulLstm.Checkpoints.Formats;
using TfStatefulLstm.Checkpoints.SavedModels;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime.Bundles;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Checkpoints.SavedModels;

/// <summary>SavedModels against those that Python wrote: tests/golden/programs/saved_models.py and checkpoints.py.</summary>
[TestClass]
public class SavedModelTests
{
    private static string Tags => Golden.Path("cases/saved_model_tags/export");

    private static string Stateful => Golden.Path("cases/ckpt_saved_model/export");

    private static byte[] Vocabulary(string folder) => File.ReadAllBytes(Golden.Path($"cases/saved_model_tags/{folder}/vocabulary.txt"));

    // The graph of saved_models.py, exported as there.
    private static void Export(TempFolder folder)
    {
        var x = tf.placeholder(tf.float32, new Shape(-1, 3), name: "x");
        var examples = tf.placeholder(tf.@string, new Shape(-1), name: "examples");
        var w = tf.Variable(new float[,] { { 1 }, { 2 }, { 3 } }, name: "w");
        var state = tf.Variable(tf.zeros([2]), trainable: false, name: "state");
        var (one, two) = (Golden.Path("cases/saved_model_tags/one/vocabulary.txt"), Golden.Path("cases/saved_model_tags/two/vocabulary.txt"));
        tf.add_to_collection(tf.GraphKeys.ASSET_FILEPATHS, tf.constant(one, name: "vocabulary"));
        tf.add_to_collection(tf.GraphKeys.ASSET_FILEPATHS, tf.constant(two, name: "other"));
        tf.add_to_collection(tf.GraphKeys.ASSET_FILEPATHS, tf.constant(one, name: "again"));
        var y = tf.matmul(x, w, name: "y");
        var classes = tf.identity(examples, name: "classes");
        var init = tf.group([state.assign(new float[] { 4, 5 })], name: "at_load");
        var utils = tf.saved_model.signature_def_utils;
        var signatures = new Dictionary<string, SignatureDef>
        {
            ["serving_default"] = utils.predict_signature_def(new Dictionary<string, Tensor> { ["x"] = x }, new Dictionary<string, Tensor> { ["y"] = y }),
            ["regress"] = utils.regression_signature_def(examples, y),
            ["classify"] = utils.classification_signature_def(examples, classes, y),
        };
        Assert.IsTrue(signatures.Values.All(utils.is_valid_signature));
        Assert.IsFalse(utils.is_valid_signature(utils.build_signature_def(method_name: "tensorflow/serving/predict")));
        var builder = tf.saved_model.builder.SavedModelBuilder(folder["export"]);
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        builder.add_meta_graph_and_variables(sess, ["train"], signatures, tf.get_collection(tf.GraphKeys.ASSET_FILEPATHS).Cast<Tensor>(), main_op: init);
        builder.add_meta_graph([tf.saved_model.tag_constants.SERVING, "gpu"], new Dictionary<string, SignatureDef> { ["serving_default"] = signatures["serving_default"] },
            clear_devices: true, strip_default_attrs: true);
        Assert.AreEqual(folder["export/saved_model.pb"], builder.save());
        Assert.AreEqual(folder["export/saved_model.pbtxt"], builder.save(as_text: true));
    }

    [TestMethod]
    public void Two_graphs_of_other_tags_with_signatures_assets_and_an_operation_for_loading_are_Pythons()
    {
        using var graph = tf.Graph().as_default();
        using var folder = new TempFolder();
        Export(folder);
        var (expected, actual) = (SavedModelFile.Read(Tags), SavedModelFile.Read(folder["export"]));
        foreach (var (theirs, ours) in expected.MetaGraphs.Zip(actual.MetaGraphs))
        {
            // Paths of this machine, and the random name of the shards' folder.
            foreach (var node in theirs.GraphDef.Node.Where(n => n.Name is "vocabulary" or "other" or "again" || n.Name.EndsWith("StringJoin/inputs_1", StringComparison.Ordinal)))
                node.Attr["value"] = ours.GraphDef.Node.First(n => n.Name == node.Name).Attr["value"];
            Assert.IsNull(GraphDiff.First(theirs.GraphDef, ours.GraphDef));
            Assert.AreEqual(theirs, ours);
        }
        Assert.AreEqual(expected, actual);
        Assert.AreEqual(expected, TextFormat.Parse<SavedModel>(File.ReadAllText(folder["export/saved_model.pbtxt"])));
        foreach (var file in Directory.GetFiles(Path.Combine(Tags, "variables")).Concat(Directory.GetFiles(Path.Combine(Tags, "assets"))))
            CollectionAssert.AreEqual(File.ReadAllBytes(file), File.ReadAllBytes(folder[Path.Combine("export", Path.GetRelativePath(Tags, file))]), file);
        CollectionAssert.AreEqual(Vocabulary("two"), File.ReadAllBytes(folder["export/assets/vocabulary.txt_1"]));
        Assert.HasCount(2, Directory.GetFiles(folder["export/variables"]), "no checkpoint file, no MetaGraph");
    }

    [TestMethod]
    public void What_Python_wrote_is_loaded_beside_other_nodes_and_into_a_scope()
    {
        using var graph = tf.Graph().as_default();
        tf.Variable(0f, name: "mine");
        using var sess = tf.Session();
        var meta = tf.saved_model.loader.load(sess, ["gpu", "serve"], Tags);
        tf.saved_model.load(sess, ["train"], Tags, import_scope: "copy");
        Assert.IsNull(GraphDiff.First(GraphDef.Parser.ParseFrom(File.ReadAllBytes(Golden.Path("cases/saved_model_loaded/graph.pb"))), tf.get_default_graph().as_graph_def(add_shapes: true)));
        var trace = NpzFile.Read(Golden.Path("cases/saved_model_loaded/trace.npz"));
        var values = ((ISession)sess).Run(new Dictionary<string, NDArray> { ["x:0"] = trace["a0000"], ["copy/x:0"] = trace["a0001"] }, ["y:0", "state:0", "copy/y:0", "copy/state:0"], []);
        for (var i = 0; i < 3; i++) CollectionAssert.AreEqual(trace[$"a000{i + 2}"].ToArray<float>(), values[i].ToArray<float>());
        // Each model's own operation has run; Python ran the first one's twice.
        CollectionAssert.AreEqual(new float[] { 4, 5 }, values[3].ToArray<float>());
        var signature = meta.SignatureDef["serving_default"];
        Assert.AreEqual("y:0", tf.saved_model.utils.get_tensor_from_tensor_info(signature.Outputs["y"]).Name);
        Assert.AreEqual("copy/y:0", tf.saved_model.utils.get_tensor_from_tensor_info(signature.Outputs["y"], import_scope: "copy").Name);
        Assert.AreEqual(signature.Outputs["y"], tf.saved_model.utils.build_tensor_info(tf.get_default_graph().get_tensor_by_name("y:0")));
    }

    [TestMethod]
    public void A_stateful_network_goes_on_as_Python_s_went_on()
    {
        using var graph = tf.Graph().as_default();
        using var folder = new TempFolder();
        var values = NpzFile.Read(Golden.Path("cases/ckpt_saved_model/values.npz"));
        NDArray[] Steps(ISession sess)
        {
            var outputs = new List<NDArray>();
            for (var i = 0; i < 4; i++) outputs.Add(Step(sess, i));
            sess.Run(new Dictionary<string, NDArray>(), [], ["reset_state"]);
            return [.. outputs, Step(sess, 0)];
        }
        NDArray Step(ISession sess, int i) => sess.Run(new Dictionary<string, NDArray> { ["x:0"] = NDArray.From(values["x"].ToArray<float>()[(3 * i)..(3 * i + 3)], 1, 1, 3) }, ["y:0"], [])[0];
        void Same(NDArray[] steps)
        {
            var (actual, expected) = (steps.SelectMany(s => s.ToArray<float>()).ToArray(), values["y"].ToArray<float>());
            for (var i = 0; i < expected.Length; i++) Assert.AreEqual(expected[i], actual[i], 1e-6f);
        }
        using var sess = tf.Session();
        tf.saved_model.loader.load(sess, [tf.saved_model.tag_constants.SERVING], Stateful);
        Same(Steps(sess));

        // Reset, saved anew, and loaded: the same again.
        ((ISession)sess).Run(new Dictionary<string, NDArray>(), [], ["reset_state"]);
        var (x, y) = (tf.get_default_graph().get_tensor_by_name("x:0"), tf.get_default_graph().get_tensor_by_name("y:0"));
        tf.saved_model.simple_save(sess, folder["again"], new Dictionary<string, Tensor> { ["x"] = x }, new Dictionary<string, Tensor> { ["y"] = y });
        foreach (var file in new[] { ".index", ".data-00000-of-00001" })
            CollectionAssert.AreEqual(File.ReadAllBytes(SavedModelFile.VariablesPrefix(Stateful) + file), File.ReadAllBytes(SavedModelFile.VariablesPrefix(folder["again"]) + file));
        using var second = tf.Graph().as_default();
        using var other = tf.Session();
        tf.saved_model.loader.load(other, ["serve"], folder["again"]);
        Same(Steps(other));
    }

    [TestMethod]
    public void Wrong_use_is_refused_in_Pythons_words()
    {
        using var graph = tf.Graph().as_default();
        using var folder = new TempFolder();
        using var sess = tf.Session();
        StringAssert.StartsWith(Assert.ThrowsExactly<RuntimeError>(() => tf.saved_model.loader.load(sess, ["serve"], Tags)).Message,
            "MetaGraphDef associated with tags 'serve' could not be found in SavedModel.");
        StringAssert.EndsWith(Assert.ThrowsExactly<RuntimeError>(() => tf.saved_model.loader.load(sess, ["x"], Tags)).Message, "available_tags: [{'train'}, {'gpu', 'serve'}]");
        Assert.AreEqual($"SavedModel file does not exist at: {folder.Path}/{{saved_model.pbtxt|saved_model.pb}}", Assert.ThrowsExactly<IOException>(() => tf.saved_model.loader.load(sess, ["serve"], folder.Path)).Message);
        Assert.HasCount(0, tf.get_default_graph().Operations, "what is refused leaves nothing");
        File.WriteAllBytes(folder["saved_model.pb"], [0xff, 0xff, 0xff]);
        StringAssert.StartsWith(Assert.ThrowsExactly<IOException>(() => tf.saved_model.loader.load(sess, ["serve"], folder.Path)).Message, $"Cannot parse file {folder["saved_model.pb"]}: ");
        StringAssert.StartsWith(Assert.ThrowsExactly<AssertionError>(() => tf.saved_model.builder.SavedModelBuilder(folder.Path)).Message, "Export directory already exists, and isn't empty.");
        var builder = tf.saved_model.Builder(folder["new"]);
        var v = tf.Variable(1f, name: "v");
        StringAssert.StartsWith(Assert.ThrowsExactly<AssertionError>(() => builder.add_meta_graph(["serve"])).Message, "Graph state including variables and assets has not been saved yet.");
        Assert.ThrowsExactly<FailedPreconditionError>(() => builder.add_meta_graph_and_variables(sess, ["serve"]));
        sess.run(tf.global_variables_initializer());
        var reserved = new Dictionary<string, SignatureDef> { ["__saved_model_init_op"] = new() };
        StringAssert.Contains(Assert.ThrowsExactly<KeyError>(() => builder.add_meta_graph_and_variables(sess, ["serve"], reserved)).Message, "is reserved for initialization");
        var untyped = new Dictionary<string, SignatureDef> { ["s"] = new() { Inputs = { ["x"] = new TensorInfo { Name = "x:0" } } } };
        StringAssert.Contains(Assert.ThrowsExactly<AssertionError>(() => builder.add_meta_graph_and_variables(sess, ["serve"], untyped)).Message, "must have the dtype field set");
        Assert.ThrowsExactly<TypeError>(() => builder.add_meta_graph_and_variables(sess, ["serve"], assets_collection: [v.Value()]));
        builder.add_meta_graph_and_variables(sess, ["serve"]);
        StringAssert.StartsWith(Assert.ThrowsExactly<AssertionError>(() => builder.add_meta_graph_and_variables(sess, ["serve"])).Message, "Graph state including variables and assets has already been saved.");
        Assert.AreEqual("Prediction inputs cannot be None or empty.", Assert.ThrowsExactly<ValueError>(() => tf.saved_model.simple_save(sess, folder["y"], new Dictionary<string, Tensor>(), new Dictionary<string, Tensor>())).Message);
    }

    [TestMethod]
    [DataRow("../vocabulary.txt")]
    [DataRow("/etc/hostname")]
    [DataRow("..")]
    [DataRow("")]
    public void An_asset_outside_its_folder_is_refused(string filename)
    {
        var meta = new MetaGraphDef { AssetFileDef = { new AssetFileDef { Filename = filename, TensorInfo = new TensorInfo { Name = "a:0" } } } };
        StringAssert.StartsWith(Assert.ThrowsExactly<ValueError>(() => SavedModelFile.Assets(meta)).Message, "An asset's file name must be a name alone");
    }

    // Python loads what we export: both graphs, their assets, signatures and the operation for loading; and it restores what we save in the V1 format.
    [OracleTestMethod]
    public void Python_loads_what_we_write()
    {
        using var graph = tf.Graph().as_default();
        using var folder = new TempFolder();
        Export(folder);
        using (var sess = tf.Session())
        {
            sess.run(tf.global_variables_initializer());
            tf.train.Saver(write_version: tf.train.SaverDef.V1).save(sess, folder["v1"], write_meta_graph: false, write_state: false);
            tf.train.Saver(write_version: tf.train.SaverDef.V1, sharded: true).save(sess, folder["shards"], write_meta_graph: false, write_state: false);
        }
        var printed = Oracle.Run("""
            import sys, tensorflow as tf
            folder = sys.argv[1]
            for tags in (["train"], ["serve", "gpu"]):
                with tf.Graph().as_default(), tf.Session() as sess:
                    meta = tf.saved_model.loader.load(sess, tags, folder + "/export")
                    y = meta.signature_def["serving_default"].outputs["y"].name
                    print(sess.run([y, "state:0"], {"x:0": [[1, 1, 1]]}), sorted(meta.signature_def), len(tf.get_collection("saved_model_assets")))
            with tf.Graph().as_default(), tf.Session() as sess:
                w, state = tf.Variable(tf.zeros([3, 1]), name="w"), tf.Variable(tf.zeros([2]), name="state")
                for prefix in ("/v1", "/shards-?????-of-00001"):
                    tf.train.Saver().restore(sess, folder + prefix)
                    print(sess.run([w, state]))
            """, folder.Path);
        const string Loaded = "[array([[6.]], dtype=float32), array([4., 5.], dtype=float32)]";
        const string Restored = "[array([[1.],\n       [2.],\n       [3.]], dtype=float32), array([0., 0.], dtype=float32)]\n";
        Assert.AreEqual($"{Loaded} ['classify', 'regress', 'serving_default'] 3\n{Loaded} ['serving_default'] 3\n{Restored}{Restored}", printed);
    }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Checkpoints.Freezing;

[TestClass]
public class GraphFreezerTests
{
    private static GraphDef Import(string file)
    {
        var def = GraphDef.Parser.ParseFrom(File.ReadAllBytes(file));
        tf.import_graph_def(def, name: "");
        return def;
    }

    [TestMethod]
    public void A_stateful_network_is_frozen_as_Python_froze_it()
    {
        using var graph = tf.Graph().as_default();
        using var sess = tf.Session();
        // The graph of the SavedModel is the one that was frozen beside it, with shapes.
        var meta = tf.saved_model.loader.load(sess, ["serve"], Golden.Path("cases/ckpt_saved_model/export"));
        var frozen = tf.graph_util.convert_variables_to_constants(sess, meta.GraphDef, ["rnn/transpose_1"]);
        foreach (var node in frozen.Node) node.Attr.Remove("_output_shapes");
        var expected = GraphDef.Parser.ParseFrom(File.ReadAllBytes(Golden.Path("cases/ckpt_saved_model/frozen.pb")));
        Assert.IsNull(GraphDiff.First(expected, frozen));
        Assert.IsTrue(frozen.Node.All(n => n.Op is not ("VariableV2" or "Assign")));
        Assert.IsTrue(meta.GraphDef.Node.Count > frozen.Node.Count);

        // It runs without a restore, always from the state that was frozen: zero.
        using var second = tf.Graph().as_default();
        Import(Golden.Path("cases/ckpt_saved_model/frozen.pb"));
        using var alone = tf.Session();
        var values = TfStatefulLstm.Checkpoints.Formats.NpzFile.Read(Golden.Path("cases/ckpt_saved_model/values.npz"));
        for (var run = 0; run < 2; run++)
        {
            var y = ((ISession)alone).Run(new Dictionary<string, NDArray> { ["x:0"] = NDArray.From(values["x"].ToArray<float>()[..3], 1, 1, 3) }, ["rnn/transpose_1:0"], [])[0].ToArray<float>();
            for (var i = 0; i < 4; i++) Assert.AreEqual(values["y"].ToArray<float>()[i], y[i], 1e-6f);
        }
    }

    [TestMethod]
    public void Resource_variables_their_gathers_and_their_reads_in_loops_become_values()
    {
        using var graph = tf.Graph().as_default();
        using var scope = tf.variable_scope("net", use_resource: true);
        var w = tf.get_variable("w", [2], initializer: tf.ones_initializer());
        var table = tf.get_variable("table", [4, 2], initializer: tf.random_uniform_initializer(seed: 1));
        var kept = tf.get_variable("kept", [2], initializer: tf.ones_initializer());
        var (_, y) = tf.while_loop((i, t) => i < 3, (i, t) => (i + 1, t + w.Value()), (tf.constant(0), tf.zeros([2])));
        var z = tf.add(y, tf.nn.embedding_lookup(table, tf.constant(new[] { 1 })), name: "z");
        var both = tf.add(z, kept.Value(), name: "both");
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        var expected = sess.run((z, both));
        var frozen = tf.graph_util.convert_variables_to_constants(sess, tf.get_default_graph().as_graph_def(), [z.Op.Name]);
        Assert.IsFalse(frozen.Node.Any(n => n.Op is "VarHandleOp" or "ReadVariableOp" or "ResourceGather" || n.Name.Contains("kept", StringComparison.Ordinal)));
        Assert.AreEqual(1, frozen.Node.Count(n => n.Op == "GatherV2"));
        var partly = tf.graph_util.convert_variables_to_constants(sess, tf.get_default_graph().as_graph_def(), [both.Op.Name], variable_names_blacklist: ["net/kept"]);
        Assert.AreEqual("net/kept", partly.Node.Single(n => n.Op == "VarHandleOp").Name);
        using var second = tf.Graph().as_default();
        tf.import_graph_def(frozen, name: "");
        using var alone = tf.Session();
        CollectionAssert.AreEqual(expected.Item1.ToArray<float>(), ((ISession)alone).Run(new Dictionary<string, NDArray>(), ["net/z:0"], [])[0].ToArray<float>());
    }

    [TestMethod]
    public void A_part_has_what_its_nodes_need_and_no_more()
    {
        using var graph = tf.Graph().as_default();
        var a = tf.constant(1f, name: "a");
        var b = tf.constant(2f, name: "b");
        using (tf.control_dependencies([b.Op])) tf.identity(a, name: "c");
        tf.identity(b, name: "d");
        var def = tf.get_default_graph().as_graph_def();
        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, tf.graph_util.extract_sub_graph(def, ["c"]).Node.Select(n => n.Name).ToArray());
        Assert.AreEqual("x is not in graph", Assert.ThrowsExactly<AssertionError>(() => tf.graph_util.extract_sub_graph(def, ["x"])).Message);
        def.Node.First(n => n.Name == "c").Input[0] = "gone:0";
        Assert.ThrowsExactly<ValueError>(() => tf.graph_util.extract_sub_graph(def, ["c"]));
    }
}

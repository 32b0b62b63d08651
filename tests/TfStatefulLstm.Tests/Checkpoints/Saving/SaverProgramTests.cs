using TfStatefulLstm.Checkpoints.Saving;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Protos;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Checkpoints.Saving;

/// <summary>tests/golden/programs/savers.py, ported line by line: the whole graph must be Python's, and what it saves too.</summary>
[TestClass]
public class SaverProgramTests
{
    private static GraphDef Recorded(string name) => GraphDef.Parser.ParseFrom(File.ReadAllBytes(Golden.Path($"cases/saver_{name}/graph.pb")));

    [TestMethod]
    public void Basic()
    {
        using var graph = tf.Graph().as_default();
        using var folder = new TempFolder();
        var w = tf.Variable(tf.random_normal([3, 2], seed: 1), name: "layer/w");
        var b = tf.Variable(tf.zeros([2]), name: "layer/b", trainable: false);
        var step = tf.train.get_or_create_global_step();
        var bump = tf.assign_add(step, 1);
        var saver = tf.train.Saver(max_to_keep: 2);
        tf.train.Saver(new Dictionary<string, VariableBase> { ["weights"] = w, ["bias"] = b }, name: "best", max_to_keep: 1, keep_checkpoint_every_n_hours: 2);
        tf.add_to_collection("train_op", bump);
        tf.add_to_collection("answers", 42);
        tf.add_to_collection("inputs", w.Value());
        using (var sess = tf.Session())
        {
            sess.run(tf.global_variables_initializer());
            for (var i = 0; i < 3; i++)
            {
                sess.run(bump);
                saver.save(sess, folder["model.ckpt"], global_step: step);
            }
        }
        Assert.IsNull(GraphDiff.First(Recorded("basic"), tf.get_default_graph().as_graph_def(add_shapes: true)));

        // The same files as Python left, with the same bytes: the draws come from the same seeds.
        var theirs = Directory.GetFiles(Golden.Path("cases/saver_basic"), "model.ckpt-*").Append(Golden.Path("cases/saver_basic/checkpoint")).ToList();
        CollectionAssert.AreEquivalent(theirs.Select(Path.GetFileName).ToArray(), Directory.GetFiles(folder.Path).Select(Path.GetFileName).ToArray());
        foreach (var file in theirs.Where(f => !f.EndsWith(".meta", StringComparison.Ordinal) && !f.EndsWith("/checkpoint", StringComparison.Ordinal)))
            CollectionAssert.AreEqual(File.ReadAllBytes(file), File.ReadAllBytes(folder[Path.GetFileName(file)]), file);
        Assert.AreEqual(MetaGraphs.Read(Golden.Path("cases/saver_basic/model.ckpt-3.meta")), MetaGraphs.Read(folder["model.ckpt-3.meta"]));
    }

    [TestMethod]
    public void Sharded_and_partitioned()
    {
        using var graph = tf.Graph().as_default();
        using (tf.device("/cpu:0"))
        using (tf.variable_scope("part", partitioner: tf.fixed_size_partitioner(3)))
            tf.get_variable("emb", [10, 4], initializer: tf.random_uniform_initializer(seed: 1));
        using (tf.device("/cpu:1"))
        {
            using (tf.variable_scope("cols", partitioner: tf.fixed_size_partitioner(2, axis: 1)))
                tf.get_variable("kernel", [3, 5], initializer: tf.random_uniform_initializer(seed: 2));
            tf.Variable(new[] { 1, 2 }, name: "plain");
        }
        var saver = tf.train.Saver(sharded: true);
        var meta = saver.export_meta_graph();
        var expected = MetaGraphs.Read(Golden.Path("cases/saver_sharded_partitioned/model.meta"));
        // The folder of the shards has a random name.
        expected.GraphDef.Node.First(n => n.Name == "save/StringJoin/inputs_1").Attr["value"] = meta.GraphDef.Node.First(n => n.Name == "save/StringJoin/inputs_1").Attr["value"];
        Assert.IsNull(GraphDiff.First(expected.GraphDef, meta.GraphDef));
        Assert.AreEqual(expected, meta);
    }

    [TestMethod]
    public void A_partitioned_variable_is_saved_whole()
    {
        using var graph = tf.Graph().as_default();
        using var folder = new TempFolder();
        using var scope = tf.variable_scope("part", partitioner: tf.fixed_size_partitioner(3), use_resource: true);
        var emb = tf.get_variable("emb", [10, 4], initializer: tf.random_uniform_initializer(seed: 1));
        var saver = tf.train.Saver([emb]);
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        var before = sess.run(emb.Value());
        saver.save(sess, folder["m"]);
        sess.run(tf.global_variables_initializer());
        Assert.IsFalse(before.Bytes.SequenceEqual(sess.run(emb.Value()).Bytes));
        saver.restore(sess, folder["m"]);
        Assert.IsTrue(before.Bytes.SequenceEqual(sess.run(emb.Value()).Bytes));
        Assert.IsTrue(before.Bytes.SequenceEqual(tf.train.load_variable(folder.Path, "part/emb").Bytes));
        Assert.AreEqual(("part/emb", new Shape(10, 4)), tf.train.list_variables(folder["m.index"])[0]);
    }

    [TestMethod]
    public void Resource_variables()
    {
        using var graph = tf.Graph().as_default();
        VariableBase w, b;
        using (tf.variable_scope("net", use_resource: true))
        {
            w = tf.get_variable("w", [3, 2], initializer: tf.random_uniform_initializer(seed: 1));
            b = tf.get_variable("b", [2], initializer: tf.zeros_initializer());
        }
        var v = tf.Variable(1.0, name: "plain");
        var saver = tf.train.Saver();
        tf.train.Saver([w, v], name: "again");
        Assert.IsNull(GraphDiff.First(Recorded("resource"), tf.get_default_graph().as_graph_def(add_shapes: true)));
        Assert.AreEqual(MetaGraphs.Read(Golden.Path("cases/saver_resource/model.meta")), saver.export_meta_graph());
    }

    [TestMethod]
    public void Arguments()
    {
        using var graph = tf.Graph().as_default();
        var a = tf.Variable(tf.placeholder_with_default(tf.zeros([2, 3]), new Shape(-1, 3)), validate_shape: false, name: "a");
        var b = tf.Variable(tf.zeros([4]), name: "b");
        var r = tf.get_variable("r", [2], use_resource: true, initializer: tf.zeros_initializer());
        tf.train.Saver(reshape: true, filename: "given/name", name: "shaped");
        using (tf.name_scope("scope"))
        {
            tf.train.Saver([b]);
            using (tf.name_scope("inner")) tf.train.Saver(new Dictionary<string, VariableBase> { ["other"] = b, ["r"] = r }, restore_sequentially: true);
        }
        tf.train.Saver([a, b, r], builder: new OneByOneSaverBuilder(), name: "one_by_one", sharded: true);
        var expected = Recorded("options");
        var actual = tf.get_default_graph().as_graph_def(add_shapes: true);
        expected.Node.First(n => n.Name == "one_by_one/StringJoin/inputs_1").Attr["value"] = actual.Node.First(n => n.Name == "one_by_one/StringJoin/inputs_1").Attr["value"];
        Assert.IsNull(GraphDiff.First(expected, actual));
    }

    [TestMethod]
    public void The_V1_format()
    {
        using var graph = tf.Graph().as_default();
        using var folder = new TempFolder();
        tf.Variable(tf.random_normal([3, 2], seed: 1), name: "layer/w");
        tf.Variable(tf.zeros([2]), name: "layer/b", trainable: false);
        var step = tf.train.get_or_create_global_step();
        var bump = tf.assign_add(step, 1);
        using (tf.variable_scope("part", partitioner: tf.fixed_size_partitioner(3)))
            tf.get_variable("emb", [10, 4], initializer: tf.random_uniform_initializer(seed: 1));
        var saver = tf.train.Saver(write_version: tf.train.SaverDef.V1, max_to_keep: 2);
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        for (var i = 0; i < 3; i++)
        {
            sess.run(bump);
            saver.save(sess, folder["model.ckpt"], global_step: step);
        }
        Assert.IsNull(GraphDiff.First(Recorded("v1_basic"), tf.get_default_graph().as_graph_def(add_shapes: true)));
        CollectionAssert.AreEquivalent(new[] { "checkpoint", "model.ckpt-2", "model.ckpt-2.meta", "model.ckpt-3", "model.ckpt-3.meta" }, Directory.GetFiles(folder.Path).Select(Path.GetFileName).ToArray());
        foreach (var file in new[] { "model.ckpt-2", "model.ckpt-3" }) CollectionAssert.AreEqual(File.ReadAllBytes(Golden.Path($"cases/saver_v1_basic/{file}")), File.ReadAllBytes(folder[file]), file);
        Assert.AreEqual(MetaGraphs.Read(Golden.Path("cases/saver_v1_basic/model.ckpt-3.meta")), MetaGraphs.Read(folder["model.ckpt-3.meta"]));
        var report = saver.restore(sess, tf.train.latest_checkpoint(folder.Path)!);
        CollectionAssert.AreEqual(new[] { "global_step", "layer/b", "layer/w", "part/emb" }, report.Restored.ToArray());
        Assert.AreEqual(3, sess.run(step).Item<int>());
    }

    [TestMethod]
    public void The_V1_format_in_shards()
    {
        using var graph = tf.Graph().as_default();
        using var folder = new TempFolder();
        for (var i = 0; i < 4; i++)
            using (tf.device($"/cpu:{i % 2}"))
                tf.Variable(Enumerable.Range(0, i + 1).Select(n => (float)n).ToArray(), name: $"shard/v{i}");
        var saver = tf.train.Saver(sharded: true, write_version: tf.train.SaverDef.V1);
        using var sess = tf.Session();
        sess.run(tf.global_variables_initializer());
        Assert.AreEqual(folder["model.ckpt-5-?????-of-00002"], saver.save(sess, folder["model.ckpt"], global_step: 5));
        Assert.IsNull(GraphDiff.First(Recorded("v1_sharded"), tf.get_default_graph().as_graph_def(add_shapes: true)));
        foreach (var file in new[] { "model.ckpt-5-00000-of-00002", "model.ckpt-5-00001-of-00002" }) CollectionAssert.AreEqual(File.ReadAllBytes(Golden.Path($"cases/saver_v1_sharded/{file}")), File.ReadAllBytes(folder[file]), file);
        Assert.AreEqual(MetaGraphs.Read(Golden.Path("cases/saver_v1_sharded/model.ckpt-5.meta")), MetaGraphs.Read(folder["model.ckpt-5.meta"]));
        sess.run(tf.assign((VariableBase)tf.global_variables()[3], new float[] { 9, 9, 9, 9 }));
        saver.restore(sess, tf.train.latest_checkpoint(folder.Path)!);
        CollectionAssert.AreEqual(new float[] { 0, 1, 2, 3 }, sess.run(tf.global_variables()[3].Value()).ToArray<float>());
        tf.train.remove_checkpoint(folder["model.ckpt-5-?????-of-00002"]);
    }

    // Python imports our MetaGraph with its loop and condition, restores our checkpoint, computes what we computed, and saves it with our bytes.
    [OracleTestMethod]
    public void Python_goes_on_where_we_stopped()
    {
        using var graph = tf.Graph().as_default();
        using var folder = new TempFolder();
        var x = tf.placeholder(tf.float32, [2], name: "x");
        var v = tf.Variable(new float[] { 1, 2 }, name: "v");
        VariableBase w, emb;
        using (tf.variable_scope("net", use_resource: true)) w = tf.get_variable("w", [2], initializer: tf.random_uniform_initializer(seed: 1));
        using (tf.variable_scope("part", partitioner: tf.fixed_size_partitioner(3))) emb = tf.get_variable("emb", [10, 4], initializer: tf.random_uniform_initializer(seed: 1));
        var (_, y) = tf.while_loop((i, t) => i < 3, (i, t) => (i + 1, t * v + w.Value()), (tf.constant(0), x));
        var z = tf.identity(tf.cond(tf.reduce_sum(y) > 0.0, () => y + w.Value(), () => -y), name: "z");
        tf.add_to_collection("outputs", z);
        var saver = tf.train.Saver(sharded: true);
        float[] ours;
        using (var sess = tf.Session())
        {
            sess.run(tf.global_variables_initializer());
            saver.save(sess, folder["ours"], global_step: 7);
            ours = sess.run(z, (x, new float[] { 3, 4 })).ToArray<float>();
        }
        var printed = Oracle.Run("""
            import sys, tensorflow as tf
            folder = sys.argv[1]
            saver = tf.train.import_meta_graph(folder + "/ours-7.meta")
            with tf.Session() as sess:
                saver.restore(sess, tf.train.latest_checkpoint(folder))
                z = sess.run(tf.get_collection("outputs")[0], {"x:0": [3, 4]})
                saver.save(sess, folder + "/python", global_step=7)
            # The loop is a loop again: a gradient goes through it.
            assert tf.gradients(tf.get_collection("outputs")[0], tf.trainable_variables()[0])[0] is not None
            print(" ".join(repr(float(a)) for a in z))
            """, folder.Path);
        var theirs = printed.Trim().Split(' ').Select(t => float.Parse(t, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        for (var i = 0; i < ours.Length; i++) Assert.AreEqual(theirs[i], ours[i], 1e-5f * MathF.Abs(theirs[i]));
        foreach (var suffix in new[] { ".index", ".data-00000-of-00001" })
            CollectionAssert.AreEqual(File.ReadAllBytes(folder["python-7" + suffix]), File.ReadAllBytes(folder["ours-7" + suffix]), suffix);
    }
}

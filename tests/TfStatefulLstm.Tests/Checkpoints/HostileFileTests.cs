using System.Text;
using Google.Protobuf;
using TfStatefulLstm.Checkpoints.Saving;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Runtime.Bundles;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Tests.Checkpoints;

/// <summary>Graphs, MetaGraphs, SavedModels and tables that were made to hurt: one file for each class of defects that TensorFlow's readers once had. Each ends in an
/// error of TensorFlow's, at once and without memory; the classes of bundles and Snappy streams are beside their readers' tests.</summary>
[TestClass]
public class HostileFileTests
{
    private const long Budget = 128L << 20;

    // Fails as TensorFlow's errors do, or Python's: never as a null, an index, a stack or memory does.
    private static Exception Fails(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = System.Diagnostics.Stopwatch.StartNew();
        try
        {
            action();
        }
        catch (Exception e) when (e is OpError or ValueError or TypeError or LookupError or RuntimeError or IOException)
        {
            Assert.IsLessThan(Budget, GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.IsLessThan(20, clock.Elapsed.TotalSeconds);
            return e;
        }
        throw new AssertFailedException("It was taken for good.");
    }

    private static NodeDef Const(string name, TensorProto value, DataType type) => new() { Name = name, Op = "Const", Attr = { ["dtype"] = new AttrValue { Type = type }, ["value"] = new AttrValue { Tensor = value } } };

    private static TensorProto Proto(DataType type, params long[] dims)
    {
        var proto = new TensorProto { Dtype = type, TensorShape = new TensorShapeProto() };
        proto.TensorShape.Dim.Add(dims.Select(d => new TensorShapeProto.Types.Dim { Size = d }));
        return proto;
    }

    // Imports a graph from its bytes, and runs its last node.
    private static void ImportAndRun(params NodeDef[] nodes)
    {
        using var graph = tf.Graph().as_default();
        var def = GraphDef.Parser.ParseFrom(new GraphDef { Node = { nodes }, Versions = new VersionDef { Producer = 134 } }.ToByteArray());
        tf.import_graph_def(def, name: "");
        using var sess = tf.Session();
        ((ISession)sess).Run(new Dictionary<string, NDArray>(), [$"{nodes[^1].Name}:0"], []);
    }

    [TestMethod]
    // Tensors whose type, shape and content do not fit (CVE-2022-23571, CVE-2022-23564, CVE-2022-23580, CVE-2021-41197)
    [DataRow("a type that is none")]
    [DataRow("a type beyond all types")]
    [DataRow("a resource")]
    [DataRow("a variant")]
    [DataRow("a negative dimension")]
    [DataRow("a shape whose product overflows")]
    [DataRow("a shape that no memory holds")]
    [DataRow("a million dimensions")]
    [DataRow("an unknown rank")]
    [DataRow("content that is too short")]
    [DataRow("content that is too long")]
    [DataRow("more values than elements")]
    [DataRow("half a complex number")]
    [DataRow("strings as content")]
    // A type attribute that is not the tensor's type (CVE-2022-23583)
    [DataRow("another type than the attribute's")]
    public void A_constant_that_makes_no_sense(string what)
    {
        var proto = Proto(DataType.DtFloat, 2);
        var type = DataType.DtFloat;
        switch (what)
        {
            case "a type that is none": (proto.Dtype, type) = (DataType.DtInvalid, DataType.DtInvalid); break;
            case "a type beyond all types": (proto.Dtype, type) = ((DataType)77, (DataType)77); break;
            case "a resource": (proto.Dtype, type) = (DataType.DtResource, DataType.DtResource); break;
            case "a variant": (proto.Dtype, type) = (DataType.DtVariant, DataType.DtVariant); break;
            case "a negative dimension": proto.TensorShape.Dim[0].Size = -2; break;
            case "a shape whose product overflows": proto = Proto(DataType.DtFloat, 1L << 62, 1L << 62, 1L << 62); break;
            case "a shape that no memory holds": proto = Proto(DataType.DtFloat, 1L << 33); break;
            case "a million dimensions": proto = Proto(DataType.DtFloat, [.. Enumerable.Repeat(2L, 1 << 20)]); break;
            case "an unknown rank": proto.TensorShape = new TensorShapeProto { UnknownRank = true }; break;
            case "content that is too short": proto.TensorContent = ByteString.CopyFrom(new byte[7]); break;
            case "content that is too long": proto.TensorContent = ByteString.CopyFrom(new byte[9]); break;
            case "more values than elements": proto.FloatVal.Add([1, 2, 3]); break;
            case "half a complex number":
                proto = Proto(DataType.DtComplex64, 1);
                proto.ScomplexVal.Add(1);
                type = DataType.DtComplex64;
                break;
            case "strings as content":
                proto = Proto(DataType.DtString, 1);
                proto.TensorContent = ByteString.CopyFrom(new byte[8]);
                type = DataType.DtString;
                break;
            case "another type than the attribute's": type = DataType.DtInt32; break;
        }
        Fails(() => ImportAndRun(Const("c", proto, type)));
    }

    [TestMethod]
    public void A_constant_of_one_repeated_value_takes_the_memory_that_its_shape_says_and_no_more_than_there_is()
    {
        // The form that TensorFlow itself writes: the last value fills the shape. A terabyte of it is refused.
        var proto = Proto(DataType.DtFloat, 1L << 19, 1L << 19);
        proto.FloatVal.Add(1);
        Fails(() => ImportAndRun(Const("c", proto, DataType.DtFloat)));
    }

    [TestMethod]
    // Nodes (CVE-2022-23565, CVE-2020-15190, CVE-2022-23578)
    [DataRow("a node twice")]
    [DataRow("an input that is not there")]
    [DataRow("an output that is not there")]
    [DataRow("a node that is its own input")]
    [DataRow("a name that is none")]
    [DataRow("a control input before data")]
    [DataRow("an op that nobody knows")]
    [DataRow("an attribute that is missing")]
    [DataRow("an attribute of another kind")]
    [DataRow("a colocation with nothing")]
    [DataRow("a merge of nothing")]
    [DataRow("an exit without an enter")]
    [DataRow("a next iteration alone")]
    public void Nodes_that_make_no_sense(string what)
    {
        var good = Const("c", new TensorProto { Dtype = DataType.DtFloat, TensorShape = new(), FloatVal = { 1 } }, DataType.DtFloat);
        var type = new AttrValue { Type = DataType.DtFloat };
        var node = new NodeDef { Name = "n", Op = "Identity", Input = { "c" }, Attr = { ["T"] = type } };
        switch (what)
        {
            case "a node twice": node.Name = "c"; break;
            case "an input that is not there": node.Input[0] = "gone"; break;
            case "an output that is not there": node.Input[0] = "c:7"; break;
            case "a node that is its own input": node.Input[0] = "n"; break;
            case "a name that is none": node.Name = "a name"; break;
            case "a control input before data": node.Input.Insert(0, "^c"); break;
            case "an op that nobody knows": node.Op = "Nonsense"; break;
            case "an attribute that is missing": node = new NodeDef { Name = "n", Op = "Placeholder" }; break;
            case "an attribute of another kind": node.Attr["T"] = new AttrValue { S = ByteString.CopyFromUtf8("float") }; break;
            case "a colocation with nothing": node.Attr["_class"] = new AttrValue { List = new() { S = { ByteString.CopyFromUtf8("loc:@gone") } } }; break;
            case "a merge of nothing": node = new NodeDef { Name = "n", Op = "Merge", Attr = { ["T"] = type, ["N"] = new AttrValue { I = 0 } } }; break;
            case "an exit without an enter": node.Op = "Exit"; break;
            case "a next iteration alone": node = new NodeDef { Name = "n", Op = "NextIteration", Input = { "n" }, Attr = { ["T"] = type } }; break;
        }
        Fails(() => ImportAndRun(good, node));
    }

    [TestMethod]
    public void What_is_refused_leaves_nothing_in_the_graph()
    {
        using var graph = tf.Graph().as_default();
        var def = new GraphDef { Versions = new VersionDef { Producer = 134 } };
        def.Node.Add(new NodeDef { Name = "x", Op = "Placeholder", Attr = { ["dtype"] = new AttrValue { Type = DataType.DtFloat } } });
        def.Node.Add(new NodeDef { Name = "y", Op = "Identity", Input = { "x:3" }, Attr = { ["T"] = new AttrValue { Type = DataType.DtFloat } } });
        Fails(() => tf.import_graph_def(def, name: ""));
        Assert.HasCount(0, tf.get_default_graph().Operations);
    }

    [TestMethod]
    // SavedModels and MetaGraphs with fields missing (CVE-2020-15206), with ops defined twice over (CVE-2022-23565), and other kinds of files
    [DataRow("empty")]
    [DataRow("a byte")]
    [DataRow("no graph")]
    [DataRow("a variable without a name")]
    [DataRow("a collection of garbage")]
    [DataRow("a context without its nodes")]
    [DataRow("a saver without its nodes")]
    [DataRow("an op with an attribute twice")]
    [DataRow("a version of the future")]
    public void A_MetaGraph_that_makes_no_sense(string what)
    {
        using var folder = new TempFolder();
        var meta = MetaGraphs.Read(Golden.Path("cases/saver_contexts/model.meta"));
        switch (what)
        {
            case "empty": meta = new MetaGraphDef { SaverDef = new SaverDef() }; break;
            case "no graph": meta.GraphDef = null; break;
            case "a variable without a name": meta.CollectionDef["variables"].BytesList.Value[0] = new VariableDef { Trainable = true }.ToByteString(); break;
            case "a collection of garbage": meta.CollectionDef["while_context"].BytesList.Value[0] = ByteString.CopyFrom([0xff, 0xff, 0xff]); break;
            case "a context without its nodes": meta.CollectionDef["while_context"].BytesList.Value[0] = new WhileContextDef { ContextName = "w", PivotName = "gone:0" }.ToByteString(); break;
            case "a saver without its nodes": meta.SaverDef = new SaverDef { FilenameTensorName = "x:0" }; break;
            case "an op with an attribute twice":
                var op = new OpDef { Name = "Twice", Attr = { new OpDef.Types.AttrDef { Name = "T", Type = "type" }, new OpDef.Types.AttrDef { Name = "T", Type = "int" } } };
                meta.MetaInfoDef.StrippedOpList.Op.Add(op);
                meta.GraphDef.Node.Add(new NodeDef { Name = "twice", Op = "Twice", Attr = { ["T"] = new AttrValue { Type = DataType.DtFloat } } });
                break;
            case "a version of the future": meta.GraphDef.Versions = new VersionDef { Producer = 10000, MinConsumer = 10000 }; break;
        }
        File.WriteAllBytes(folder["m.meta"], what == "a byte" ? [0xff] : meta.ToByteArray());
        using var graph = tf.Graph().as_default();
        Fails(() => tf.train.import_meta_graph(folder["m.meta"]));
    }

    [TestMethod]
    public void Messages_within_messages_end_at_a_depth()
    {
        // AttrValue.func.attr["x"].func...: each level is a few bytes, and would be a frame of the parser's stack.
        using var folder = new TempFolder();
        var inner = new AttrValue { Func = new NameAttrList { Name = "f" } };
        for (var i = 0; i < 5000; i++) inner = new AttrValue { Func = new NameAttrList { Name = "f", Attr = { ["x"] = inner } } };
        var thread = new Thread(() => File.WriteAllBytes(folder["deep.meta"], new MetaGraphDef { GraphDef = new GraphDef { Node = { new NodeDef { Name = "n", Op = "NoOp", Attr = { ["x"] = inner } } } } }.ToByteArray()), 512 << 20);
        thread.Start();
        thread.Join();
        using var graph = tf.Graph().as_default();
        Fails(() => tf.train.import_meta_graph(folder["deep.meta"]));
        File.WriteAllText(folder["deep.pbtxt"], string.Concat(Enumerable.Repeat("graph_def { node { attr { key: 'x' value { func { attr { key: 'y' value { ", 3000)));
        Fails(() => tf.train.import_meta_graph(folder["deep.pbtxt"]));
    }

    [TestMethod]
    [DataRow("empty", "could not be found in SavedModel")]
    [DataRow("no graph", "")]
    [DataRow("two operations for loading", "Expected exactly one SavedModel init op")]
    [DataRow("an operation for loading that is not there", "")]
    [DataRow("no variables", "The passed save_path is not a valid checkpoint")]
    [DataRow("an asset outside", "An asset's file name must be a name alone")]
    public void A_SavedModel_that_makes_no_sense(string what, string message)
    {
        using var folder = new TempFolder();
        var tags = Golden.Path("cases/saved_model_tags/export");
        var model = SavedModel.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(tags, "saved_model.pb")));
        var meta = model.MetaGraphs[0];
        switch (what)
        {
            case "empty": model.MetaGraphs.Clear(); break;
            case "no graph": meta.GraphDef = null; break;
            case "two operations for loading": meta.CollectionDef["saved_model_main_op"].NodeList.Value.Add("init"); break;
            case "an operation for loading that is not there":
                meta.SignatureDef["__saved_model_init_op"] = new SignatureDef { Outputs = { ["__saved_model_init_op"] = new TensorInfo { Name = "gone" } } };
                break;
            case "an asset outside": meta.AssetFileDef.Add(new AssetFileDef { Filename = "../../passwords", TensorInfo = new TensorInfo { Name = "vocabulary:0" } }); break;
        }
        File.WriteAllBytes(folder["saved_model.pb"], model.ToByteArray());
        Directory.CreateDirectory(folder["variables"]);
        if (what != "no variables") foreach (var file in Directory.GetFiles(Path.Combine(tags, "variables"))) File.Copy(file, folder[Path.Combine("variables", Path.GetFileName(file))]);
        using var graph = tf.Graph().as_default();
        using var sess = tf.Session();
        StringAssert.Contains(Fails(() => tf.saved_model.loader.load(sess, ["train"], folder.Path)).Message, message);
    }

    [TestMethod]
    // Restores and saves whose lists do not fit each other (CVE-2021-37639, CVE-2021-37648)
    [DataRow("no names")]
    [DataRow("fewer names than types")]
    [DataRow("fewer slices than names")]
    [DataRow("no prefix")]
    [DataRow("two prefixes")]
    [DataRow("a slice that is none")]
    [DataRow("names that are no list")]
    public void A_restore_whose_lists_do_not_fit(string what)
    {
        using var folder = new TempFolder();
        BundleIO.Save(folder["m"], ["a", "b"], ["", ""], [NDArray.Of(new float[] { 1 }), NDArray.Of(new float[] { 2 })]);
        static NodeDef Strings(string name, params string[] values)
        {
            var proto = Proto(DataType.DtString, values.Length);
            proto.StringVal.Add(values.Select(ByteString.CopyFromUtf8));
            return Const(name, proto, DataType.DtString);
        }
        var (prefix, names, slices) = (Strings("prefix", folder["m"]), Strings("names", "a", "b"), Strings("slices", "", ""));
        prefix.Attr["value"].Tensor.TensorShape.Dim.Clear();
        switch (what)
        {
            case "no names": (names, slices) = (Strings("names"), Strings("slices")); break;
            case "fewer names than types": (names, slices) = (Strings("names", "a"), Strings("slices", "")); break;
            case "fewer slices than names": slices = Strings("slices", ""); break;
            case "no prefix": prefix = Strings("prefix"); break;
            case "two prefixes": prefix = Strings("prefix", folder["m"], folder["m"]); break;
            case "a slice that is none": slices = Strings("slices", "1 0,9", ""); break;
            case "names that are no list": names.Attr["value"].Tensor = new TensorProto { Dtype = DataType.DtString, TensorShape = new(), StringVal = { ByteString.CopyFromUtf8("a") } }; break;
        }
        var restore = new NodeDef { Name = "restore", Op = "RestoreV2", Input = { "prefix", "names", "slices" }, Attr = { ["dtypes"] = new AttrValue { List = new() { Type = { DataType.DtFloat, DataType.DtFloat } } } } };
        Fails(() => ImportAndRun(prefix, names, slices, restore));
    }

    [TestMethod]
    // Handles of blocks whose sums overflow (CVE-2018-7575), in the footer and in the index
    [DataRow(ulong.MaxValue, 1UL)]
    [DataRow(ulong.MaxValue - 4, ulong.MaxValue)]
    [DataRow(1UL << 63, 1UL << 63)]
    [DataRow(0UL, (ulong)int.MaxValue)]
    [DataRow(0UL, ulong.MaxValue)]
    public void A_block_handle_beyond_the_file(ulong offset, ulong size)
    {
        using var folder = new TempFolder();
        BundleIO.Save(folder["m"], ["a"], [""], [NDArray.Of(new float[] { 1 })]);
        var bytes = File.ReadAllBytes(folder["m.index"]);
        var footer = new byte[TableWriter.FooterLength];
        bytes.AsSpan(^8..).CopyTo(footer.AsSpan(^8..));
        var at = Varint.Write(footer, offset);
        at += Varint.Write(footer.AsSpan(at), size);
        at += Varint.Write(footer.AsSpan(at), offset);
        if (at + Varint.MaxLength <= footer.Length - 8) Varint.Write(footer.AsSpan(at), size);
        footer.CopyTo(bytes, bytes.Length - footer.Length);
        File.WriteAllBytes(folder["m.index"], bytes);
        Assert.IsInstanceOfType<DataLossError>(Fails(() => BundleIO.Restore(folder["m"], ["a"], [""], [DType.Float32])));
        File.WriteAllBytes(folder["table"], bytes);
        Assert.IsInstanceOfType<DataLossError>(Fails(() => BundleIO.RestoreOne(folder["table"], "a", "", DType.Float32)));
    }

    [TestMethod]
    public void A_table_of_the_V1_format_from_the_future_is_refused()
    {
        using var folder = new TempFolder();
        foreach (var (versions, message) in new[] { (new VersionDef { Producer = 1, MinConsumer = 2 }, "Checkpoint min consumer version 2 above current version 1"), (new VersionDef { Producer = 1, BadConsumers = { 1 } }, "Checkpoint disallows consumer version 1") })
        {
            using (var file = File.Create(folder["m"]))
            {
                var table = new TableWriter(file);
                table.Add([], new SavedTensorSlices { Meta = new SavedTensorSliceMeta { Versions = versions } }.ToByteArray());
                table.Finish();
            }
            StringAssert.StartsWith(Fails(() => CheckpointSource.Open(folder["m"])).Message, message);
        }
    }

    [TestMethod]
    public void A_checkpoint_file_of_garbage_names_none()
    {
        using var folder = new TempFolder();
        foreach (var text in new[] { "\0\0\0", "model_checkpoint_path", new string('{', 100000), "model_checkpoint_path: \"" + new string('x', 100000) })
        {
            File.WriteAllText(folder["checkpoint"], text, Encoding.Latin1);
            Assert.IsNull(tf.train.get_checkpoint_state(folder.Path), text[..3]);
            Assert.IsNull(tf.train.latest_checkpoint(folder.Path));
        }
        File.WriteAllText(folder["checkpoint"], "all_model_checkpoint_timestamps: 1e99999999");
        Assert.AreEqual($"Invalid checkpoint state loaded from {folder.Path}", Assert.ThrowsExactly<ValueError>(() => tf.train.latest_checkpoint(folder.Path)).Message);
    }
}

using Google.Protobuf;
using TfStatefulLstm.Checkpoints.Formats;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Tests.Checkpoints.Formats;

[TestClass]
public class TextFormatTests
{
    [TestMethod]
    public void A_state_is_printed_as_Python_prints_it()
    {
        var state = new CheckpointState
        {
            ModelCheckpointPath = "/x/é\t\n\"'\\a\u0001",
            AllModelCheckpointPaths = { "a", "b" },
            AllModelCheckpointTimestamps = { 1.5, 1574380000.123456, 1e20, 3, -2.5e-7, 0.001, 1e15, 123456789012345680 },
            LastPreservedTimestamp = 0.1,
        };
        // Recorded from Python's text_format.
        Assert.AreEqual("""
            model_checkpoint_path: "/x/\303\251\t\n\"\'\\a\001"
            all_model_checkpoint_paths: "a"
            all_model_checkpoint_paths: "b"
            all_model_checkpoint_timestamps: 1.5
            all_model_checkpoint_timestamps: 1574380000.123456
            all_model_checkpoint_timestamps: 1e+20
            all_model_checkpoint_timestamps: 3.0
            all_model_checkpoint_timestamps: -2.5e-07
            all_model_checkpoint_timestamps: 0.001
            all_model_checkpoint_timestamps: 1000000000000000.0
            all_model_checkpoint_timestamps: 1.2345678901234568e+17
            last_preserved_timestamp: 0.1

            """.ReplaceLineEndings("\n"), TextFormat.Print(state));
        Assert.AreEqual(state, TextFormat.Parse<CheckpointState>(TextFormat.Print(state)));
    }

    [TestMethod]
    public void Graphs_come_back_from_their_text()
    {
        var graph = GraphDef.Parser.ParseFrom(File.ReadAllBytes(Golden.Path("cases/seed_state_variables_lstm/graph.pb")));
        var text = TextFormat.Print(graph);
        StringAssert.StartsWith(text, "node {\n  name: \"");
        StringAssert.Contains(text, "  attr {\n    key: \"dtype\"\n    value {\n      type: DT_FLOAT\n    }\n  }\n");
        Assert.AreEqual(graph, TextFormat.Parse<GraphDef>(text));
    }

    [TestMethod]
    public void Other_spellings_are_read()
    {
        var tensor = TextFormat.Parse<TensorProto>("""
            # a comment
            dtype: DT_FLOAT, tensor_shape < dim: { size: 0x3; } dim { size: 010 } >
            float_val: [1, 2.5f, -inf, 1e-3] tensor_content: 'a\x41' "\101b"
            bool_val: true bool_val: 0
            """);
        Assert.AreEqual(DataType.DtFloat, tensor.Dtype);
        CollectionAssert.AreEqual(new long[] { 3, 8 }, Shape.FromProto(tensor.TensorShape).ToArray());
        CollectionAssert.AreEqual(new[] { 1, 2.5f, float.NegativeInfinity, 1e-3f }, tensor.FloatVal.ToArray());
        CollectionAssert.AreEqual(new[] { true, false }, tensor.BoolVal.ToArray());
        Assert.AreEqual(ByteString.CopyFromUtf8("aAAb"), tensor.TensorContent);
    }

    [TestMethod]
    [DataRow("nothing: 1", "1:8 : Message type \"tensorflow.TensorProto\" has no field named \"nothing\".")]
    [DataRow("dtype DT_FLOAT", "1:7 : Expected \":\".")]
    [DataRow("float_val: x", "1:13 : Couldn't parse \"x\" as Float.")]
    [DataRow("int_val: 99999999999", "Couldn't parse \"99999999999\" as Int32")]
    [DataRow("tensor_content: \"abc", "String missing ending quote")]
    [DataRow("tensor_content: \"abc\\", "String missing ending quote")]
    [DataRow("\ntensor_shape { dim {", "2:21 : Expected \"}\".")]
    [DataRow("dtype: [DT_INT32]", "takes one value")]
    public void Malformed_text_says_where(string text, string message) =>
        StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => TextFormat.Parse<TensorProto>(text)).Message, message);

    [TestMethod]
    public void Deep_text_is_refused()
    {
        var text = string.Concat(Enumerable.Repeat("list { func { attr { value { ", 100000));
        StringAssert.Contains(Assert.ThrowsExactly<InvalidArgumentError>(() => TextFormat.Parse<AttrValue>(text)).Message, "nested more than 100 deep");
    }
}

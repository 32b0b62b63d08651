using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Bundles;
using static TfStatefulLstm.Tests.Cli.TfStateRunner;

namespace TfStatefulLstm.Tests.Cli;

[TestClass]
public sealed class ConvertCommandTests
{
    private static string Dtypes => Golden.Path("cases/ckpt_v1_dtypes/model.ckpt-70");

    private static string Keras => Golden.Path("cases/weights_keras_lstm/model");

    private static async Task<string> ConvertAsync(params string[] args)
    {
        var (code, output, error) = await RunAsync(["convert", .. args]);
        Assert.AreEqual(0, code, error);
        Assert.AreEqual("", error);
        return output;
    }

    private static async Task AssertSameAsync(string a, string b)
    {
        var (code, output, error) = await RunAsync("diff", a, b);
        Assert.AreEqual((0, "", ""), (code, output, error));
    }

    [TestMethod]
    public async Task Any_kind_becomes_any_other_and_the_tensors_stay()
    {
        using var folder = new TempFolder();
        // Round the whole way: V1, V2, npz, safetensors, V1 again, whose bytes are Python's.
        Assert.AreEqual("", await ConvertAsync(Dtypes, folder["v2"]));
        await ConvertAsync(folder["v2"], folder["a.npz"]);
        await ConvertAsync(folder["a.npz"], folder["a.safetensors"]);
        await ConvertAsync(folder["a.safetensors"], folder["v1"], "--format", "v1");
        CollectionAssert.AreEqual(File.ReadAllBytes(Dtypes), File.ReadAllBytes(folder["v1"]));
        foreach (var file in new[] { "v2", "a.npz", "a.safetensors", "v1" }) await AssertSameAsync(Dtypes, folder[file]);
        CollectionAssert.AreEquivalent(new[] { "v1", "v2.index", "v2.data-00000-of-00001", "a.npz", "a.safetensors" }, Directory.GetFiles(folder.Path).Select(Path.GetFileName).ToArray());
        await ConvertAsync(Golden.Path("cases/ckpt_v2_partitioned/model.ckpt"), folder["whole.index"]);
        await AssertSameAsync(folder["whole"], Golden.Path("cases/ckpt_v1_partitioned/model.ckpt"));
    }

    [TestMethod]
    public async Task A_SavedModels_variables_are_tensors_too()
    {
        using var folder = new TempFolder();
        var model = Golden.Path("cases/ckpt_saved_model/export");
        await ConvertAsync(model, folder["a.npz"]);
        await AssertSameAsync(folder["a.npz"], model);
    }

    [TestMethod]
    public async Task Names_are_mapped_one_by_one_by_scope_and_from_a_file()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["map"], "# what the layers are called\nlstm_1/=upper/\n\nlstm/=lower/\n");
        var output = await ConvertAsync(Keras, folder["a.npz"], "--map-file", folder["map"], "--map", "lstm/bias=bias");
        StringAssert.Contains(output, "lstm_1/kernel -> upper/kernel\n");
        using var reader = new CheckpointReader(folder["a.npz"]);
        CollectionAssert.AreEqual(new[] { "bias", "lower/kernel", "lower/recurrent_kernel", "upper/bias", "upper/kernel", "upper/recurrent_kernel" }, reader.Names.ToArray());
    }

    [TestMethod]
    public async Task Old_names_become_modern_and_shards_one()
    {
        using var folder = new TempFolder();
        NDArray row = new float[,] { { 1, 2, 3, 4 } };
        BundleIO.Save(folder["old"], ["RNN/LSTMCell/W_0", "RNN/LSTMCell/W_1", "RNN/LSTMCell/B", "other/weights"], ["", "", "", ""], [row, row, row.Reshape(4), row]);
        var output = await ConvertAsync(folder["old"], folder["new"], "--modern");
        Assert.AreEqual("RNN/LSTMCell/B -> rnn/lstm_cell/bias\nRNN/LSTMCell/W_0 + RNN/LSTMCell/W_1 -> rnn/lstm_cell/kernel\n", output);
        using var reader = new CheckpointReader(folder["new"]);
        Assert.AreEqual(new Shape(2, 4), reader.GetTensor("rnn/lstm_cell/kernel").Shape);
        CollectionAssert.AreEqual(new[] { "other/weights", "rnn/lstm_cell/bias", "rnn/lstm_cell/kernel" }, reader.Names.ToArray());
    }

    [TestMethod]
    [DataRow("weights_keras_lstm", "--cells", "--keras")]
    [DataRow("weights_keras_gru", "--cells", "--keras")]
    [DataRow("weights_gru", "--keras", "--cells")]
    public async Task A_layout_and_back_is_the_same(string name, string there, string back)
    {
        using var folder = new TempFolder();
        // A forget bias that no rounding touches.
        await ConvertAsync(Golden.Path($"cases/{name}/model"), folder["there"], there, "--forget-bias", "0");
        await ConvertAsync(folder["there"], folder["cells"], back, "--forget-bias", "0");
        // A Keras layer's cell gets a name of its own, as later versions of Keras name it.
        string[] scopes = name == "weights_keras_lstm" ? ["--map", "lstm/lstm_cell/=lstm/", "--map", "lstm_1/lstm_cell/=lstm_1/"] : name == "weights_keras_gru" ? ["--map", "gru/gru_cell/=gru/"] : [];
        await ConvertAsync([folder["cells"], folder["back"], .. scopes]);
        await AssertSameAsync(Golden.Path($"cases/{name}/model"), folder["back"]);
        Assert.AreEqual(1, (await RunAsync("diff", folder["there"], folder["back"])).Code);
    }

    [TestMethod]
    public async Task Cells_in_Keras_layout_have_the_forget_bias_in_the_bias_and_no_slots()
    {
        using var folder = new TempFolder();
        NDArray kernel = new NDArray(DType.Float32, 3, 8), bias = new NDArray(DType.Float32, 8);
        BundleIO.Save(folder["cell"], ["rnn/lstm_cell/kernel", "rnn/lstm_cell/kernel/Adam", "rnn/lstm_cell/bias"], ["", "", ""], [kernel, kernel, bias]);
        var output = await ConvertAsync(folder["cell"], folder["keras.npz"], "--keras", "--forget-bias", "0.5");
        StringAssert.Contains(output, "rnn/lstm_cell/kernel + rnn/lstm_cell/bias -> rnn/lstm_cell/recurrent_kernel\n");
        using var reader = new CheckpointReader(folder["keras.npz"]);
        CollectionAssert.AreEqual(new[] { "rnn/lstm_cell/bias", "rnn/lstm_cell/kernel", "rnn/lstm_cell/recurrent_kernel" }, reader.Names.ToArray());
        CollectionAssert.AreEqual(new float[] { 0, 0, 0.5f, 0.5f, 0, 0, 0, 0 }, reader.GetTensor("rnn/lstm_cell/bias").ToArray<float>());
        Assert.AreEqual(new Shape(1, 8), reader.GetTensor("rnn/lstm_cell/kernel").Shape);
    }

    [TestMethod]
    [DataRow("There is no tensor lstn/bias (the closest names there: lstm/bias", "--map", "lstn/bias=x")]
    [DataRow("Two tensors would be named lstm/kernel: lstm/bias and lstm/kernel: choose another kind of file, or map the name.", "--map", "lstm/bias=lstm/kernel")]
    [DataRow("'x' maps no name: write OLD=NEW.", "--map", "x")]
    [DataRow("There is no LSTM or GRU cell in", "--keras")]
    [DataRow("--keras and --cells are opposites", "--keras", "--cells")]
    public async Task What_cannot_be_done_is_one_sentence_and_leaves_no_file(string sentence, params string[] options)
    {
        using var folder = new TempFolder();
        var (code, output, error) = await RunAsync(["convert", Keras, folder["a.npz"], .. options]);
        Assert.AreEqual((2, ""), (code, output));
        StringAssert.Contains(error, sentence);
        Assert.AreEqual(error.Length - 1, error.IndexOf('\n'), "one line");
        Assert.HasCount(0, Directory.GetFiles(folder.Path));
    }

    [TestMethod]
    public async Task A_failure_in_the_middle_leaves_what_was_there()
    {
        using var folder = new TempFolder();
        // The types that a kind has not, and a data file that is cut short.
        var all = Golden.Path("cases/ckpt_v2_dtypes/model.ckpt-7");
        foreach (var (target, options) in new[] { ("a.safetensors", Array.Empty<string>()), ("v1", ["--format", "v1"]) })
        {
            File.WriteAllText(folder[target], "before");
            var (code, _, error) = await RunAsync(["convert", all, folder[target], .. options]);
            Assert.AreEqual(2, code);
            StringAssert.Contains(error, target == "v1" ? "Saving data type bfloat16 not yet supported" : "which safetensors has not");
            Assert.AreEqual("before", File.ReadAllText(folder[target]));
        }
        File.Copy(all + ".index", folder["cut.index"]);
        File.WriteAllBytes(folder["cut.data-00000-of-00001"], File.ReadAllBytes(all + ".data-00000-of-00001")[..5000]);
        foreach (var target in new[] { "cut.npz", "other" })
        {
            var (code, _, error) = await RunAsync("convert", folder["cut"], folder[target]);
            Assert.AreEqual(2, code);
            StringAssert.Contains(error, "is cut short");
        }
        CollectionAssert.AreEquivalent(new[] { "a.safetensors", "v1", "cut.index", "cut.data-00000-of-00001" }, Directory.GetFiles(folder.Path).Select(Path.GetFileName).ToArray());
    }
}

using System.Buffers.Binary;
using System.Text;
using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Checkpoints.Formats;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Checkpoints.Formats;

[TestClass]
public class SafetensorsFileTests
{
    private static void WriteRaw(string path, string header, int data, ulong? length = null)
    {
        var bytes = Encoding.UTF8.GetBytes(header);
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, length ?? (ulong)bytes.Length);
        File.WriteAllBytes(path, [.. prefix, .. bytes, .. new byte[data]]);
    }

    [TestMethod]
    public void Every_type_of_numbers_comes_back()
    {
        using var folder = new TempFolder();
        using var reader = new CheckpointReader(Golden.Path("cases/ckpt_v2_dtypes/model.ckpt-7"));
        var arrays = reader.Names.Where(n => reader.GetVariableToDtypeMap()[n] is not (DType.String or DType.Complex64)).Select(n => KeyValuePair.Create(n, reader.GetTensor(n))).ToList();
        Assert.HasCount(44, arrays);
        SafetensorsFile.Write(folder["a.safetensors"], arrays);
        var back = SafetensorsFile.Read(folder["a.safetensors"]);
        Assert.HasCount(arrays.Count, back);
        foreach (var (name, array) in arrays)
        {
            Assert.AreEqual((array.DType, array.Shape), (back[name].DType, back[name].Shape), name);
            Assert.IsTrue(array.Bytes.SequenceEqual(back[name].Bytes), name);
        }
        Assert.HasCount(1, Directory.GetFiles(folder.Path));
        var e = Assert.ThrowsExactly<InvalidArgumentError>(() => SafetensorsFile.Write(folder["b.safetensors"], [KeyValuePair.Create("s", NDArray.Of(new[] { "x" }))]));
        Assert.AreEqual("s is of type string, which safetensors has not", e.Message);
        Assert.HasCount(1, Directory.GetFiles(folder.Path), "what cannot be written leaves nothing");
    }

    [TestMethod]
    public void The_bytes_are_those_of_the_format()
    {
        using var folder = new TempFolder();
        SafetensorsFile.Write(folder["a.safetensors"], [KeyValuePair.Create("x", NDArray.Of(new float[] { 1, 2 }))]);
        const string Header = """{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
        byte[] expected = [(byte)(Header.Length + 2), 0, 0, 0, 0, 0, 0, 0, .. Encoding.ASCII.GetBytes(Header + "  "), 0, 0, 0x80, 0x3f, 0, 0, 0, 0x40];
        CollectionAssert.AreEqual(expected, File.ReadAllBytes(folder["a.safetensors"]));
    }

    [TestMethod]
    public void What_others_write_is_read()
    {
        // Metadata, another order, spaces, a gap.
        using var folder = new TempFolder();
        WriteRaw(folder["a.safetensors"], """{ "__metadata__": {"format": "pt"}, "b": {"shape": [1], "data_offsets": [9, 10], "dtype": "BOOL"}, "a": {"dtype": "I32", "shape": [], "data_offsets": [0, 4]} }""", 12);
        using var reader = new CheckpointReader(folder["a.safetensors"]);
        CollectionAssert.AreEqual(new[] { "a", "b" }, reader.Names.ToArray());
        Assert.AreEqual(TensorFileKind.Safetensors, reader.Kind);
        Assert.AreEqual(0, reader.GetTensor("a").Item<int>());
        StringAssert.StartsWith(Assert.ThrowsExactly<NotFoundError>(() => reader.GetTensor("c")).Message, "Key c not found in checkpoint");
    }

    [TestMethod]
    [DataRow("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, null, "lies at 0 to 8 of 7")]
    [DataRow("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, null, "has 12 bytes by its shape")]
    [DataRow("""{"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, null, "has the shape [-2]")]
    [DataRow("""{"x":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904,4611686018427387904],"data_offsets":[0,8]}}""", 8, null, "bytes by its shape")]
    [DataRow("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, null, "lies at 8 to 0")]
    [DataRow("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, null, "lies at -8 to 0")]
    [DataRow("""{"x":{"dtype":"F8","shape":[8],"data_offsets":[0,8]}}""", 8, null, "type F8")]
    [DataRow("""{"x":{"dtype":"F32","shape":"no","data_offsets":[0,8]}}""", 8, null, "malformed")]
    [DataRow("""{"x":{"dtype":"F32"}}""", 8, null, "malformed")]
    [DataRow("""{"x":{"dtype":"F32","shape":[1e400],"data_offsets":[0,8]}}""", 8, null, "malformed")]
    [DataRow("[1]", 8, null, "malformed")]
    [DataRow("{", 8, null, "malformed")]
    [DataRow("{}", 0, 3UL, "its header claims 3 bytes")]
    [DataRow("{}", 0, 18446744073709551615UL, "its header claims 18446744073709551615 bytes")]
    public void Malformed_files_lose_data_and_nothing_else(string header, int data, ulong? length, string expected)
    {
        using var folder = new TempFolder();
        WriteRaw(folder["a.safetensors"], header, data, length);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var e = Assert.ThrowsExactly<DataLossError>(() => SafetensorsFile.Read(folder["a.safetensors"]));
        StringAssert.Contains(e.Message, expected);
        StringAssert.Contains(e.Message, folder["a.safetensors"]);
        Assert.IsLessThan(1L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Deep_headers_and_short_files_are_refused()
    {
        using var folder = new TempFolder();
        WriteRaw(folder["a.safetensors"], new string('[', 100000), 0);
        Assert.ThrowsExactly<DataLossError>(() => SafetensorsFile.Read(folder["a.safetensors"]));
        File.WriteAllBytes(folder["a.safetensors"], [1, 2]);
        Assert.ThrowsExactly<DataLossError>(() => SafetensorsFile.Read(folder["a.safetensors"]));
        Assert.ThrowsExactly<NotFoundError>(() => SafetensorsFile.Read(folder["none.safetensors"]));
    }
}

using System.Text;
using TfStatefulLstm.Checkpoints.Formats;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Checkpoints.Formats;

[TestClass]
public class NpzFileTests
{
    private static NDArray Npy(string header, byte[] elements, byte version = 1)
    {
        var text = Encoding.ASCII.GetBytes(header + "\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        byte[] file = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', version, 0, .. length, .. text, .. elements];
        return NpyFile.Read(new MemoryStream(file), file.Length, "a.npy");
    }

    [TestMethod]
    public void Every_type_comes_back_from_an_archive()
    {
        var path = Path.GetTempFileName();
        try
        {
            foreach (var compressed in new[] { true, false })
            {
                var arrays = new OrderedDictionary<string, NDArray>();
                foreach (var dtype in Enum.GetValues<DType>())
                {
                    if (dtype is DType.Invalid or DType.Resource or DType.Variant or DType.BFloat16 || dtype.Name().StartsWith('q')) continue;
                    foreach (var dims in new long[][] { [], [3], [2, 0], [2, 3, 4] })
                    {
                        var a = new NDArray(dtype, dims);
                        if (dtype == DType.String) for (var i = 0; i < a.Length; i++) a.Data<byte[]>()[i] = Encoding.UTF8.GetBytes(new string('é', i % 5));
                        else if (dtype == DType.Bool) for (var i = 0; i < a.Length; i++) a.Data<bool>()[i] = i % 3 == 0;
                        else for (var i = 0; i < a.Bytes.Length; i++) a.Bytes[i] = (byte)(i * 7 + 1);
                        arrays[$"{dtype}/{dims.Length}"] = a;
                    }
                }
                NpzFile.Write(path, arrays, compressed);
                var read = NpzFile.Read(path);
                CollectionAssert.AreEqual(arrays.Keys.ToArray(), read.Keys.ToArray());
                foreach (var (key, a) in arrays)
                {
                    Assert.AreEqual(a.DType, read[key].DType, key);
                    Assert.AreEqual(a.Shape, read[key].Shape, key);
                    if (a.DType != DType.String) Assert.IsTrue(a.Bytes.SequenceEqual(read[key].Bytes), key);
                    else for (var i = 0; i < a.Length; i++) CollectionAssert.AreEqual(a.AsSpan<byte[]>()[i], read[key].AsSpan<byte[]>()[i], key);
                }
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void Fortran_order_becomes_row_major()
    {
        var a = Npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }", [1, 4, 2, 5, 3, 6]);
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3, 4, 5, 6 }, a.ToArray<byte>());
    }

    [TestMethod]
    public void Big_endian_and_version_2_are_read()
    {
        var a = Npy("{'descr': '>i4', 'fortran_order': False, 'shape': (2,), }", [0, 0, 1, 2, 0xff, 0xff, 0xff, 0xfe], version: 2);
        CollectionAssert.AreEqual(new[] { 258, -2 }, a.ToArray<int>());
        var c = Npy("{'descr': '>c8', 'fortran_order': False, 'shape': (), }", [0x3f, 0x80, 0, 0, 0x40, 0, 0, 0]);
        Assert.AreEqual(new Complex64(1, 2), c.AsSpan<Complex64>()[0]);
    }

    [TestMethod]
    public void Unicode_strings_become_utf8()
    {
        var a = Npy("{'descr': '<U2', 'fortran_order': False, 'shape': (2,), }", [0xe9, 0, 0, 0, (byte)'x', 0, 0, 0, (byte)'y', 0, 0, 0, 0, 0, 0, 0]);
        Assert.AreEqual("éx", Encoding.UTF8.GetString(a.AsSpan<byte[]>()[0]));
        Assert.AreEqual("y", Encoding.UTF8.GetString(a.AsSpan<byte[]>()[1]));
    }

    [TestMethod]
    public void Objects_are_refused()
    {
        var e = Assert.ThrowsExactly<InvalidArgumentError>(() => Npy("{'descr': '|O', 'fortran_order': False, 'shape': (2,), }", new byte[16]));
        StringAssert.Contains(e.Message, "Object arrays cannot be loaded");
    }

    [TestMethod]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (100000000,), }", "claims 400000000 bytes")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (-3,), }", "no dimension")]
    [DataRow("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,), }", "structured")]
    [DataRow("{'descr': '<f4', 'shape': (3,), }", "lacks")]
    [DataRow("{'descr': '<f4', 'fortran_order': False, 'shape': (3,", "malformed|no dimension")]
    [DataRow("", "malformed")]
    public void Malformed_headers_lose_data_and_nothing_else(string header, string expected)
    {
        var e = Assert.ThrowsExactly<DataLossError>(() => Npy(header, new byte[12]));
        StringAssert.Matches(e.Message, new System.Text.RegularExpressions.Regex(expected));
        StringAssert.StartsWith(e.Message, "a.npy cannot be read");
    }

    [TestMethod]
    public void A_truncated_archive_is_data_loss()
    {
        var path = Path.GetTempFileName();
        try
        {
            NpzFile.Write(path, new Dictionary<string, NDArray> { ["x"] = new(DType.Float32, 50, 50) });
            var bytes = File.ReadAllBytes(path);
            for (var length = 0; length < bytes.Length; length += 9)
            {
                File.WriteAllBytes(path, bytes[..length]);
                Assert.ThrowsExactly<DataLossError>(() => NpzFile.Read(path));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }
}

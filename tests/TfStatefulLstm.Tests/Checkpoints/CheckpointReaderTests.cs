using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Checkpoints;

[TestClass]
public class CheckpointReaderTests
{
    [TestMethod]
    [DataRow("model.ckpt-7")]
    [DataRow("model.ckpt-7.index")]
    [DataRow("model.ckpt-7.meta")]
    [DataRow("model.ckpt-7.data-00000-of-00001")]
    [DataRow("")]
    public void Any_path_that_means_a_checkpoint_opens_it(string path)
    {
        using var reader = new CheckpointReader(Golden.Path("cases/ckpt_v2_dtypes/" + path));
        Assert.AreEqual(Golden.Path("cases/ckpt_v2_dtypes/model.ckpt-7"), reader.Prefix);
        Assert.AreEqual(new Shape(2, 3, 4), reader.GetVariableToShapeMap()["layer/float32_2x3x4"]);
        Assert.AreEqual(DType.BFloat16, reader.GetVariableToDtypeMap()["layer/bfloat16_3"]);
        Assert.IsTrue(reader.HasTensor("layer/bool_scalar"));
        Assert.IsFalse(reader.HasTensor("layer/bool"));
        Assert.AreEqual(DType.Complex64, reader.GetTensor("layer/complex64_3").DType);
    }

    [TestMethod]
    public void Slices_are_one_tensor()
    {
        using var reader = new CheckpointReader(Golden.Path("cases/ckpt_v2_partitioned/model.ckpt"));
        CollectionAssert.AreEqual(new[] { "cols/kernel", "part/emb" }, reader.Names.ToArray());
        CollectionAssert.AreEqual(new[] { "0,4:0,4", "4,3:0,4", "7,3:0,4" }, reader.GetSlices("part/emb").ToArray());
        Assert.AreEqual(new Shape(10, 4), reader.GetTensor("part/emb").Shape);
    }

    [TestMethod]
    public void What_is_not_there_is_named_with_what_is()
    {
        using var folder = new TempFolder();
        Assert.AreEqual($"Unsuccessful TensorSliceReader constructor: Failed to find any matching files for {folder["m"]}",
            Assert.ThrowsExactly<NotFoundError>(() => new CheckpointReader(folder["m"])).Message);
        StringAssert.Contains(Assert.ThrowsExactly<NotFoundError>(() => new CheckpointReader(folder.Path)).Message, "the folder has no checkpoint");
        using var reader = new CheckpointReader(Golden.Path("cases/ckpt_v2_dtypes"));
        Assert.AreEqual("Key layer/float32_2x3x5 not found in checkpoint (the closest names there: layer/float32_2x3x4, layer/float16_2x3x4, layer/float32_0x5)",
            Assert.ThrowsExactly<NotFoundError>(() => reader.GetTensor("layer/float32_2x3x5")).Message);
    }

    // One run of Python for both directions: it saves what we rewrite, and reads what we wrote.
    [OracleTestMethod]
    public void Python_reads_what_we_write_and_writes_the_same_bytes()
    {
        using var folder = new TempFolder();
        var random = new Random(3);
        var tensors = Enum.GetValues<DType>().Where(d => d is not (DType.Invalid or DType.Resource or DType.Variant)).SelectMany(d => new long[][] { [], [3, 2], [0] }.Select(dims =>
        {
            var a = new NDArray(d, dims);
            if (d == DType.String) for (var i = 0; i < a.Length; i++) random.NextBytes(a.Data<byte[]>()[i] = new byte[random.Next(300)]);
            else if (d == DType.Bool) for (var i = 0; i < a.Length; i++) a.Data<bool>()[i] = i % 2 == 0;
            else random.NextBytes(a.Bytes);
            return (Name: $"{d}/{string.Join('x', dims)}", Value: a);
        })).ToList();
        // Names that fill several blocks of the index.
        for (var i = 0; i < 6000; i++) tensors.Add(($"a/long/name/to/fill/the/blocks/of/the/index/tower_{i * 7919 % 6000}/kernel/Adam", NDArray.Scalar(i)));
        TfStatefulLstm.Runtime.Bundles.BundleIO.Save(folder["ours"], [.. tensors.Select(t => t.Name)], [.. tensors.Select(_ => "")], [.. tensors.Select(t => t.Value)]);
        File.WriteAllLines(folder["order"], tensors.Select(t => $"{t.Name} {(int)t.Value.DType}"));
        Oracle.Run("""
            import sys, tensorflow as tf
            folder = sys.argv[1]
            names, types = zip(*[l.split() for l in open(folder + "/order")])
            types = [tf.as_dtype(int(t)) for t in types]
            with tf.Session() as s:
                values = tf.raw_ops.RestoreV2(prefix=folder + "/ours", tensor_names=names, shape_and_slices=[""] * len(names), dtypes=types)
                s.run(tf.raw_ops.SaveV2(prefix=folder + "/python", tensor_names=names, shape_and_slices=[""] * len(names), tensors=values))
            """, folder.Path);
        foreach (var suffix in new[] { ".index", ".data-00000-of-00001" })
            CollectionAssert.AreEqual(File.ReadAllBytes(folder["python" + suffix]), File.ReadAllBytes(folder["ours" + suffix]), suffix);
    }
}

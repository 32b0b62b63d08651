using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Framework;

[TestClass]
public class NDArrayTests
{
    [TestMethod]
    public void Arrays_of_any_rank_and_nested_lists_convert()
    {
        NDArray matrix = new float[,] { { 1, 2, 3 }, { 4, 5, 6 } };
        Assert.AreEqual(new Shape(2, 3), matrix.Shape);
        Assert.AreEqual(6f, matrix.At<float>(1, -1));
        var nested = NDArray.Of(new[] { new[] { 1, 2 }, [3, 4] });
        Assert.AreEqual(new Shape(2, 2), nested.Shape);
        CollectionAssert.AreEqual(new[] { 1, 2, 3, 4 }, nested.ToArray<int>());
        Assert.ThrowsExactly<ValueError>(() => NDArray.Of(new[] { new[] { 1, 2 }, [3] }));
    }

    [TestMethod]
    public void Strings_are_bytes()
    {
        NDArray text = new[] { "a", "ü" };
        Assert.AreEqual(DType.String, text.DType);
        Assert.AreEqual(2, text.AsSpan<byte[]>()[1].Length);
        Assert.AreEqual("ü", NDArray.Of(new[] { "ü" }).Item<string>());
    }

    [TestMethod]
    public void AsType_truncates_and_wraps_as_NumPy_does()
    {
        NDArray a = new[] { 1.9, -1.9, 300.0 };
        CollectionAssert.AreEqual(new[] { 1, -1, 300 }, a.AsType(DType.Int32).ToArray<int>());
        Assert.AreEqual((byte)44, a.AsType(DType.UInt8).AsSpan<byte>()[2]);
        CollectionAssert.AreEqual(new[] { true, true, true }, a.AsType(DType.Bool).ToArray<bool>());
        Assert.ThrowsExactly<TypeError>(() => ((NDArray)"1").AsType(DType.Float32));
    }

    [TestMethod]
    public void Elements_are_typed()
    {
        NDArray a = new[] { 1f };
        Assert.ThrowsExactly<TypeError>(() => a.AsSpan<double>());
        Assert.ThrowsExactly<ValueError>(() => ((NDArray)new[] { 1, 2 }).Item<int>());
    }

    [TestMethod]
    public void Reshape_shares_and_clone_does_not()
    {
        NDArray a = new[] { 1f, 2f };
        var view = a.Reshape(2, 1);
        var copy = a.Clone();
        a.Data<float>()[0] = 5;
        Assert.AreEqual(5f, view.At<float>(0, 0));
        Assert.AreEqual(1f, copy.At<float>(0));
        Assert.ThrowsExactly<InvalidArgumentError>(() => a.Reshape(3));
    }

    [TestMethod]
    public void A_size_that_overflows_is_refused_before_memory_is_asked_for() =>
        Assert.ThrowsExactly<InvalidArgumentError>(() => new NDArray(DType.Float32, 1L << 40, 1L << 40));

    [TestMethod]
    public void Protos_of_every_type_come_back()
    {
        foreach (var dtype in Enum.GetValues<DType>().Where(d => d.Size() > 0 && !d.Name().StartsWith('q')))
        {
            foreach (var dims in new long[][] { [], [3], [2, 0] })
            {
                var array = ((NDArray)new[] { 1, 0, 1 }).AsType(dtype);
                array = dims.Length == 0 ? NDArrayOf(array, 1) : dims[^1] == 0 ? new NDArray(dtype, dims) : array;
                var back = TensorProtos.ToArray(TensorProtos.ToProto(array));
                Assert.AreEqual(array.Shape, back.Shape);
                Assert.AreEqual(dtype, back.DType);
                Assert.IsTrue(array.Bytes.SequenceEqual(back.Bytes), dtype.Name());
            }
        }

        static NDArray NDArrayOf(NDArray source, int count)
        {
            var scalar = new NDArray(source.DType);
            source.Bytes[..(count * source.DType.Size())].CopyTo(scalar.Bytes);
            return scalar;
        }
    }

    [TestMethod]
    public void The_last_value_of_a_proto_fills_the_rest()
    {
        var proto = TensorProtos.ToProto(new NDArray(DType.Float32, 4));
        proto.TensorContent = Google.Protobuf.ByteString.Empty;
        proto.FloatVal.Add([1, 2]);
        CollectionAssert.AreEqual(new float[] { 1, 2, 2, 2 }, TensorProtos.ToArray(proto).ToArray<float>());
        proto.FloatVal.Add([3, 4, 5]);
        Assert.ThrowsExactly<InvalidArgumentError>(() => TensorProtos.ToArray(proto));
    }

    [TestMethod]
    public void Rounding_to_bfloat16_is_to_even()
    {
        Assert.AreEqual(0x3f80, ((BFloat16)1f).Bits);
        Assert.AreEqual(0x3f80, ((BFloat16)BitConverter.UInt32BitsToSingle(0x3f808000)).Bits);
        Assert.AreEqual(0x3f82, ((BFloat16)BitConverter.UInt32BitsToSingle(0x3f818000)).Bits);
        Assert.IsTrue(float.IsNaN((BFloat16)float.NaN));
    }
}

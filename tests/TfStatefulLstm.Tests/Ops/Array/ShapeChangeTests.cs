using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Array;

/// <summary>Ops that see or order elements differently: Reshape, Transpose, Squeeze, StridedSlice and their kin, and those about shapes.</summary>
[TestClass]
public sealed class ShapeChangeTests
{
    private static readonly NDArray s_six = new float[,] { { 1, 2, 3 }, { 4, 5, 6 } };

    [TestMethod]
    public void Reshape_keeps_the_elements()
    {
        new OpCase("Reshape", s_six, new[] { 3, -1 }) { Expected = [new float[,] { { 1, 2 }, { 3, 4 }, { 5, 6 } }], IsConstant = _ => false }.Check();
        new OpCase("Reshape", new NDArray(DType.Float32, 0, 2), new[] { 0L, 5L }) { Expected = [new NDArray(DType.Float32, 0, 5)] }.Check();
        Fails("Reshape", "Input to reshape is a tensor with 6 values, but the requested shape requires a multiple of 4", new[] { 4, -1 });
        Fails("Reshape", "Input to reshape is a tensor with 6 values, but the requested shape has 4", new[] { 2, 2 });
        Fails("Reshape", "Only one input size may be -1, not both 0 and 1", new[] { -1, -1 });
        Fails("Reshape", "Size 0 must be non-negative, not -2", new[] { -2, 3 });
        Fails("Reshape", "sizes input must be 1-D, not [1,2]", new[,] { { 4, -1 } });
        Fails("Reshape", "Reshape cannot infer the missing input size for an empty tensor unless all specified input sizes are non-zero", new[] { 0, -1 });
    }

    [TestMethod]
    public void Reshape_finds_what_follows_from_the_sizes()
    {
        Assert.AreEqual(new Shape(3, 2), Reshape(new Shape(2, 3), 3, -1));
        Assert.AreEqual(new Shape(-1, -1), Reshape(new Shape(2, 3), -1, -1));
        Assert.AreEqual(new Shape(-1, 6), Reshape(new Shape(-1, 2, 3), -1, 6), "unknown on both sides");
        Assert.AreEqual(new Shape(4, 3), Reshape(Shape.Unknown, 4, 3));
        Throws("Dimension size must be evenly divisible by 4 but is 6", () => Reshape(new Shape(2, 3), 4, -1));
        Throws("Cannot reshape a tensor with 6 elements to shape [4,2] (8 elements)", () => Reshape(new Shape(2, 3), 4, 2));
        Throws("Dimension size must be evenly divisible by 3 but is 8", () => Reshape(new Shape(-1, 3), 4, 2));
    }

    [TestMethod]
    public void Transpose_moves_every_element_to_its_permuted_place()
    {
        long[][] shapes = [[2, 3], [37, 41], [3, 4, 5], [7, 90, 40], [2, 3, 4, 5], [0, 3], [4, 1, 3], [1, 1]];
        foreach (var dims in shapes)
            foreach (var perm in Permutations(dims.Length))
                foreach (var dtype in new[] { DType.Float32, DType.Float64, DType.UInt8, DType.Float16, DType.Complex128 })
                    CheckTranspose(dims, perm, dtype);
        new OpCase("Transpose", new[,] { { "a", "b" } }, new[] { 1, 0 }) { Expected = [new[,] { { "a" }, { "b" } }] }.Check();
        new OpCase("ConjugateTranspose", NDArray.From(new[] { new Complex64(1, 2), new Complex64(3, -4) }, 1, 2), new[] { 1, 0 })
        {
            Expected = [NDArray.From(new[] { new Complex64(1, -2), new Complex64(3, 4) }, 2, 1)],
        }.Check();
        new OpCase("ConjugateTranspose", s_six, new[] { 0, 1 }) { Expected = [s_six] }.Check();
        Fails("Transpose", "1 is missing from {0,0}.", new[] { 0, 0 });
        Fails("Transpose", "4 is out of range [0 .. 2)", new[] { 0, 4 });
        Fails("Transpose", "-1 is out of range [0 .. 2)", new[] { 0, -1 });
        Fails("Transpose", "transpose expects a vector of size 2. But input(1) is a vector of size 1", new[] { 0 });
        Throws("perm dim 5 is out of range of input rank 2", () => OpCase.Infer("Transpose", [], [new Shape(2, 3), new Shape(2)], null, new[] { 0, 5 }));
        Throws("Dimension must be 2 but is 1", () => OpCase.Infer("Transpose", [], [new Shape(2, 3), new Shape(1)], null, new[] { 0 }));
    }

    [TestMethod]
    public void InvertPermutation_undoes_an_order()
    {
        new OpCase("InvertPermutation", new[] { 2, 0, 1 }) { Expected = [new[] { 1, 2, 0 }] }.Check();
        new OpCase("InvertPermutation", new[] { 1, 1 }).Fails<InvalidArgumentError>("1 is duplicated in the input.");
        new OpCase("InvertPermutation", new[] { 1L, 2L }).Fails<InvalidArgumentError>("2 is not between 0 and 2");
    }

    [TestMethod]
    public void Squeeze_and_ExpandDims_drop_and_add_ones()
    {
        NDArray three = new float[,,] { { { 1 }, { 2 } } };
        new OpCase("Squeeze", three) { Expected = [new float[] { 1, 2 }] }.Check();
        new OpCase("Squeeze", three) { Attrs = { ["squeeze_dims"] = new[] { -1 } }, Expected = [new float[,] { { 1, 2 } }] }.Check();
        new OpCase("Squeeze", s_six) { Attrs = { ["squeeze_dims"] = new[] { 1 } } }.Fails<InvalidArgumentError>("Can not squeeze dim[1], expected a dimension of 1, got 3");
        new OpCase("Squeeze", s_six) { Attrs = { ["squeeze_dims"] = new[] { 4 } } }.Fails<InvalidArgumentError>("Tried to squeeze dim index 4 for tensor with 2 dimensions.");
        Assert.AreEqual(Shape.Unknown, OpCase.Infer("Squeeze", [], [new Shape(-1, 1)])[0]);
        Assert.AreEqual(new Shape(1), OpCase.Infer("Squeeze", new() { ["squeeze_dims"] = new[] { 0 } }, [new Shape(-1, 1)])[0]);
        Throws("squeeze_dims[0] not in [-2,2).", () => OpCase.Infer("Squeeze", new() { ["squeeze_dims"] = new[] { 4 } }, [new Shape(3, 1)]));
        new OpCase("ExpandDims", s_six, -1) { Expected = [s_six.Reshape(2, 3, 1)] }.Check();
        new OpCase("ExpandDims", s_six, 0L) { Expected = [s_six.Reshape(1, 2, 3)] }.Check();
        new OpCase("ExpandDims", s_six, 4).Fails<InvalidArgumentError>("Tried to expand dim index 4 for tensor with 2 dimensions.");
        Throws("dim 4 not in the interval [-3, 2].", () => OpCase.Infer("ExpandDims", [], [new Shape(3, 1), Shape.Scalar], null, 4));
    }

    [TestMethod]
    public void StridedSlice_indexes_as_NumPy_does()
    {
        // x[1], x[-1, 0], x[:, 1:], x[::-1], x[..., 0], x[:, newaxis], x[5:], x[0:2:2]
        Slice([1], [2], [1], shrink: 1).Expect(new float[] { 4, 5, 6 });
        Slice([-1, 0], [0, 1], [1, 1], shrink: 3).Expect(4f);
        Slice([0, 1], [0, 0], [1, 1], begin: 1, end: 3).Expect(new float[,] { { 2, 3 }, { 5, 6 } });
        Slice([0], [0], [-1], begin: 1, end: 1).Expect(new float[,] { { 4, 5, 6 }, { 1, 2, 3 } });
        Slice([0, 0], [0, 1], [1, 1], ellipsis: 1, shrink: 2).Expect(new float[] { 1, 4 });
        Slice([0, 0], [0, 0], [1, 1], begin: 1, end: 1, newAxis: 2).Expect(s_six.Reshape(2, 1, 3));
        Slice([5], [9], [1]).Expect(new NDArray(DType.Float32, 0, 3));
        Slice([0], [2], [2]).Expect(new float[,] { { 1, 2, 3 } });
        Slice([0, 2], [2, 0], [1, -1], end: 2).Expect(new float[,] { { 3, 2, 1 }, { 6, 5, 4 } });
        Slice([0], [9], [1]).Expect(s_six);
        Slice([3], [4], [1], shrink: 1).Fails("slice index 3 of dimension 0 out of bounds.");
        Slice([0, 0, 0], [1, 1, 1], [1, 1, 1]).Fails("Index out of range using input dim 2; input has only 2 dims");
        Slice([0], [1], [0]).Fails("strides[0] must be non-zero");
        Slice([0], [1], [-1], shrink: 1).Fails("only stride 1 allowed on non-range indexing.");
    }

    [TestMethod]
    public void StridedSlice_infers_what_it_can_without_begin_and_end()
    {
        Dictionary<string, object> Masks(int begin, int end, int shrink) => new() { ["begin_mask"] = begin, ["end_mask"] = end, ["shrink_axis_mask"] = shrink, ["Index"] = DType.Int32 };
        Shape[] shapes = [new Shape(4, -1, 6), new Shape(2), new Shape(2), new Shape(2)];
        Assert.AreEqual(new Shape(4, 6), OpCase.Infer("StridedSlice", Masks(1, 1, 2), shapes, null, null, null, new[] { 1, 1 })[0], "x[:, i]");
        Assert.AreEqual(new Shape(-1, -1, 6), OpCase.Infer("StridedSlice", Masks(0, 0, 0), shapes, null, null, null, new[] { 1, 1 })[0], "x[i:j, k:l]");
        Assert.AreEqual(Shape.Unknown, OpCase.Infer("StridedSlice", Masks(0, 0, 0), shapes)[0], "strides unknown");
    }

    [TestMethod]
    public void StridedSliceGrad_puts_elements_back()
    {
        new OpCase("StridedSliceGrad", new[] { 2, 3 }, new[] { 0, 2 }, new[] { 2, 0 }, new[] { 1, -1 }, new float[,] { { 1, 2 }, { 3, 4 } })
        {
            Expected = [new float[,] { { 0, 2, 1 }, { 0, 4, 3 } }],
        }.Check();
        new OpCase("StridedSliceGrad", new[] { 3 }, new[] { 1 }, new[] { 2 }, new[] { 1 }, 7f) { Attrs = { ["shrink_axis_mask"] = 1 }, Expected = [new float[] { 0, 7, 0 }] }.Check();
    }

    [TestMethod]
    public void Shapes_come_out_as_asked_for()
    {
        new OpCase("Shape", s_six) { Expected = [new[] { 2, 3 }] }.Check();
        new OpCase("Shape", 1f) { Attrs = { ["out_type"] = DType.Int64 }, Expected = [new NDArray(DType.Int64, 0)] }.Check();
        new OpCase("ShapeN", s_six, new float[] { 1 }) { Expected = [new[] { 2, 3 }, new[] { 1 }] }.Check();
        new OpCase("Rank", s_six) { Expected = [2] }.Check();
        new OpCase("Size", s_six) { Attrs = { ["out_type"] = DType.Int64 }, Expected = [6L] }.Check();
        new OpCase("BroadcastTo", new float[,] { { 1 }, { 2 } }, new[] { 2, 2, 2 }) { Expected = [new float[,,] { { { 1, 1 }, { 2, 2 } }, { { 1, 1 }, { 2, 2 } } }] }.Check();
        Fails("BroadcastTo", "Incompatible shapes: [2,3] vs. [1,1,4]", new[] { 1, 1, 4 });
        Fails("BroadcastTo", "Rank of input (2) must be no greater than rank of output shape (1).", new[] { 3 });
    }

    private static void CheckTranspose(long[] dims, int[] perm, DType dtype)
    {
        var x = new NDArray(DType.Int64, dims);
        for (var i = 0; i < x.Length; i++) x.Data<long>()[i] = i % 200;
        x = x.AsType(dtype);
        long[] outDims = [.. perm.Select(p => dims[p])];
        var expected = new NDArray(dtype, outDims);
        var index = new long[dims.Length];
        for (var i = 0; i < expected.Length; i++)
        {
            var (rest, at) = (i, 0L);
            for (var d = dims.Length - 1; d >= 0; d--)
            {
                index[perm[d]] = rest % outDims[d];
                rest /= (int)outDims[d];
            }
            for (var d = 0; d < dims.Length; d++) at = at * dims[d] + index[d];
            expected.Buffer.Data.SetValue(x.Buffer.Data.GetValue(at), i);
        }
        new OpCase("Transpose", x, perm) { Expected = [expected] }.Check();
    }

    private static IEnumerable<int[]> Permutations(int n) => n == 0 ? [[]]
        : Permutations(n - 1).SelectMany(p => Enumerable.Range(0, n).Select(i => (int[])[.. p[..i], n - 1, .. p[i..]]));

    private static Shape Reshape(Shape input, params int[] sizes)
    {
        var context = new OpShapes(new OpCase("Reshape", 0f, sizes).NodeAttrs(), [input, new Shape(sizes.Length)], [null, sizes]);
        OpRegistry.Find("Reshape").InferShapes(context);
        return context.Outputs()[0];
    }

    private static SliceCase Slice(int[] at, int[] to, int[] strides, int begin = 0, int end = 0, int ellipsis = 0, int newAxis = 0, int shrink = 0) => new(at, to, strides, new()
    {
        ["begin_mask"] = begin,
        ["end_mask"] = end,
        ["ellipsis_mask"] = ellipsis,
        ["new_axis_mask"] = newAxis,
        ["shrink_axis_mask"] = shrink,
    });

    private static void Fails(string op, string message, NDArray second) =>
        new OpCase(op, op == "Reshape" && message.Contains("empty", StringComparison.Ordinal) ? new NDArray(DType.Float32, 0, 2) : s_six, second).Fails<InvalidArgumentError>(message);

    private static void Throws(string message, Action action) => Assert.AreEqual(message, Assert.ThrowsExactly<InvalidArgumentError>(action).Message);

    private sealed record SliceCase(int[] Begin, int[] End, int[] Strides, Dictionary<string, object> Masks)
    {
        public void Expect(NDArray expected) => new OpCase("StridedSlice", s_six, Begin, End, Strides) { Attrs = Masks, Expected = [expected] }.Check();

        public void Fails(string message) => new OpCase("StridedSlice", s_six, Begin, End, Strides) { Attrs = Masks }.Fails<InvalidArgumentError>(message);
    }
}

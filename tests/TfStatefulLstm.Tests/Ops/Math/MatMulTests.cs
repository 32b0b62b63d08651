using System.Numerics;
using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Math;

/// <summary>Products of matrices and of stacks of them against the sums written out.</summary>
[TestClass]
public sealed class MatMulTests
{
    private static readonly DType[] s_types = [DType.Float32, DType.Float64, DType.Float16, DType.Int32, DType.Int64, DType.Complex128];

    [TestMethod]
    public void A_product_is_the_sums_of_products()
    {
        foreach (var dtype in s_types)
            foreach (var (m, n, k) in new[] { (2, 3, 4), (1, 1, 1), (17, 19, 23), (0, 3, 2), (3, 0, 2), (2, 3, 0), (1, 40, 33) })
                foreach (var (ta, tb) in new[] { (false, false), (true, false), (false, true), (true, true) })
                {
                    var (a, b) = (Samples.Of(dtype, ta ? [k, m] : [m, k]), Samples.Of(dtype, tb ? [n, k] : [k, n]));
                    new OpCase("MatMul", a, b)
                    {
                        Attrs = { ["transpose_a"] = ta, ["transpose_b"] = tb },
                        Expected = [Product(a, b, m, n, k, ta, tb)],
                        AbsoluteTolerance = dtype == DType.Float16 ? 0.2 : 1e-4,
                    }.Check();
                }
    }

    [TestMethod]
    public void NaN_spreads_along_its_row() => new OpCase("MatMul", NDArray.From([float.NaN, 1, 1, 1], 2, 2), NDArray.From([1f, 0, 0, 1], 2, 2))
    {
        Expected = [NDArray.From([float.NaN, float.NaN, 1, 1], 2, 2)],
    }.Check();

    [TestMethod]
    public void Stacks_are_multiplied_matrix_by_matrix()
    {
        foreach (var op in new[] { "BatchMatMul", "BatchMatMulV2" })
            foreach (var (adjX, adjY) in new[] { (false, false), (true, false), (false, true), (true, true) })
                Stack(op, [2, 3], [2, 3], adjX, adjY);
        Stack("BatchMatMulV2", [2, 1], [3], false, true);
        Stack("BatchMatMulV2", [], [4], true, false);
        Stack("BatchMatMulV2", [3], [], false, false);
        Stack("BatchMatMul", [0], [0], false, false);
    }

    [TestMethod]
    public void The_adjoint_of_complex_matrices_is_conjugated()
    {
        var (x, y) = (NDArray.From([new Complex(1, 2)], 1, 1, 1), NDArray.From([new Complex(3, 4)], 1, 1, 1));
        new OpCase("BatchMatMul", x, y) { Attrs = { ["adj_x"] = true }, Expected = [NDArray.From([new Complex(1, -2) * new Complex(3, 4)], 1, 1, 1)] }.Check();
    }

    [TestMethod]
    public void Wrong_sizes_are_named()
    {
        var (a, v) = (new NDArray(DType.Float32, 2, 3), new NDArray(DType.Float32, 1));
        new OpCase("MatMul", a, a).Fails<InvalidArgumentError>("Matrix size-incompatible: In[0]: [2,3], In[1]: [2,3]");
        new OpCase("MatMul", v, a).Fails<InvalidArgumentError>("In[0] is not a matrix. Instead it has shape [1]");
        new OpCase("MatMul", a, v).Fails<InvalidArgumentError>("In[1] is not a matrix. Instead it has shape [1]");
        var (x, y, z) = (new NDArray(DType.Float32, 2, 2, 3), new NDArray(DType.Float32, 3, 3, 2), new NDArray(DType.Float32, 3));
        foreach (var op in new[] { "BatchMatMul", "BatchMatMulV2" })
            new OpCase(op, x, x).Fails<InvalidArgumentError>("In[0] mismatch In[1] shape: 3 vs. 2: [2,2,3] [2,2,3] 0 0");
        new OpCase("BatchMatMul", x, y).Fails<InvalidArgumentError>("In[0].dim(0) and In[1].dim(0) must be the same: [2,2,3] vs [3,3,2]");
        new OpCase("BatchMatMul", z, y).Fails<InvalidArgumentError>("In[0] and In[1] has different ndims: [3] vs. [3,3,2]");
        new OpCase("BatchMatMulV2", x, y).Fails<InvalidArgumentError>("In[0] and In[1] must have compatible batch dimensions: [2,2,3] vs. [3,3,2]");
        new OpCase("BatchMatMulV2", z, y).Fails<InvalidArgumentError>("In[0] ndims must be >= 2: 1");
    }

    [TestMethod]
    public void Shapes_are_checked_while_building()
    {
        Assert.AreEqual("Dimensions must be equal, but are 3 and 4", Error("MatMul", new Shape(2, 3), new Shape(4, 5)));
        Assert.AreEqual("Shape must be rank 2 but is rank 1", Error("MatMul", new Shape(3), new Shape(4, 5)));
        Assert.AreEqual("Dimension 0 in both shapes must be equal, but are 2 and 3. Shapes are [2] and [3].",
            Error("BatchMatMul", new Shape(2, 2, 3), new Shape(3, 3, 2)));
        Assert.AreEqual(new Shape(-1, 5), OpCase.Infer("MatMul", [], [Shape.Unknown, new Shape(4, 5)])[0]);
        Assert.AreEqual(Shape.Unknown, OpCase.Infer("BatchMatMulV2", [], [Shape.Unknown, new Shape(4, 5)])[0]);
        Assert.AreEqual(new Shape(7, 2, 2, 5), OpCase.Infer("BatchMatMulV2", [], [new Shape(7, 1, 2, 4), new Shape(2, 4, 5)])[0]);

        static string Error(string op, params Shape[] shapes) => Assert.ThrowsExactly<InvalidArgumentError>(() => OpCase.Infer(op, [], shapes)).Message;
    }

    private static void Stack(string op, long[] xBatch, long[] yBatch, bool adjX, bool adjY)
    {
        const int m = 3, n = 5, k = 4;
        var (x, y) = (Samples.Of(DType.Float64, [.. xBatch, .. adjX ? new long[] { k, m } : [m, k]]),
            Samples.Of(DType.Float64, [.. yBatch, .. adjY ? new long[] { n, k } : [k, n]]));
        var rank = System.Math.Max(xBatch.Length, yBatch.Length);
        var batch = new long[rank];
        for (var i = 0; i < rank; i++) batch[i] = System.Math.Max(Dim(xBatch, i), Dim(yBatch, i));
        var (xs, ys, products) = (Samples.Doubles(x), Samples.Doubles(y), new List<double>());
        for (var at = 0; at < NDArray.ElementCount(batch); at++)
        {
            var a = NDArray.From(xs.AsSpan(At(xBatch) * m * k, m * k).ToArray(), adjX ? [k, m] : [m, k]);
            var b = NDArray.From(ys.AsSpan(At(yBatch) * k * n, k * n).ToArray(), adjY ? [n, k] : [k, n]);
            products.AddRange(Product(a, b, m, n, k, adjX, adjY).ToArray<double>());

            int At(long[] dims)
            {
                var (rest, index, step) = ((long)at, 0L, 1L);
                for (var i = rank - 1; i >= 0; i--)
                {
                    if (Dim(dims, i) > 1) index += rest % batch[i] * step;
                    rest /= batch[i];
                    step *= Dim(dims, i);
                }
                return (int)index;
            }
        }
        var expected = NDArray.From(products.ToArray(), [.. xBatch.Contains(0) ? xBatch : batch, m, n]);
        new OpCase(op, x, y) { Attrs = { ["adj_x"] = adjX, ["adj_y"] = adjY }, Expected = [expected], AbsoluteTolerance = 1e-12 }.Check();

        long Dim(long[] dims, int i) => i < rank - dims.Length ? 1 : dims[i - (rank - dims.Length)];
    }

    private static NDArray Product(NDArray a, NDArray b, int m, int n, int k, bool ta, bool tb)
    {
        var (x, y, z) = (Samples.Doubles(a), Samples.Doubles(b), new double[m * n]);
        for (var i = 0; i < m; i++)
            for (var j = 0; j < n; j++)
                for (var p = 0; p < k; p++) z[(i * n) + j] += x[ta ? (p * m) + i : (i * k) + p] * y[tb ? (j * k) + p : (p * n) + j];
        return Samples.From(z, a.DType, m, n);
    }
}

using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Math;

[TestClass]
public sealed class QrTests
{
    [TestMethod]
    public void The_factors_are_TensorFlows()
    {
        // As TensorFlow 1.15.5 printed them; it computes in floats, whose rounding shows in the sixth digit.
        var x = NDArray.From([1f, 2, 3, 4, 5, 6.5f, 7, 8, 10, 1, 0, 2], 4, 3);
        float[] q = [-0.12216949f, 0.5642776f, 0.70710653f, -0.48867783f, 0.23175631f, 0.20202982f, -0.8551862f, -0.10076371f, -0.30304527f, -0.12216946f,
            -0.7859559f, 0.6060924f];
        float[] r = [-8.185352f, -9.529218f, -12.339116f, 0, 1.481227f, 0.61970043f, 0, 0, 1.6162461f];
        new OpCase("Qr", x) { Expected = [NDArray.From(q, 4, 3), NDArray.From(r, 3, 3)], AbsoluteTolerance = 1e-5 }.Check();
        float[] identity = [1, 0, 0, 1];
        new OpCase("Qr", new NDArray(DType.Float32, 2, 2)) { Expected = [NDArray.From(identity, 2, 2), new NDArray(DType.Float32, 2, 2)] }.Check();
        new OpCase("Qr", new NDArray(DType.Float32, 2, 0, 3)) { Expected = [new NDArray(DType.Float32, 2, 0, 0), new NDArray(DType.Float32, 2, 0, 3)] }.Check();
    }

    [TestMethod]
    public void The_product_is_the_matrix_and_the_columns_are_orthonormal()
    {
        foreach (var (rows, columns) in new[] { (5, 3), (3, 5), (4, 4), (1, 3) })
            foreach (var full in new[] { false, true })
            {
                var x = Samples.Of(DType.Float64, 2, rows, columns);
                var outputs = new OpCase("Qr", x) { Attrs = { ["full_matrices"] = full } }.Run();
                var inner = full ? rows : System.Math.Min(rows, columns);
                Assert.AreEqual(new Shape(2, rows, inner), outputs[0].Shape);
                new OpCase("BatchMatMul", outputs) { Expected = [x], AbsoluteTolerance = 1e-13 }.Check();
                var one = new double[2 * inner * inner];
                for (var i = 0; i < 2 * inner; i++) one[(i * inner) + (i % inner)] = 1;
                new OpCase("BatchMatMul", outputs[0], outputs[0])
                    { Attrs = { ["adj_x"] = true }, Expected = [NDArray.From(one, 2, inner, inner)], AbsoluteTolerance = 1e-13 }.Check();
                for (var i = 0; i < inner; i++)
                    for (var j = 0; j < System.Math.Min(i, columns); j++) Assert.AreEqual(0.0, outputs[1].At<double>(1, i, j));
            }
    }

    [TestMethod]
    public void A_vector_is_no_matrix()
    {
        new OpCase("Qr", new NDArray(DType.Float32, 3)).Fails<InvalidArgumentError>("Input tensor 0 must have rank >= 2");
        Assert.AreEqual("Shape must be at least rank 2 but is rank 1", Assert.ThrowsExactly<InvalidArgumentError>(() =>
            OpCase.Infer("Qr", [], [new Shape(3)])).Message);
    }
}

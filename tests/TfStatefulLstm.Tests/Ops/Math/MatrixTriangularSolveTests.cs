using Microsoft.VisualStudio.TestTools.UnitTesting;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Tests.Ops.Math;

/// <summary>Systems of equations with a triangular matrix.</summary>
[TestClass]
public sealed class MatrixTriangularSolveTests
{
    [TestMethod]
    [DataRow(true, false, new[] { 1.0, 2 }, new[] { 2.0, 9 })]
    [DataRow(true, true, new[] { 1.0, 2 }, new[] { 4.0, 8 })]
    [DataRow(false, false, new[] { 1.0, 2 }, new[] { 16.0, 8 })]
    [DataRow(false, true, new[] { 1.0, 2 }, new[] { 2.0, 15 })]
    public void What_is_not_in_the_triangle_is_not_looked_at(bool lower, bool adjoint, double[] solution, double[] right) =>
        // [[2, 7], [1, 4]], of which 7 or 1 counts; the second matrix is twice the first.
        new OpCase("MatrixTriangularSolve", NDArray.From([2.0, lower ? double.NaN : 7, lower ? 1 : double.NaN, 4, 4, lower ? double.NaN : 14, lower ? 2 : double.NaN, 8], 2, 2, 2),
            NDArray.From([.. right, .. right], 2, 2, 1))
        {
            Attrs = { ["lower"] = lower, ["adjoint"] = adjoint },
            Expected = [NDArray.From([.. solution, .. solution.Select(v => v / 2)], 2, 2, 1)],
        }.Check();

    [TestMethod]
    public void Matrices_must_fit_and_be_invertible()
    {
        static void Fails(string message, NDArray matrix, NDArray right) => new OpCase("MatrixTriangularSolve", matrix, right).Fails<InvalidArgumentError>(message);
        Fails("Input matrix is not invertible.", new double[,] { { 1, 0 }, { 3, 0 } }, new double[,] { { 1 }, { 1 } });
        Fails("Input matrix must be square.", new double[,] { { 1, 0 } }, new double[,] { { 1 }, { 1 } });
        Fails("Input matrix and right hand side are incompatible.", new double[,] { { 1 } }, new double[,] { { 1 }, { 1 } });
        new OpCase("MatrixTriangularSolve", new NDArray(DType.Float32, 0, 0), new NDArray(DType.Float32, 0, 3)) { Expected = [new NDArray(DType.Float32, 0, 3)] }.Check();
        Assert.AreEqual(new Shape(-1, 3, 2), OpCase.Infer("MatrixTriangularSolve", [], [new Shape(-1, -1, 3), new Shape(-1, 3, 2)])[0]);
    }
}

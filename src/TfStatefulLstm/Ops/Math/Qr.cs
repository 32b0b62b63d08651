using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>An orthogonal matrix and an upper triangular one with the product that is given (<c>tf.qr</c>), for every matrix of a stack; by Householder's
/// reflections.</summary>
internal sealed class Qr : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Qr").Input("input: T").Output("q: T").Output("r: T").Attr("full_matrices: bool = false")
        .Attr("T: {double, float, half, complex64, complex128}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (q, r, dq, dr) = (g.Outputs[0], g.Outputs[1], g.First, g.Given[1]!);
        if (q.DType.IsComplex()) throw new UnimplementedError($"QrGrad not implemented for dtype: <dtype: '{q.DType.Name()}'>");
        if (!r.Shape.HasRank || r.Shape[-2] < 0 || r.Shape[-1] < 0) throw new UnimplementedError("QrGrad not implemented with dynamic shapes.");
        if (r.Shape[-2] != r.Shape[-1])
            throw new UnimplementedError("QrGrad not implemented when ncols > nrows or full_matrices is true and ncols != nrows.");
        var qdq = MathFunctions.Matmul(q, dq, adjointA: true);
        var turn = qdq - ArrayFunctions.Adjoint(qdq);
        var rdr = MathFunctions.Matmul(r, dr, adjointB: true);
        var stretch = rdr - ArrayFunctions.Adjoint(rdr);
        var lower = Nodes.Make("MatrixBandPart", null, [turn + stretch, -1, 0]);
        var inside = MathFunctions.Matmul(q, (TensorLike)dr + Divided(lower, r));
        var outside = Divided((TensorLike)dq - MathFunctions.Matmul(q, qdq), r);
        return [inside + outside];
    }

    /// <summary>A matrix times the adjoint of the inverse of an upper triangular one.</summary>
    private static Tensor Divided(Tensor x, Tensor r) => ArrayFunctions.Adjoint(
        Nodes.Make("MatrixTriangularSolve", null, [r, ArrayFunctions.Adjoint(x)], ("lower", AttrValues.Of(false)), ("adjoint", AttrValues.Of(false))));

    public override void InferShapes(ShapeContext c)
    {
        var input = ShapeContext.WithRankAtLeast(c.Input(0), 2);
        if (!input.HasRank)
        {
            c.SetOutput(0, Shape.Unknown);
            c.SetOutput(1, Shape.Unknown);
            return;
        }
        var (rows, columns) = (input[-2], input[-1]);
        var inner = c.Attrs.Bool("full_matrices") ? rows : rows < 0 || columns < 0 ? -1 : System.Math.Min(rows, columns);
        c.SetOutput(0, input[..^2].Concatenate(new Shape(rows, inner)));
        c.SetOutput(1, input[..^2].Concatenate(new Shape(inner, columns)));
    }

    protected override Kernel Floating<T>(NodeAttrs node)
    {
        var full = node.Bool("full_matrices");
        return new FunctionKernel(c => Compute<T>(c, full));
    }

    private static void Compute<T>(KernelContext c, bool full) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var input = c.Input(0);
        if (input.Rank < 2) throw new InvalidArgumentError("Input tensor 0 must have rank >= 2");
        var (rows, columns) = ((int)input.Dims[^2], (int)input.Dims[^1]);
        var inner = full ? rows : System.Math.Min(rows, columns);
        var q = c.Allocate(0, input.DType, [.. input.Dims[..^2], rows, inner]).Data<T>();
        var r = c.Allocate(1, input.DType, [.. input.Dims[..^2], inner, columns]).Data<T>();
        var (a, reflections) = (new double[rows, columns], new double[rows, rows]);
        for (var at = 0; at < NDArray.ElementCount(input.Dims[..^2]); at++)
        {
            var matrix = input.AsSpan<T>().Slice(at * rows * columns, rows * columns);
            for (var i = 0; i < matrix.Length; i++) a[i / columns, i % columns] = double.CreateTruncating(matrix[i]);
            Decompose(a, reflections, rows, columns);
            for (var i = 0; i < rows * inner; i++) q[(at * rows * inner) + i] = T.CreateTruncating(reflections[i / inner, i % inner]);
            for (var i = 0; i < inner * columns; i++) r[(at * inner * columns) + i] = i / columns <= i % columns
                ? T.CreateTruncating(a[i / columns, i % columns]) : T.Zero;
        }
    }

    // Makes a upper triangular, reflection by reflection, and q their product. A column that is done already is left alone.
    private static void Decompose(double[,] a, double[,] q, int rows, int columns)
    {
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < rows; j++) q[i, j] = i == j ? 1 : 0;
        var v = new double[rows];
        for (var k = 0; k < System.Math.Min(rows - 1, columns); k++)
        {
            var tail = 0.0;
            for (var i = k + 1; i < rows; i++) tail += a[i, k] * a[i, k];
            if (tail == 0) continue;
            var head = a[k, k];
            var beta = head >= 0 ? -System.Math.Sqrt((head * head) + tail) : System.Math.Sqrt((head * head) + tail);
            for (var i = k; i < rows; i++) v[i] = i == k ? 1 : a[i, k] / (head - beta);
            var tau = (beta - head) / beta;
            for (var j = k; j < columns; j++)
            {
                var dot = 0.0;
                for (var i = k; i < rows; i++) dot += v[i] * a[i, j];
                for (var i = k; i < rows; i++) a[i, j] -= tau * dot * v[i];
            }
            for (var j = 0; j < rows; j++)
            {
                var dot = 0.0;
                for (var i = k; i < rows; i++) dot += q[j, i] * v[i];
                for (var i = k; i < rows; i++) q[j, i] -= tau * dot * v[i];
            }
        }
    }
}

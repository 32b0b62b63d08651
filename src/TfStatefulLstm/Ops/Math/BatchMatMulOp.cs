using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Math;

/// <summary>Products of the matrices in the last two dimensions, one for every index of the others.</summary>
internal abstract class BatchMatMulOp : NumericOp
{
    /// <summary>Whether the leading dimensions broadcast; else they must be equal.</summary>
    protected abstract bool Broadcasts { get; }

    public sealed override Gradient? Gradient => g =>
    {
        var (x, y, grad) = (g.Inputs[0], g.Inputs[1], (TensorLike)g.First);
        var (dx, dy) = (g.Attrs.Bool("adj_x"), g.Attrs.Bool("adj_y")) switch
        {
            (false, false) => (MathFunctions.Matmul(grad, y, adjointB: true), MathFunctions.Matmul(x, grad, adjointA: true)),
            (false, true) => (MathFunctions.Matmul(grad, y), MathFunctions.Matmul(grad, x, adjointA: true)),
            (true, false) => (MathFunctions.Matmul(y, grad, adjointB: true), MathFunctions.Matmul(x, grad)),
            _ => (MathFunctions.Matmul(y, grad, adjointA: true, adjointB: true), MathFunctions.Matmul(grad, x, adjointA: true, adjointB: true)),
        };
        if (!Broadcasts || x.Shape.IsFullyDefined && x.Shape == y.Shape) return [dx, dy];
        var (sx, sy) = (ArrayFunctions.Shape(x), ArrayFunctions.Shape(y));
        var axes = Nodes.Op("BroadcastGradientArgs", null, [sx[..^2], sy[..^2]]).Outputs;
        var left = ArrayFunctions.Reshape(MathFunctions.ReduceSum(dx, axes[0]), sx);
        return [left, ArrayFunctions.Reshape(MathFunctions.ReduceSum(dy, axes[1]), sy)];
    };

    public sealed override void InferShapes(ShapeContext c)
    {
        var (x, y) = (ShapeContext.WithRankAtLeast(c.Input(0), 2), ShapeContext.WithRankAtLeast(c.Input(1), 2));
        var (adjX, adjY) = (c.Attrs.Bool("adj_x"), c.Attrs.Bool("adj_y"));
        var matrix = new Shape(x[adjX ? -1 : -2], y[adjY ? -2 : -1]);
        var (batchX, batchY) = (x.HasRank ? x[..^2] : x, y.HasRank ? y[..^2] : y);
        var batch = Broadcasts ? Shape.Unknown : ShapeContext.Merge(batchX, batchY);
        ShapeContext.Merge(x[adjX ? -2 : -1], y[adjY ? -1 : -2]);
        if (Broadcasts) batch = ShapeContext.Broadcast(batchX, batchY);
        c.SetOutput(0, batch.Concatenate(matrix));
    }

    protected sealed override Kernel Real<T>(NodeAttrs node) => Multiplying<T>(node, null);

    protected sealed override Kernel ComplexNumbers(NodeAttrs node) => Multiplying<Complex>(node, Complex.Conjugate);

    private FunctionKernel Multiplying<T>(NodeAttrs node, Func<T, T>? conjugate) where T : unmanaged, INumberBase<T>
    {
        var (adjX, adjY) = (node.Bool("adj_x"), node.Bool("adj_y"));
        return new FunctionKernel(c => Compute(c, adjX, adjY, conjugate));
    }

    private void Compute<T>(KernelContext c, bool adjX, bool adjY, Func<T, T>? conjugate) where T : unmanaged, INumberBase<T>
    {
        var (x, y) = (c.Input(0), c.Input(1));
        var batch = BatchOf(x, y);
        var (m, k) = adjX ? (x.Dims[^1], x.Dims[^2]) : (x.Dims[^2], x.Dims[^1]);
        var (inner, n) = adjY ? (y.Dims[^1], y.Dims[^2]) : (y.Dims[^2], y.Dims[^1]);
        if (inner != k)
            throw new InvalidArgumentError($"In[0] mismatch In[1] shape: {k} vs. {inner}: {Shape.DebugString(x.Dims)} {Shape.DebugString(y.Dims)} {(adjX ? 1 : 0)} {(adjY ? 1 : 0)}");
        var (xs, ys) = (Adjoint(c, x, adjX ? conjugate : null), Adjoint(c, y, adjY ? conjugate : null));
        var product = c.Allocate(0, x.DType, [.. batch.OutputDims, m, n]).Data<T>();
        for (var row = 0; row < batch.Rows; row++)
        {
            var (xRow, yRow) = batch.Row(row);
            for (var i = 0; i < batch.RowLength; i++)
            {
                var a = xs.AsSpan<T>().Slice((xRow + (i * batch.XStep)) * (int)(m * k), (int)(m * k));
                var b = ys.AsSpan<T>().Slice((yRow + (i * batch.YStep)) * (int)(k * n), (int)(k * n));
                var at = (row * batch.RowLength) + i;
                Gemm.Multiply((int)m, (int)n, (int)k, a, (int)x.Dims[^1], adjX, b, (int)y.Dims[^1], adjY, product.Slice(at * (int)(m * n), (int)(m * n)),
                    (int)n, pool: c.Pool());
            }
        }
    }

    private BroadcastPlan BatchOf(NDArray x, NDArray y)
    {
        var (xDims, yDims) = (Shape.DebugString(x.Dims), Shape.DebugString(y.Dims));
        if (!Broadcasts && x.Rank != y.Rank) throw new InvalidArgumentError($"In[0] and In[1] has different ndims: {xDims} vs. {yDims}");
        if (x.Rank < 2) throw new InvalidArgumentError($"In[0] ndims must be >= 2: {x.Rank}");
        if (y.Rank < 2) throw new InvalidArgumentError($"In[1] ndims must be >= 2: {y.Rank}");
        for (var i = 0; !Broadcasts && i < x.Rank - 2; i++)
            if (x.Dims[i] != y.Dims[i]) throw new InvalidArgumentError($"In[0].dim({i}) and In[1].dim({i}) must be the same: {xDims} vs {yDims}");
        if (!BroadcastPlan.IsPossible(x.Dims[..^2], y.Dims[..^2]))
            throw new InvalidArgumentError($"In[0] and In[1] must have compatible batch dimensions: {xDims} vs. {yDims}");
        return new BroadcastPlan(x.Dims[..^2], y.Dims[..^2]);
    }

    // The adjoint of a complex matrix is conjugated as well as transposed.
    private static NDArray Adjoint<T>(KernelContext c, NDArray x, Func<T, T>? conjugate)
    {
        if (conjugate is null) return x;
        var result = c.Scratch(x.DType, x.Dims);
        for (var i = 0; i < x.Length; i++) result.Data<T>()[i] = conjugate(x.AsSpan<T>()[i]);
        return result;
    }
}

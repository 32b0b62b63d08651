using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The product of two matrices (<c>tf.matmul</c>).</summary>
internal sealed class MatMul : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("MatMul").Input("a: T").Input("b: T").Output("product: T").Attr("transpose_a: bool = false")
        .Attr("transpose_b: bool = false").Attr("T: {bfloat16, half, float, double, int32, int64, complex64, complex128}");

    public override void InferShapes(ShapeContext c)
    {
        var (a, b) = (c.WithRank(0, 2), c.WithRank(1, 2));
        var (transposeA, transposeB) = (c.Attrs.Bool("transpose_a") ? 1 : 0, c.Attrs.Bool("transpose_b") ? 1 : 0);
        ShapeContext.Merge(a[1 - transposeA], b[transposeB]);
        c.SetOutput(0, new Shape(a[transposeA], b[1 - transposeB]));
    }

    protected override Kernel Number<T>(NodeAttrs node)
    {
        var (transposeA, transposeB) = (node.Bool("transpose_a"), node.Bool("transpose_b"));
        return new FunctionKernel(c => Compute<T>(c, transposeA, transposeB));
    }

    private static void Compute<T>(KernelContext c, bool transposeA, bool transposeB) where T : unmanaged, INumberBase<T>
    {
        var (a, b) = (c.Input(0), c.Input(1));
        if (a.Rank != 2) throw new InvalidArgumentError($"In[0] is not a matrix. Instead it has shape {Shape.DebugString(a.Dims)}");
        if (b.Rank != 2) throw new InvalidArgumentError($"In[1] is not a matrix. Instead it has shape {Shape.DebugString(b.Dims)}");
        var (m, k) = transposeA ? (a.Dims[1], a.Dims[0]) : (a.Dims[0], a.Dims[1]);
        var (n, inner) = transposeB ? (b.Dims[0], b.Dims[1]) : (b.Dims[1], b.Dims[0]);
        if (inner != k)
            throw new InvalidArgumentError($"Matrix size-incompatible: In[0]: {Shape.DebugString(a.Dims)}, In[1]: {Shape.DebugString(b.Dims)}");
        var product = c.Allocate(0, a.DType, m, n);
        Gemm.Multiply((int)m, (int)n, (int)k, a.AsSpan<T>(), (int)a.Dims[1], transposeA, b.AsSpan<T>(), (int)b.Dims[1], transposeB,
            product.Data<T>(), (int)n, pool: c.Pool());
    }
}

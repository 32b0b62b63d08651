using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Layers;

/// <summary>The sum of products over the last dimension of one tensor and the first of a matrix (<c>tf.tensordot(a, b, [[rank - 1], [0]])</c>), with the nodes that
/// TensorFlow makes for known and for partly known shapes.</summary>
internal static class Tensordot
{
    public static Tensor LastWithFirst(TensorLike a, TensorLike b)
    {
        using var scope = GraphScopes.NameScope(null, "Tensordot", a, b);
        var (left, right) = (Nodes.Convert(a, name: "a"), Nodes.Convert(b, name: "b"));
        var (leftMatrix, leftFree) = Matrix(left, [left.Rank - 1], flipped: false);
        var (rightMatrix, rightFree) = Matrix(right, [0], flipped: true);
        var product = MathFunctions.Matmul(leftMatrix, rightMatrix);
        var free = left.Shape[..^1].Concatenate(right.Shape[1..]);
        if (leftFree is null && rightFree is null) return ArrayFunctions.Reshape(product, free, scope);
        leftFree ??= Dimensions(left.Shape[..^1]);
        rightFree ??= Dimensions(right.Shape[1..]);
        var result = ArrayFunctions.Reshape(product, ArrayFunctions.Concat(new TensorLike[] { leftFree, rightFree }, 0), scope);
        result.SetShape(free);
        return result;
    }

    // The tensor as a matrix with the summed dimensions on one side, and its other dimensions as a tensor where they are not all known.
    private static (Tensor Matrix, Tensor? Free) Matrix(Tensor tensor, int[] axes, bool flipped)
    {
        var free = Enumerable.Range(0, tensor.Rank).Except(axes).ToArray();
        if (tensor.Shape.IsFullyDefined)
        {
            long Product(int[] dims) => dims.Aggregate(1L, (n, d) => n * tensor.Shape[d]);
            int[] order = flipped ? [.. axes, .. free] : [.. free, .. axes];
            var size = flipped ? new Shape(Product(axes), Product(free)) : new Shape(Product(free), Product(axes));
            return (ArrayFunctions.Reshape(ArrayFunctions.Transpose(tensor, order), size), null);
        }
        var axesTensor = ((TensorLike)axes).ToTensor(tensor.Graph, Framework.DType.Int32, "axes");
        var freeTensor = ((TensorLike)free).ToTensor(tensor.Graph, Framework.DType.Int32, "free");
        var shape = ArrayFunctions.Shape(tensor);
        var freeDims = ArrayFunctions.Gather(shape, freeTensor);
        var axesDims = ArrayFunctions.Gather(shape, axesTensor);
        var freeCount = MathFunctions.ReduceProd(freeDims);
        var axesCount = MathFunctions.ReduceProd(axesDims);
        TensorLike[] parts = flipped ? [axesTensor, freeTensor] : [freeTensor, axesTensor];
        TensorLike[] counts = flipped ? [axesCount, freeCount] : [freeCount, axesCount];
        var perm = ArrayFunctions.Concat(parts, 0);
        var newShape = ArrayFunctions.Stack(counts);
        return (ArrayFunctions.Reshape(ArrayFunctions.Transpose(tensor, perm), newShape), freeDims);
    }

    private static Tensor Dimensions(Shape shape) => ((TensorLike)shape).ToTensor(Graph.Default, Framework.DType.Int32);
}

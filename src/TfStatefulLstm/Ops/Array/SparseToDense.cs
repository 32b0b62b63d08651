using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Array;

/// <summary>A dense array from the places and values of its elements (<c>tf.sparse_to_dense</c>).</summary>
internal sealed class SparseToDense : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("SparseToDense")
        .Input("sparse_indices: Tindices").Input("output_shape: Tindices").Input("sparse_values: T").Input("default_value: T").Output("dense: T")
        .Attr("validate_indices: bool = true").Attr("T: type").Attr("Tindices: {int32, int64}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var values = ArrayFunctions.GatherNd(g.First, g.Inputs[0]);
        var rest = MathFunctions.ReduceSum(g.First) - MathFunctions.ReduceSum(values);
        return [ConstantFunctions.ZerosLike(g.Inputs[0]), ConstantFunctions.ZerosLike(g.Inputs[1]), values, rest];
    }

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.InputTensorAsShape(1));

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var validate = node.Bool("validate_indices");
        return new FunctionKernel(c =>
        {
            var (indices, shape, values, fill) = (c.Input(0), c.Input(1), c.Input(2), c.Input(3));
            if (indices.Rank > 2)
                throw new InvalidArgumentError($"sparse_indices should be a scalar, vector, or matrix, got shape {indices.Shape.ToDebugString()}");
            if (shape.Rank != 1) throw new InvalidArgumentError($"output_shape should be a vector, got shape {shape.Shape.ToDebugString()}");
            var count = indices.Rank == 0 ? 1 : indices.Dims[0];
            var depth = indices.Rank == 2 ? indices.Dims[1] : 1;
            if (shape.Length != depth) throw new InvalidArgumentError($"output_shape has incorrect number of elements: {shape.Length} should be: {depth}");
            if (values.Rank > 1 || (values.Rank == 1 && values.Length != count))
                throw new InvalidArgumentError($"sparse_values has incorrect shape {values.Shape.ToDebugString()}, should be [] or [{count}]");
            if (fill.Rank != 0) throw new InvalidArgumentError("default_value should be a scalar.");
            var target = c.Allocate(0, values.DType, Elements.Integers(shape, stackalloc long[8]));
            Elements.Fill(target, fill);
            Place(indices.Reshape(count, depth), values, target, validate);
        });
    }

    private static void Place(NDArray indices, NDArray values, NDArray target, bool validate)
    {
        var all = Elements.Integers(indices, []);
        var (depth, last) = (target.Rank, -1L);
        for (var i = 0; i < indices.Dims[0]; i++)
        {
            var tuple = all.Slice(i * depth, depth);
            var inside = true;
            long at = 0;
            for (var d = 0; d < depth; d++)
            {
                inside &= tuple[d] >= 0 && tuple[d] < target.Dims[d];
                at = at * target.Dims[d] + tuple[d];
            }
            var name = $"indices[{i}] = [{string.Join(',', tuple.ToArray())}]";
            if (!inside) throw new InvalidArgumentError($"{name} is out of bounds: need 0 <= index < [{string.Join(',', target.Dims.ToArray())}]");
            if (validate && at == last) throw new InvalidArgumentError($"{name} is repeated");
            if (validate && at < last)
                throw new InvalidArgumentError($"{name} is out of order. Many sparse ops require sorted indices.\n    Use `tf.sparse.reorder` to create a "
                    + "correctly ordered copy.\n\n");
            last = at;
            Elements.Copy(values, values.Rank == 0 ? 0 : i, target, (int)at, 1);
        }
    }
}

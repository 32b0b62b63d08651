using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using Part = TfStatefulLstm.Framework.Slice;

namespace TfStatefulLstm.Ops.Array;

/// <summary>The gradient of gathers: rows of the whole, which are not added up before they are needed.</summary>
internal static class GatherGradient
{
    /// <summary>The shape of what is gathered from, placed with it.</summary>
    public static Tensor ShapeOf(Tensor whole)
    {
        using var beside = whole.Graph.ColocateWith(whole.Op);
        return MathFunctions.Cast(ArrayFunctions.Shape(whole, outType: DType.Int64), DType.Int32);
    }

    /// <summary>The rows that were gathered along the first axis.</summary>
    public static IndexedSlices Rows(TensorLike gradient, Tensor indices, Tensor shape)
    {
        var count = ArrayFunctions.ExpandDims(ArrayFunctions.Size(indices), 0);
        var valuesShape = ArrayFunctions.Concat([count, shape[new Part(1)]], 0);
        var values = ArrayFunctions.Reshape(gradient, valuesShape);
        return new IndexedSlices(values, ArrayFunctions.Reshape(indices, count), shape);
    }

    /// <summary>Of a gather along any axis: the axis is brought to the front, and back.</summary>
    public static TensorConvertible AlongAxis(GradientCall g)
    {
        var (indices, axis) = (g.Inputs[1], g.Inputs[2]);
        var shape = ShapeOf(g.Inputs[0]);
        if (Nodes.ConstantValue(axis) is { } known && Convert.ToInt64(known.Boxed(0)) == 0) return Rows(g.First, indices, shape);
        var batches = (int)g.Attrs.Int("batch_dims");
        if (batches < 0) batches += indices.Rank;
        var count = ArrayFunctions.ExpandDims(ArrayFunctions.Size(indices), 0);
        var outer = shape[new Part(null, axis)];
        var inner = shape[new Part(axis)][new Part(1)];
        var valuesShape = ArrayFunctions.Concat([outer, new[] { -1 }, inner], 0);
        var rank = ArrayFunctions.Size(valuesShape);
        var axisAt = ArrayFunctions.Size(outer);
        var batchAxes = ConstantFunctions.Range(batches);
        var between = ConstantFunctions.Range(batches, axisAt);
        var innerAxes = ConstantFunctions.Range(axisAt + 1, rank);
        var values = ArrayFunctions.Reshape(g.First, valuesShape);
        var toFront = ArrayFunctions.Concat([batchAxes, new TensorLike[] { axisAt }, between, innerAxes], 0);
        values = ArrayFunctions.Transpose(values, toFront);
        var sum = Summed(shape, values, indices, batches, shape[axis]);
        var back = ArrayFunctions.Concat([batchAxes, between + 1, new[] { batches }, innerAxes], 0);
        return ArrayFunctions.Transpose(sum, back);
    }

    private static Tensor Summed(Tensor shape, Tensor values, Tensor indices, int batches, Tensor size)
    {
        var count = ArrayFunctions.ExpandDims(ArrayFunctions.Size(indices), 0);
        Tensor? outer = null, flat = null;
        if (batches > 0)
        {
            var valuesShape = ArrayFunctions.Shape(values);
            outer = valuesShape[new Part(null, batches)];
            var inner = valuesShape[new Part(batches)][new Part(1)];
            var product = Nodes.Make("Prod", null, [outer, new[] { 0 }]);
            flat = ArrayFunctions.Concat([new[] { -1 }, inner], 0);
            size *= product;
            indices = InBatches(shape, indices, batches);
            values = ArrayFunctions.Reshape(values, flat);
        }
        var sum = Nodes.Make("UnsortedSegmentSum", null, [values, ArrayFunctions.Reshape(indices, count), size]);
        return outer is null ? sum : ArrayFunctions.Reshape(sum, ArrayFunctions.Concat([outer, flat!], 0));
    }

    // Where the rows of each batch begin is added to its indices.
    private static Tensor InBatches(Tensor shape, Tensor indices, int batches)
    {
        var type = indices.DType.Base();
        var dims = MathFunctions.Cast(shape, type);
        var step = ConstantFunctions.Ones(Framework.Shape.Scalar, type);
        for (var dim = batches; dim > 0; dim--)
        {
            var count = dims[dim - 1];
            step *= dims[dim];
            var start = ConstantFunctions.Zeros(Framework.Shape.Scalar, type);
            var one = ConstantFunctions.Ones(Framework.Shape.Scalar, type);
            var offsets = ConstantFunctions.Range(start, count, one) * step;
            var ones = Enumerable.Repeat((TensorLike)1, indices.Rank).ToArray();
            ones[dim - 1] = count;
            indices += ArrayFunctions.Reshape(offsets, ArrayFunctions.Stack(TensorLike.List(ones)));
        }
        return indices;
    }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Array;

/// <summary>The gradient of concatenations: a slice for every value.</summary>
internal static class ConcatGradient
{
    // Beyond this many values Python cuts with one Split.
    private const int MostSlices = 16;

    public static IEnumerable<TensorConvertible> Of(GradientCall g, Tensor[] values, Tensor axis)
    {
        if (g.First is IndexedSlices rows) return OfRows(rows, values, axis);
        // A constant of another loop or branch is made again in this one.
        if (axis.Op.Type == "Const" && ControlFlowContext.OutputContext(axis.Op) != ControlFlowContext.OutputContext(g.First.Source))
            axis = ConstantFunctions.Constant(Nodes.ConstantValue(axis)!, axis.DType.Base());
        var rank = ArrayFunctions.Rank(values[0]);
        var positive = axis % rank;
        var sizes = Sizes(values);
        if (sizes.Count > MostSlices)
        {
            var column = ArrayFunctions.Slice(ArrayFunctions.Stack(sizes, axis: 1), [positive, 0], new[] { 1, -1 });
            return ArrayFunctions.Split(g.First, ArrayFunctions.Squeeze(column), positive, values.Length);
        }
        var offsets = Nodes.Op("ConcatOffset", null, [positive, sizes]).Outputs;
        return [.. offsets.Zip(sizes, (begin, size) => ArrayFunctions.Slice(g.First, begin, size))];
    }

    // Constants if all are known; the nodes made before the first that is not known stay in the graph, as Python leaves them.
    private static List<Tensor> Sizes(Tensor[] values)
    {
        var sizes = new List<Tensor>();
        foreach (var value in values)
        {
            var size = ArrayFunctions.Shape(value);
            if (size.Op.Type != "Const") return [.. Nodes.Op("ShapeN", null, [values]).Outputs];
            sizes.Add(size);
        }
        return sizes;
    }

    private static List<IndexedSlices> OfRows(IndexedSlices rows, Tensor[] values, Tensor axis)
    {
        var rank = ArrayFunctions.Rank(values[0]);
        var positive = axis % rank;
        var known = Nodes.ConstantValue(axis) ?? throw new ValueError("Can only compute IndexedSlices gradient with statically-known concat_dim");
        var at = Convert.ToInt64(known.Boxed(0));
        if (at < 0)
        {
            var count = Nodes.ConstantValue(ArrayFunctions.Rank(values[0]))
                ?? throw new ValueError("Can only compute IndexedSlices gradient with negative concat_dim when first value rank is statically-known.");
            at += Convert.ToInt64(count.Boxed(0));
        }
        var sizes = System.Array.ConvertAll(values, v => ArrayFunctions.Shape(v));
        return at > 0 ? Beside(rows, sizes, positive) : Below(rows, sizes, positive);
    }

    // Every value has all rows, and its own part of each.
    private static List<IndexedSlices> Beside(IndexedSlices rows, Tensor[] sizes, Tensor axis)
    {
        var rank = ArrayFunctions.Shape(sizes[0]);
        var mask = ArrayFunctions.Concat([ConstantFunctions.Fill(ArrayFunctions.ExpandDims(axis, 0), 0), new[] { 1 }, ConstantFunctions.Fill(rank - axis - 1, 0)], 0);
        var begin = ConstantFunctions.Fill(rank, 0);
        var result = new List<IndexedSlices>();
        foreach (var size in sizes)
        {
            var values = ArrayFunctions.Slice(rows.Values, begin, ArrayFunctions.Concat([new[] { -1 }, ArrayFunctions.Slice(size, new[] { 1 }, new[] { -1 })], 0));
            result.Add(new IndexedSlices(values, rows.Indices, size));
            begin = MathFunctions.Add(begin, size * mask);
        }
        return result;
    }

    // Every value has the rows of its part.
    private static List<IndexedSlices> Below(IndexedSlices rows, Tensor[] sizes, Tensor axis)
    {
        var start = ConstantFunctions.Constant(0, rows.Indices.DType.Base());
        var result = new List<IndexedSlices>();
        foreach (var size in sizes)
        {
            var count = MathFunctions.Cast(ArrayFunctions.Gather(size, axis), rows.Indices.DType.Base());
            var end = start + count;
            var inside = MathFunctions.LogicalAnd(rows.Indices >= start, rows.Indices < end);
            var chosen = ArrayFunctions.Squeeze(ArrayFunctions.Where(inside), new[] { 1 });
            var indices = ArrayFunctions.Gather(rows.Indices, chosen) - start;
            result.Add(new IndexedSlices(ArrayFunctions.Gather(rows.Values, chosen), indices, size));
            start = end;
        }
        return result;
    }
}

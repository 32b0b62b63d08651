using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Sparse;

/// <summary>A sparse tensor with its elements in row-major order (<c>tf.sparse.reorder</c>).</summary>
internal sealed class SparseReorder : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("SparseReorder").Input("input_indices: int64").Input("input_values: T").Input("input_shape: int64")
        .Output("output_indices: int64").Output("output_values: T").Attr("T: type");

    public override Gradient? Gradient => g =>
    {
        var count = ArrayFunctions.Shape(g.Inputs[0])[0];
        var numbers = ConstantFunctions.Range(count);
        var sparse = new SparseTensor(g.Inputs[0], numbers, g.Inputs[2]);
        var ordered = Nodes.Op("SparseReorder", null, [sparse.Indices, sparse.Values, sparse.DenseShape]);
        var result = new SparseTensor(ordered.Outputs[0], ordered.Outputs[1], ArrayFunctions.Identity(sparse.DenseShape));
        return [null, ArrayFunctions.Gather(g.Given[1]!, ArrayFunctions.InvertPermutation(result.Values)), null];
    };

    public override void InferShapes(ShapeContext c)
    {
        var (count, rank) = SparseView.Infer(c, 0, 1, 2);
        c.SetOutput(0, new Shape(count, rank));
        c.SetOutput(1, new Shape(count));
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var x = SparseView.Read(c, 0, 1, 2);
        var order = x.Order();
        SparseView.Write(c, 0, 1, [.. order.SelectMany(i => x.At(i).ToArray())], x.Rank, x.Values, order);
    });
}

/// <summary>The places of a sparse tensor's elements under another shape of the same size (<c>tf.sparse.reshape</c>).</summary>
internal sealed class SparseReshape : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("SparseReshape").Input("input_indices: int64").Input("input_shape: int64").Input("new_shape: int64")
        .Output("output_indices: int64").Output("output_shape: int64");

    public override void InferShapes(ShapeContext c)
    {
        var indices = c.WithRank(0, 2);
        c.WithRank(1, 1);
        var shape = c.WithRank(2, 1);
        c.SetOutput(0, new Shape(indices[0], shape[0]));
        c.SetOutput(1, shape);
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (indices, from, to) = (c.Input(0), Elements.Integers(c.Input(1)), Elements.Integers(c.Input(2)));
        if (indices.Rank != 2) throw new InvalidArgumentError($"Input indices should be a matrix but received shape {indices.Shape.ToDebugString()}");
        if (c.Input(1).Rank != 1 || c.Input(2).Rank != 1) throw new InvalidArgumentError("Input shape and target shape should be vectors");
        if (indices.Dims[1] != from.Length) throw new InvalidArgumentError($"Input tensor rank must match input shape length: {indices.Dims[1]} vs. {from.Length}");
        var size = Product(from);
        var open = System.Array.IndexOf(to, -1L);
        if (System.Array.LastIndexOf(to, -1L) != open) throw new InvalidArgumentError($"only one output dimension may be -1, not both {open} and {System.Array.LastIndexOf(to, -1L)}");
        if (System.Array.Exists(to, d => d < -1)) throw new InvalidArgumentError($"size {System.Array.IndexOf(to, to.Min())} must be non-negative, not {to.Min()}");
        if (open >= 0)
        {
            var rest = Product([.. to.Where(d => d >= 0)]);
            if (rest == 0) throw new InvalidArgumentError("reshape cannot infer the missing input size for an empty tensor unless all specified input sizes are non-zero");
            if (size % rest != 0) throw new InvalidArgumentError($"Input to reshape is a SparseTensor with {size} dense values, but the requested shape requires a multiple of {rest}. input_shape={Shape.DebugString(from)} output_shape={Shape.DebugString(to)}");
            to[open] = size / rest;
        }
        if (Product(to) != size)
            throw new InvalidArgumentError($"Input to reshape is a tensor with {size} dense values, but the requested shape has {Product(to)}. input_shape={Shape.DebugString(from)} output_shape={Shape.DebugString(to)}");
        var places = Elements.Integers(indices, []);
        var output = c.Allocate(0, DType.Int64, indices.Dims[0], to.Length).Data<long>();
        for (var i = 0; i < indices.Dims[0]; i++)
        {
            long at = 0;
            for (var d = 0; d < from.Length; d++) at = at * from[d] + places[i * from.Length + d];
            for (var d = to.Length - 1; d >= 0; d--) (output[i * to.Length + d], at) = to[d] == 0 ? (0, at) : (at % to[d], at / to[d]);
        }
        Elements.WriteIntegers(c.Allocate(1, DType.Int64, to.Length), to);
    });

    private static long Product(long[] dims)
    {
        try
        {
            return dims.Aggregate(1L, (a, b) => checked(a * b));
        }
        catch (OverflowException)
        {
            throw new InvalidArgumentError($"Shape {Shape.DebugString(dims)} has too many elements");
        }
    }
}

/// <summary>Sparse tensors one after the other along an axis (<c>tf.sparse.concat</c>).</summary>
internal sealed class SparseConcat : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("SparseConcat").Input("indices: N * int64").Input("values: N * T").Input("shapes: N * int64")
        .Output("output_indices: int64").Output("output_values: T").Output("output_shape: int64").Attr("concat_dim: int").Attr("N: int >= 2").Attr("T: type");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c)
    {
        var n = c.InputCount / 3;
        var (total, rank) = (0L, -1L);
        for (var i = 0; i < n; i++)
        {
            var (count, r) = SparseView.Infer(c, i, n + i, 2 * n + i);
            total = ShapeContext.Add(total, count);
            rank = ShapeContext.Merge(rank, r);
        }
        c.SetOutput(0, new Shape(total, rank));
        c.SetOutput(1, new Shape(total));
        c.SetOutput(2, new Shape(rank));
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var n = c.InputCount / 3;
        var parts = Enumerable.Range(0, n).Select(i => SparseView.Read(c, i, n + i, 2 * n + i)).ToList();
        var (rank, shape) = (parts[0].Rank, parts[0].Shape.ToArray());
        var axis = (int)node.Int("concat_dim");
        if (axis < 0) axis += rank;
        if (axis < 0 || axis >= rank) throw new InvalidArgumentError($"Concat dimension must be in range [{-rank}, {rank}), got {node.Int("concat_dim")}");
        var entries = new List<(long[] Place, int Part, int Element)>();
        shape[axis] = 0;
        for (var p = 0; p < n; p++)
        {
            if (parts[p].Rank != rank) throw new InvalidArgumentError($"Ranks of all input tensors must match: expected {rank} but got {parts[p].Rank} at position {p}");
            for (var d = 0; d < rank; d++)
                if (d != axis && parts[p].Shape[d] != shape[d])
                    throw new InvalidArgumentError($"Input shapes must match: expected {shape[d]} for dimension {d} but got {parts[p].Shape[d]} at position {p}");
            for (var i = 0; i < parts[p].Count; i++)
            {
                var place = parts[p].At(i).ToArray();
                place[axis] += shape[axis];
                entries.Add((place, p, i));
            }
            shape[axis] += parts[p].Shape[axis];
        }
        var sorted = entries.OrderBy(e => e.Place, Comparer<long[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b))).ToList();
        var indices = c.Allocate(0, DType.Int64, sorted.Count, rank).Data<long>();
        var values = c.Allocate(1, parts[0].Values.DType, sorted.Count);
        for (var i = 0; i < sorted.Count; i++)
        {
            sorted[i].Place.CopyTo(indices[(i * rank)..]);
            Elements.Copy(parts[sorted[i].Part].Values, sorted[i].Element, values, i, 1);
        }
        Elements.WriteIntegers(c.Allocate(2, DType.Int64, rank), shape);
    });
}

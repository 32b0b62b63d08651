using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Sparse;

/// <summary>A box of a sparse tensor (<c>tf.sparse.slice</c>).</summary>
internal sealed class SparseSlice : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("SparseSlice").Input("indices: int64").Input("values: T").Input("shape: int64").Input("start: int64")
        .Input("size: int64").Output("output_indices: int64").Output("output_values: T").Output("output_shape: int64").Attr("T: type");

    public override Gradient? Gradient => g =>
    {
        var values = Nodes.Make("SparseSliceGrad", null, [g.Given[1]!, g.Inputs[0], g.Inputs[3], g.Outputs[0]]);
        values.SetShape(g.Inputs[1].Shape);
        return [null, values, null, null, null];
    };

    public override void InferShapes(ShapeContext c)
    {
        var (_, rank) = SparseView.Infer(c, 0, 1, 2);
        c.SetOutput(0, new Shape(-1, rank));
        c.SetOutput(1, new Shape(-1));
        c.SetOutput(2, new Shape(rank));
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (x, start, size) = (SparseView.Read(c, 0, 1, 2), Elements.Integers(c.Input(3)), Elements.Integers(c.Input(4)));
        if (start.Length != x.Rank) throw new InvalidArgumentError($"Expected start to be a vector of length {x.Rank} but got length {start.Length}");
        if (size.Length != x.Rank) throw new InvalidArgumentError($"Expected size to be a vector of length {x.Rank} but got length {size.Length}");
        var shape = new long[x.Rank];
        for (var d = 0; d < x.Rank; d++) shape[d] = System.Math.Max(0, System.Math.Min(size[d], x.Shape[d] - start[d]));
        SparseBox.Write(c, 0, 1, 2, x, start, shape);
    });
}

/// <summary>The elements of a sparse tensor inside a box.</summary>
internal static class SparseBox
{
    /// <summary>Writes the elements from a corner on, as a tensor of a shape.</summary>
    public static void Write(KernelContext c, int indices, int values, int shapeOutput, SparseView x, long[] start, long[] shape)
    {
        var (kept, places) = (new List<int>(), new List<long>());
        for (var i = 0; i < x.Count; i++)
        {
            var place = x.At(i).ToArray();
            for (var d = 0; d < place.Length; d++) place[d] -= start[d];
            if (Enumerable.Range(0, x.Rank).Any(d => place[d] < 0 || place[d] >= shape[d])) continue;
            kept.Add(i);
            places.AddRange(place);
        }
        SparseView.Write(c, indices, values, [.. places], x.Rank, x.Values, kept);
        Elements.WriteIntegers(c.Allocate(shapeOutput, DType.Int64, shape.Length), shape);
    }
}

/// <summary>The gradient of a box's elements at the elements of the whole.</summary>
internal sealed class SparseSliceGrad : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("SparseSliceGrad").Input("backprop_val_grad: T").Input("input_indices: int64").Input("input_start: int64")
        .Input("output_indices: int64").Output("val_grad: T")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}");

    public override void InferShapes(ShapeContext c)
    {
        c.WithRank(0, 1);
        c.SetOutput(0, new Shape(c.WithRank(1, 2)[0]));
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (gradient, whole, start, box) = (c.Input(0), c.Input(1), Elements.Integers(c.Input(2)), c.Input(3));
        if (whole.Rank != 2 || box.Rank != 2) throw new InvalidArgumentError("Input and output indices should be matrices");
        if (box.Dims[0] != gradient.Length) throw new InvalidArgumentError($"Number of elements in backprop_val_grad {gradient.Length} and output_indices {box.Dims[0]} differ");
        if (start.Length != whole.Dims[1]) throw new InvalidArgumentError($"The input_start should have {whole.Dims[1]} elements, but has {start.Length}");
        var places = new Dictionary<string, int>();
        var (from, to) = (Elements.Integers(box), Elements.Integers(whole));
        for (var i = 0; i < gradient.Length; i++) places[string.Join(",", from.Skip(i * start.Length).Take(start.Length).Zip(start, (p, s) => p + s))] = i;
        var output = c.Allocate(0, gradient.DType, whole.Dims[0]);
        Elements.Clear(output);
        for (var i = 0; i < output.Length; i++)
            if (places.TryGetValue(string.Join(",", to.Skip(i * start.Length).Take(start.Length)), out var at)) Elements.Copy(gradient, at, output, i, 1);
    });
}

/// <summary>A sparse tensor cut into parts along an axis; the first parts are the longer ones (<c>tf.sparse.split</c>).</summary>
internal sealed class SparseSplit : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("SparseSplit").Input("split_dim: int64").Input("indices: int64").Input("values: T").Input("shape: int64")
        .Output("output_indices: num_split * int64").Output("output_values: num_split * T").Output("output_shape: num_split * int64").Attr("num_split: int >= 1").Attr("T: type");

    public override void InferShapes(ShapeContext c)
    {
        var n = c.OutputCount / 3;
        var (_, rank) = SparseView.Infer(c, 1, 2, 3);
        for (var i = 0; i < n; i++)
        {
            c.SetOutput(i, new Shape(-1, rank));
            c.SetOutput(n + i, new Shape(-1));
            c.SetOutput(2 * n + i, new Shape(rank));
        }
    }

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var n = (int)node.Int("num_split");
        return new FunctionKernel(c =>
        {
            var (axis, x) = (Elements.Integer(c.Input(0)), SparseView.Read(c, 1, 2, 3));
            if (axis < 0) axis += x.Rank;
            if (axis < 0 || axis >= x.Rank) throw new InvalidArgumentError($"Input split_dim should be between 0 and rank ({x.Rank}), got {axis}");
            if (n > x.Shape[axis]) throw new InvalidArgumentError($"Input num_split should be between 1 and the splitting dimension size ({x.Shape[axis]}), got {n}");
            var (size, rest) = (x.Shape[axis] / n, x.Shape[axis] % n);
            var (start, shape) = (new long[x.Rank], x.Shape.ToArray());
            for (var i = 0; i < n; i++, start[axis] += shape[axis])
            {
                shape[axis] = size + (i < rest ? 1 : 0);
                SparseBox.Write(c, i, n + i, 2 * n + i, x, start, shape);
            }
        });
    }
}

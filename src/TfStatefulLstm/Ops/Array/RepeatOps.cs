using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Array;

/// <summary>An array repeated along every axis (<c>tf.tile</c>).</summary>
internal sealed class Tile : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Tile")
        .Input("input: T").Input("multiples: Tmultiples").Output("output: T").Attr("T: type").Attr("Tmultiples: {int32, int64} = int32");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (input, multiples, type) = (g.Inputs[0], g.Inputs[1], g.Inputs[1].DType.Base());
        var shape = ArrayFunctions.Shape(input, outType: type);
        var split = ArrayFunctions.Reshape(ArrayFunctions.Transpose(ArrayFunctions.Stack([multiples, shape])), new[] { -1 });
        var axes = ConstantFunctions.Range(0, ArrayFunctions.Size(split), 2);
        TensorLike grad = g.First;
        if (g.First is IndexedSlices rows)
        {
            // Rows of a repetition fall together with those of the first.
            var count = MathFunctions.Cast(shape[0], rows.Indices.DType.Base());
            grad = Nodes.Make("UnsortedSegmentSum", null, [rows.Values, MathFunctions.Mod(rows.Indices, count), count]);
            split = ArrayFunctions.Concat([new[] { 1 }, split[new Framework.Slice(1)]], 0);
        }
        var result = MathFunctions.ReduceSum(ArrayFunctions.Reshape(grad, split), axes);
        result.SetShape(input.Shape);
        return [result, null];
    }

    public override void InferShapes(ShapeContext c)
    {
        var (input, multiples) = (c.Input(0), c.InputTensorAsShape(1));
        if (input.HasRank) ShapeContext.Merge(c.Input(1), new Shape(input.Rank));
        if (!multiples.HasRank)
        {
            c.SetOutput(0, Shape.Unknown);
            return;
        }
        input = ShapeContext.WithRank(input, multiples.Rank);
        var dims = new long[multiples.Rank];
        for (var i = 0; i < dims.Length; i++) dims[i] = ShapeContext.Multiply(input[i], multiples[i]);
        c.SetOutput(0, new Shape(dims));
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (input, multiplesTensor) = (c.Input(0), c.Input(1));
        if (multiplesTensor.Rank != 1) throw new InvalidArgumentError($"Expected multiples to be 1-D, but got shape {multiplesTensor.Shape.ToDebugString()}");
        var rank = input.Rank;
        if (multiplesTensor.Length != rank)
            throw new InvalidArgumentError($"Expected multiples argument to be a vector of length {rank} but got length {multiplesTensor.Length}");
        var multiples = Elements.Integers(multiplesTensor, stackalloc long[16]);
        Span<long> dims = stackalloc long[rank];
        for (var i = 0; i < rank; i++)
        {
            if (multiples[i] < 0) throw new InvalidArgumentError($"Expected multiples[{i}] >= 0, but got {multiples[i]}");
            dims[i] = input.Dims[i] * multiples[i];
        }
        var target = c.Allocate(0, input.DType, dims);
        if (target.Length == 0) return;
        // Every axis is two: the repetitions, over which the source stands still, and the elements.
        Span<long> pairs = stackalloc long[2 * rank];
        Span<long> from = stackalloc long[2 * rank];
        Span<long> to = stackalloc long[2 * rank];
        for (var i = 0; i < rank; i++) (pairs[2 * i], pairs[2 * i + 1]) = (multiples[i], input.Dims[i]);
        StridedCopy.Strides(pairs, to);
        long stride = 1;
        for (var i = rank - 1; i >= 0; i--, stride *= input.Dims[i + 1]) (from[2 * i], from[2 * i + 1]) = (0, stride);
        StridedCopy.Run(input, 0, from, target, 0, to, pairs);
    });
}

/// <summary>An array repeated along its axes of size 1, as arithmetic repeats it (<c>tf.broadcast_to</c>).</summary>
internal sealed class BroadcastTo : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("BroadcastTo")
        .Input("input: T").Input("shape: Tidx").Output("output: T").Attr("T: type").Attr("Tidx: {int32, int64} = int32");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var shape = ArrayFunctions.Shape(g.Inputs[0]);
        var axes = Nodes.Op("BroadcastGradientArgs", null, [g.Inputs[1], shape]).Outputs[1];
        return [ArrayFunctions.Reshape(MathFunctions.ReduceSum(g.First, axes, keepdims: true), shape), null];
    }

    public override void InferShapes(ShapeContext c)
    {
        c.WithRank(1, 1);
        var (input, output) = (c.Input(0), c.InputTensorAsShape(1));
        c.SetOutput(0, output);
        if (!input.HasRank || !output.HasRank) return;
        var offset = output.Rank - input.Rank;
        var fits = offset >= 0;
        for (var i = 0; fits && i < input.Rank; i++)
            fits = output[i + offset] < 0 || input[i] <= 0 || output[i + offset] % input[i] == 0;
        if (!fits) throw new InvalidArgumentError($"Cannot broadcast a tensor with shape {input.ToDebugString()} shape {output.ToDebugString()}");
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (input, shapeTensor) = (c.Input(0), c.Input(1));
        var dims = Elements.Integers(shapeTensor, stackalloc long[16]);
        if (input.Rank > dims.Length)
            throw new InvalidArgumentError($"Rank of input ({input.Rank}) must be no greater than rank of output shape ({dims.Length}).");
        var offset = dims.Length - input.Rank;
        Span<long> from = stackalloc long[dims.Length];
        from.Clear();
        StridedCopy.Strides(input.Dims, from[offset..]);
        for (var i = 0; i < input.Rank; i++)
        {
            if (input.Dims[i] == 1) from[i + offset] = 0;
            else if (input.Dims[i] != dims[i + offset])
                throw new InvalidArgumentError($"Incompatible shapes: {input.Shape.ToDebugString()} vs. {Shape.DebugString(dims)}");
        }
        var target = c.Allocate(0, input.DType, dims);
        if (target.Length > 0) StridedCopy.Run(input, 0, from, target, 0, StridedCopy.Strides(dims), dims);
    });
}

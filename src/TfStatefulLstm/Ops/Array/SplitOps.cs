using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Array;

/// <summary>An array cut into equal parts along an axis (<c>tf.split</c>).</summary>
internal sealed class Split : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Split")
        .Input("split_dim: int32").Input("value: T").Output("output: num_split * T").Attr("num_split: int >= 1").Attr("T: type");

    public override Gradient? Gradient => g => [null, ArrayFunctions.Concat(TensorLike.List(g.Given.Select(d => (TensorLike)d!)), g.Inputs[0])];

    public override void InferShapes(ShapeContext c)
    {
        var input = c.Input(1);
        var axis = (int)ArrayShapes.AxisInput(c, 0, input.Rank);
        var part = axis < 0 ? input.HasRank ? Shape.UnknownOfRank(input.Rank) : Shape.Unknown : Part(input, axis, c.OutputCount);
        for (var i = 0; i < c.OutputCount; i++) c.SetOutput(i, part);
    }

    private static Shape Part(Shape input, int axis, int count)
    {
        ShapeContext.WithRankAtLeast(input, axis + 1);
        var size = ArrayShapes.Told("Number of ways to split should evenly divide the split dimension", () => ArrayShapes.Divide(input[axis], count));
        return input.HasRank ? input.With(axis, size) : input;
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (axisTensor, input) = (c.Input(0), c.Input(1));
        if (axisTensor.Rank != 0) throw new InvalidArgumentError($"split_dim must be a scalar but has rank {axisTensor.Rank}");
        var axis = Axis(Elements.Integer(axisTensor), input.Rank);
        var size = input.Dims[axis];
        if (size % c.OutputCount != 0)
            throw new InvalidArgumentError($"Number of ways to split should evenly divide the split dimension, but got split_dim {axis} (size = {size}) and "
                + $"num_split {c.OutputCount}");
        long at = 0;
        for (var i = 0; i < c.OutputCount; i++, at += size / c.OutputCount) Cut(c, input, axis, i, at, size / c.OutputCount);
    });

    internal static int Axis(long given, int rank)
    {
        var axis = given < 0 ? given + rank : given;
        return axis >= 0 && axis < rank ? (int)axis : throw new InvalidArgumentError($"-input rank(-{rank}) <= split_dim < input rank ({rank}), but got "
            + $"{given}");
    }

    /// <summary>Makes an output of the part that begins at an index of the axis.</summary>
    internal static void Cut(KernelContext c, NDArray input, int axis, int output, long from, long size)
    {
        Span<long> dims = stackalloc long[input.Rank];
        input.Dims.CopyTo(dims);
        dims[axis] = size;
        var target = c.Allocate(output, input.DType, dims);
        if (target.Length == 0) return;
        long inner = 1;
        foreach (var d in dims[(axis + 1)..]) inner *= d;
        StridedCopy.Run(input, from * inner, [input.Dims[axis] * inner, 1], target, 0, [size * inner, 1], [target.Length / (size * inner), size * inner]);
    }
}

/// <summary>An array cut into parts of given sizes along an axis, one of which may be left to be found (<c>tf.split</c> with a list).</summary>
internal sealed class SplitV : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("SplitV")
        .Input("value: T").Input("size_splits: Tlen").Input("split_dim: int32").Output("output: num_split * T").Attr("num_split: int >= 1")
        .Attr("T: type").Attr("Tlen: {int32, int64} = int64");

    public override Gradient? Gradient => g => [ArrayFunctions.Concat(TensorLike.List(g.Given.Select(d => (TensorLike)d!)), g.Inputs[2]), null, null];

    public override void InferShapes(ShapeContext c)
    {
        var input = c.Input(0);
        var axis = (int)ArrayShapes.AxisInput(c, 2, input.Rank);
        if (input.Rank == 0) throw new InvalidArgumentError("Can't split scalars");
        var sizes = ArrayShapes.Integers(c, 1);
        if (input.HasRank && sizes is not null && axis >= 0) SetParts(c, input, axis, sizes);
        else
        {
            var part = !input.HasRank ? Shape.Unknown : axis >= 0 ? input.With(axis, -1) : Shape.UnknownOfRank(input.Rank);
            for (var i = 0; i < c.OutputCount; i++) c.SetOutput(i, part);
        }
    }

    private static void SetParts(ShapeContext c, Shape input, int axis, long[] sizes)
    {
        if (sizes.Length != c.OutputCount) throw new InvalidArgumentError("Length of size_splits should be equal to num_outputs");
        if (sizes.Count(s => s == -1) > 1) throw new InvalidArgumentError("size_splits can only have one -1");
        var (total, size) = (sizes.Where(s => s != -1).Sum(), input[axis]);
        var open = System.Array.IndexOf(sizes, -1) >= 0;
        if (size >= 0 && (open ? total > size : total != size))
            throw new InvalidArgumentError($"can't split axis of size {size} into pieces of size [{string.Join(",", sizes)}]");
        for (var i = 0; i < sizes.Length; i++)
        {
            if (sizes[i] < -1) throw new InvalidArgumentError($"Split size at index {i} must be >= 0. Got: {sizes[i]}");
            c.SetOutput(i, input.With(axis, sizes[i] == -1 && size >= 0 ? size - total : sizes[i]));
        }
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (input, sizeTensor, axisTensor) = (c.Input(0), c.Input(1), c.Input(2));
        if (axisTensor.Length != 1) throw new InvalidArgumentError("split_dim_tensor must have exactly one element.");
        if (sizeTensor.Rank != 1 || sizeTensor.Length != c.OutputCount)
            throw new InvalidArgumentError($"size of the split_tensor must be 1-D and have the same elements as outputs got {sizeTensor.Rank} -D and "
                + $"{sizeTensor.Length} elements");
        var axis = Split.Axis(Elements.Integer(axisTensor), input.Rank);
        var sizes = Sizes(Elements.Integers(sizeTensor), input.Dims[axis]);
        long at = 0;
        for (var i = 0; i < sizes.Length; at += sizes[i], i++) Split.Cut(c, input, axis, i, at, sizes[i]);
    });

    private static long[] Sizes(long[] sizes, long whole)
    {
        var open = System.Array.IndexOf(sizes, -1);
        if (open >= 0 && System.Array.IndexOf(sizes, -1, open + 1) >= 0) throw new InvalidArgumentError("There can only be one -1 in the input.");
        long total = 0;
        foreach (var s in sizes) total += s == -1 ? 0 : s;
        if (open >= 0 ? total > whole : total != whole)
            throw new InvalidArgumentError("Determined shape must either match input shape along split_dim exactly if fully specified, or be less than the "
                + "size of the input along split_dim if not fully specified.  Got: " + total);
        if (open >= 0) sizes[open] = whole - total;
        for (var i = 0; i < sizes.Length; i++)
            if (sizes[i] < 0) throw new InvalidArgumentError($"Split size at index {i} must be >= 0. Got: {sizes[i]}");
        return sizes;
    }
}

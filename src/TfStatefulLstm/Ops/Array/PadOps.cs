using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Array;

/// <summary>An array with a margin on every side.</summary>
internal abstract class PadBase : Op
{
    public sealed override void InferShapes(ShapeContext c)
    {
        var paddings = c.WithRank(1, 2);
        ShapeContext.WithValue(paddings[1], 2);
        var (input, count) = (c.Input(0), paddings[0]);
        if (count >= 0) input = ShapeContext.WithRank(input, (int)count);
        else if (input.HasRank) count = input.Rank;
        if (ArrayShapes.Integers(c, 1) is not { } sizes)
        {
            c.SetOutput(0, count >= 0 ? Shape.UnknownOfRank((int)count) : Shape.Unknown);
            return;
        }
        var dims = new long[sizes.Length / 2];
        for (var i = 0; i < dims.Length; i++)
        {
            if (sizes[2 * i] < 0 || sizes[2 * i + 1] < 0) throw new InvalidArgumentError("paddings must be non-negative");
            dims[i] = ShapeContext.Add(input[i], sizes[2 * i] + sizes[2 * i + 1]);
        }
        c.SetOutput(0, new Shape(dims));
    }

    /// <summary>The output's memory, and the margins before and after each dimension.</summary>
    protected static NDArray Prepare(KernelContext c, Span<long> margins)
    {
        var (input, paddings) = (c.Input(0), c.Input(1));
        if (paddings.Rank != 2 || paddings.Dims[1] != 2)
            throw new InvalidArgumentError($"paddings must be a matrix with 2 columns: {paddings.Shape.ToDebugString()}");
        if (paddings.Dims[0] != input.Rank)
            throw new InvalidArgumentError($"The first dimension of paddings must be the rank of inputs{paddings.Shape.ToDebugString()} "
                + $"{input.Shape.ToDebugString()}");
        Elements.Integers(paddings, stackalloc long[16]).CopyTo(margins);
        Span<long> dims = stackalloc long[input.Rank];
        for (var i = 0; i < dims.Length; i++)
        {
            var (before, after) = (margins[2 * i], margins[2 * i + 1]);
            if (before < 0 || after < 0) throw new InvalidArgumentError($"Paddings must be non-negative: {before} {after}");
            dims[i] = before + input.Dims[i] + after;
        }
        return c.Allocate(0, input.DType, dims);
    }
}

/// <summary>A margin of zeros (<c>tf.pad</c>).</summary>
internal sealed class Pad : PadBase
{
    public override OpSchema Schema { get; } = OpSchema.Define("Pad")
        .Input("input: T").Input("paddings: Tpaddings").Output("output: T").Attr("T: type").Attr("Tpaddings: {int32, int64} = int32");

    public override Gradient? Gradient => Cut;

    /// <summary>The gradient without its border.</summary>
    public static IReadOnlyList<TensorConvertible?> Cut(GradientCall g)
    {
        var pads = g.Inputs[1];
        var before = ArrayFunctions.Slice(pads, new[] { 0, 0 }, ArrayFunctions.Stack([ArrayFunctions.Rank(g.Inputs[0]), 1]));
        var begin = ArrayFunctions.Reshape(before, new[] { -1 });
        return [ArrayFunctions.Slice(g.First, begin, ArrayFunctions.Shape(g.Inputs[0])), null];
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c => Run(c, null));

    internal static void Run(KernelContext c, NDArray? value)
    {
        var input = c.Input(0);
        Span<long> margins = stackalloc long[2 * input.Rank];
        var target = Prepare(c, margins);
        if (value is null) Elements.Clear(target);
        else Elements.Fill(target, value);
        if (input.Length == 0) return;
        Span<long> strides = stackalloc long[input.Rank];
        Span<long> targetStrides = stackalloc long[input.Rank];
        StridedCopy.Strides(input.Dims, strides);
        StridedCopy.Strides(target.Dims, targetStrides);
        long at = 0;
        for (var i = 0; i < input.Rank; i++) at += margins[2 * i] * targetStrides[i];
        StridedCopy.Run(input, 0, strides, target, at, targetStrides, input.Dims);
    }
}

/// <summary>A margin of a given value (<c>tf.pad</c> with <c>constant_values</c>).</summary>
internal sealed class PadV2 : PadBase
{
    public override OpSchema Schema { get; } = OpSchema.Define("PadV2")
        .Input("input: T").Input("paddings: Tpaddings").Input("constant_values: T").Output("output: T").Attr("T: type")
        .Attr("Tpaddings: {int32, int64} = int32");

    public override Gradient? Gradient => g => [.. Pad.Cut(g), null];

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var value = c.Input(2);
        if (value.Rank != 0) throw new InvalidArgumentError($"constant_values must be a scalar. Found: {value.Shape.ToDebugString()}");
        Pad.Run(c, value);
    });
}

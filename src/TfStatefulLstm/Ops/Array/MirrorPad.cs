using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Array;

/// <summary>A margin that mirrors the inside (<c>tf.pad</c> with mode REFLECT or SYMMETRIC).</summary>
internal sealed class MirrorPad : PadBase
{
    public override OpSchema Schema { get; } = OpSchema.Define("MirrorPad")
        .Input("input: T").Input("paddings: Tpaddings").Output("output: T").Attr("T: type").Attr("Tpaddings: {int32, int64} = int32")
        .Attr("mode: {'REFLECT', 'SYMMETRIC'}");

    public override Gradient? Gradient => g => [Nodes.Make("MirrorPadGrad", null, [g.First, g.Inputs[1]], ("mode", AttrValues.Of(g.Attrs.Str("mode")))), null];

    /// <summary>Symmetric mirrors between elements, so that the border is repeated; reflect mirrors on it.</summary>
    internal static int Offset(NodeAttrs node) => node.Str("mode") == "SYMMETRIC" ? 0 : 1;

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var offset = Offset(node);
        return new FunctionKernel(c =>
        {
            var input = c.Input(0);
            Span<long> margins = stackalloc long[2 * input.Rank];
            var target = Prepare(c, margins);
            var sources = new int[input.Rank][];
            for (var i = 0; i < sources.Length; i++) sources[i] = Sources(input.Dims[i], margins[2 * i], margins[2 * i + 1], offset);
            Elements.Run(input, target, new Loop(sources, StridedCopy.Strides(input.Dims)));
        });
    }

    /// <summary>For each element of an axis with its margins, the element inside that it mirrors.</summary>
    internal static int[] Sources(long dim, long before, long after, int offset, string what = "dimension size")
    {
        if (before > dim - offset || after > dim - offset)
            throw new InvalidArgumentError(offset == 0
                ? $"paddings must be no greater than the {what}: {before}, {after} greater than {dim}"
                : $"paddings must be less than the {what}: {before}, {after} not less than {dim}");
        var sources = new int[before + dim + after];
        for (var i = 0; i < sources.Length; i++)
        {
            var at = i - before;
            sources[i] = (int)(at < 0 ? -at - 1 + offset : at < dim ? at : 2 * dim - 1 - offset - at);
        }
        return sources;
    }

    private readonly struct Loop(int[][] sources, long[] strides) : IElementLoop
    {
        public void Run<T>(ReadOnlySpan<T> source, Span<T> target)
        {
            var at = 0;
            if (target.Length > 0) Walk(source, target, 0, 0, ref at);
        }

        private void Walk<T>(ReadOnlySpan<T> source, Span<T> target, int axis, long from, ref int at)
        {
            if (axis == sources.Length) target[at++] = source[(int)from];
            else foreach (var i in sources[axis]) Walk(source, target, axis + 1, from + i * strides[axis], ref at);
        }
    }
}

/// <summary>The gradient of <see cref="MirrorPad"/>: the margins are folded back and added to what they mirror.</summary>
internal sealed class MirrorPadGrad : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("MirrorPadGrad")
        .Input("input: T").Input("paddings: Tpaddings").Output("output: T").Attr("T: type").Attr("Tpaddings: {int32, int64} = int32")
        .Attr("mode: {'REFLECT', 'SYMMETRIC'}");

    public override Gradient? Gradient => g => [Nodes.Make("MirrorPad", null, [g.First, g.Inputs[1]], ("mode", AttrValues.Of(g.Attrs.Str("mode")))), null];

    public override void InferShapes(ShapeContext c)
    {
        var paddings = c.WithRank(1, 2);
        ShapeContext.WithValue(paddings[1], 2);
        if (paddings[0] < 0)
        {
            c.SetOutput(0, Shape.Unknown);
            return;
        }
        var input = c.WithRank(0, (int)paddings[0]);
        if (ArrayShapes.Integers(c, 1) is not { } sizes)
        {
            c.SetOutput(0, Shape.UnknownOfRank((int)paddings[0]));
            return;
        }
        var dims = new long[sizes.Length / 2];
        for (var i = 0; i < dims.Length; i++)
        {
            if (sizes[2 * i] < 0 || sizes[2 * i + 1] < 0) throw new InvalidArgumentError("paddings must be non-negative");
            dims[i] = input[i] < 0 ? -1 : input[i] - sizes[2 * i] - sizes[2 * i + 1];
        }
        c.SetOutput(0, new Shape(dims));
    }

    protected override Kernel Number<T>(NodeAttrs node)
    {
        var offset = MirrorPad.Offset(node);
        return new FunctionKernel(c =>
        {
            var (input, paddings) = (c.Input(0), c.Input(1));
            if (paddings.Rank != 2 || paddings.Dims[1] != 2)
                throw new InvalidArgumentError($"paddings must be a matrix with 2 columns: {paddings.Shape.ToDebugString()}");
            if (paddings.Dims[0] != input.Rank)
                throw new InvalidArgumentError($"The first dimension of paddings must be the rank of inputs{paddings.Shape.ToDebugString()}, {input.Shape.ToDebugString()}");
            var margins = Elements.Integers(paddings);
            var (dims, targets) = (new long[input.Rank], new int[input.Rank][]);
            for (var i = 0; i < dims.Length; i++)
            {
                var (before, after) = (margins[2 * i], margins[2 * i + 1]);
                if (before < 0 || after < 0) throw new InvalidArgumentError($"Paddings must be non-negative: {before}, {after}");
                dims[i] = input.Dims[i] - before - after;
                if (dims[i] < 0) throw new InvalidArgumentError($"Total paddings must be no greater than the input dimension size: {before + after} was not no greater than {input.Dims[i]}");
                targets[i] = MirrorPad.Sources(dims[i], before, after, offset, "output dimension size");
            }
            var output = c.Allocate(0, input.DType, dims);
            Elements.Clear(output);
            if (input.Length > 0) Fold(input.AsSpan<T>(), output.Data<T>(), targets, StridedCopy.Strides(dims));
        });
    }

    private static void Fold<T>(ReadOnlySpan<T> input, Span<T> output, int[][] targets, long[] strides) where T : unmanaged, INumberBase<T>
    {
        var at = new int[targets.Length];
        foreach (var value in input)
        {
            long to = 0;
            for (var i = 0; i < at.Length; i++) to += targets[i][at[i]] * strides[i];
            output[(int)to] += value;
            for (var i = at.Length - 1; i >= 0 && ++at[i] == targets[i].Length; i--) at[i] = 0;
        }
    }
}

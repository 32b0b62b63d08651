using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Segments;

/// <summary>How the rows of a segment become one.</summary>
internal enum Fold
{
    Sum,
    Mean,
    SqrtN,
    Prod,
    Max,
    Min,
}

/// <summary>Rows of an array folded into the rows of another.</summary>
internal static class SegmentFold
{
    /// <summary>Folds <c>target[i] = target[i] op source[i]</c>.</summary>
    public static void Into<T>(Fold fold, Span<T> target, ReadOnlySpan<T> source) where T : INumber<T>
    {
        switch (fold)
        {
            case Fold.Prod:
                for (var i = 0; i < target.Length; i++) target[i] *= source[i];
                break;
            case Fold.Max:
                for (var i = 0; i < target.Length; i++) target[i] = target[i] < source[i] ? source[i] : target[i];
                break;
            case Fold.Min:
                for (var i = 0; i < target.Length; i++) target[i] = source[i] < target[i] ? source[i] : target[i];
                break;
            default:
                for (var i = 0; i < target.Length; i++) target[i] += source[i];
                break;
        }
    }

    /// <summary>What a sum is divided by to be the result.</summary>
    public static T Divisor<T>(Fold fold, int count) where T : INumber<T> =>
        fold == Fold.Mean ? T.CreateChecked(count) : fold == Fold.SqrtN ? T.CreateChecked(System.Math.Sqrt(count)) : T.One;

    /// <summary>What a row of no segment holds where the ids need not be sorted.</summary>
    public static T Start<T>(Fold fold) where T : INumber<T>, IMinMaxValue<T> => fold switch
    {
        Fold.Prod => T.One,
        Fold.Max => T.MinValue,
        Fold.Min => T.MaxValue,
        _ => T.Zero,
    };

    /// <summary>The slices of a row-major array along its first axis: how many elements each has.</summary>
    public static int RowLength(NDArray data)
    {
        var length = 1L;
        foreach (var d in data.Dims[1..]) length *= d;
        return (int)length;
    }

    /// <summary>Shape of the result of ops that count their segments in <paramref name="input"/>.</summary>
    public static void InferCounted(ShapeContext c, int input)
    {
        var (data, ids) = (c.Input(0), c.Input(1));
        c.WithRank(input, 0);
        if (!ids.HasRank)
        {
            c.SetOutput(0, Shape.Unknown);
            return;
        }
        data = ShapeContext.MergePrefix(data, ids);
        c.SetOutput(0, new Shape(Count(c, input)).Concatenate(ArrayShapes.Subshape(data, ids.Rank)));
    }

    /// <summary>A number of rows that a scalar input gives, if the graph determines it.</summary>
    public static long Count(ShapeContext c, int input)
    {
        if (c.InputTensor(input) is not { } number) return -1;
        var count = Elements.Integer(number);
        return count >= 0 ? count : throw new InvalidArgumentError($"Dimension size, given by scalar input {input}, must be non-negative but is {count}");
    }

    /// <summary>Rows of <paramref name="parameters"/> by their segments, zeros for those of no segment (<c>_GatherDropNegatives</c>).</summary>
    /// <param name="parameters">A row for every segment.</param>
    /// <param name="ids">The segments, negative for none.</param>
    /// <param name="clipped">The segments with negative ones at zero; made if null.</param>
    /// <param name="isKept">Which elements are of a segment; made if null.</param>
    public static (Tensor Gathered, Tensor Clipped, Tensor IsKept) GatherKept(TensorLike parameters, Tensor ids, Tensor? clipped = null, Tensor? isKept = null)
    {
        clipped ??= MathFunctions.Maximum(ids, ConstantFunctions.ZerosLike(ids));
        var gathered = ArrayFunctions.Gather(parameters, clipped);
        if (isKept is null)
        {
            isKept = MathFunctions.GreaterEqual(ids, 0);
            for (var i = ids.Rank; i < gathered.Rank; i++) isKept = ArrayFunctions.ExpandDims(isKept, -1);
            isKept &= ConstantFunctions.OnesLike(gathered, DType.Bool);
        }
        return (ArrayFunctions.Where(isKept, gathered, ConstantFunctions.ZerosLike(gathered)), clipped, isKept);
    }

    /// <summary>The gradient of the largest or smallest, dealt out evenly to the elements that are it.</summary>
    public static Tensor Shared(GradientCall g, Tensor isSelected, Func<Tensor, Tensor> sum, Func<Tensor, Tensor> gather, Func<Tensor, Tensor> zeros)
    {
        var selected = sum(MathFunctions.Cast(isSelected, g.Grad.DType));
        var gathered = gather(MathFunctions.Divide(g.Grad, selected));
        return ArrayFunctions.Where(isSelected, gathered, zeros(gathered));
    }
}

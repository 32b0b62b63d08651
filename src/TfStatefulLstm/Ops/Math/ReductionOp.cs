using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>An op that folds its input along the axes that its second input names.</summary>
internal abstract class ReductionOp : NumericOp
{
    public sealed override void InferShapes(ShapeContext c) => Infer(c);

    /// <summary>The shape function of every reduction.</summary>
    public static void Infer(ShapeContext c)
    {
        ShapeContext.WithRankAtMost(c.Input(1), 1);
        var (input, keep) = (c.Input(0), c.Attrs.Bool("keep_dims"));
        if (c.InputTensor(1) is not { } axes || !input.HasRank)
        {
            c.SetOutput(0, keep && input.HasRank ? Shape.UnknownOfRank(input.Rank) : Shape.Unknown);
            return;
        }
        var reduced = Axes(axes, input.Rank, axis => $"Invalid reduction dimension {axis} for input with {input.Rank} dimensions.");
        c.SetOutput(0, Shape.Of(Enumerable.Range(0, input.Rank).Where(i => keep || !reduced[i]).Select(i => reduced[i] ? 1 : input[i])));
    }

    /// <summary>Which dimensions the axes name; negative ones count from the end.</summary>
    public static bool[] Axes(NDArray axes, int rank, Func<long, string> message)
    {
        var reduced = new bool[rank];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = axes.DType == DType.Int64 ? axes.AsSpan<long>()[i] : axes.AsSpan<int>()[i];
            if (axis < -rank || axis >= rank) throw new InvalidArgumentError(message(axis));
            reduced[axis < 0 ? axis + rank : axis] = true;
        }
        return reduced;
    }
}

/// <summary>How a reduction folds elements together; rows at once where there is a faster way than one by one.</summary>
internal interface IReducer<TSelf, T> where TSelf : struct, IReducer<TSelf, T>
{
    /// <summary>The result of nothing.</summary>
    static abstract T Identity { get; }

    /// <summary>Folds the element x into the result y.</summary>
    static abstract T Combine(T x, T y);

    /// <summary>Folds a row into one result.</summary>
    static virtual T Row(ReadOnlySpan<T> x)
    {
        var y = TSelf.Identity;
        foreach (var element in x) y = TSelf.Combine(element, y);
        return y;
    }

    /// <summary>Folds every element of a row into the result beside it.</summary>
    static virtual void Accumulate(ReadOnlySpan<T> x, Span<T> y)
    {
        for (var i = 0; i < y.Length; i++) y[i] = TSelf.Combine(x[i], y[i]);
    }

    /// <summary>The result of that many elements, from what they folded to.</summary>
    static virtual T Finish(T y, int count) => y;
}

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

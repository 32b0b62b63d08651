using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Segments;

/// <summary>Rows folded by segments whose ids are sorted: row i of the result is made of the rows whose id is i.</summary>
internal abstract class SegmentOp(string name, Fold fold) : NumericOp
{
    private const string Numbers = "{float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}";
    private const string Reals = "{float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64}";

    public sealed override OpSchema Schema { get; } = OpSchema.Define(name).Input("data: T").Input("segment_ids: Tindices").Output("output: T")
        .Attr($"T: {(fold is Fold.Max or Fold.Min ? Reals : Numbers)}").Attr("Tindices: {int32, int64}");

    public sealed override void InferShapes(ShapeContext c)
    {
        var data = ShapeContext.WithRankAtLeast(c.Input(0), 1);
        c.WithRank(1, 1);
        c.SetOutput(0, data.HasRank ? new Shape(-1).Concatenate(ArrayShapes.Subshape(data, 1)) : Shape.Unknown);
    }

    protected sealed override Kernel Real<T>(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (data, ids) = (c.Input(0), c.Input(1));
        if (ids.Rank != 1) throw new InvalidArgumentError("segment_ids should be a vector.");
        if (data.Rank == 0 || data.Dims[0] != ids.Length)
            throw new InvalidArgumentError("segment_ids should be the same size as dimension 0 of input.");
        var places = Elements.Integers(ids, stackalloc long[32]);
        var rows = places.Length == 0 ? 0 : places[^1] + 1;
        if (rows < 0) throw new InvalidArgumentError("segment ids must be >= 0");
        var output = c.Allocate(0, data.DType, [rows, .. data.Dims[1..]]);
        var length = SegmentFold.RowLength(data);
        var source = data.AsSpan<T>();
        var target = output.Data<T>();
        // A row between two segments holds what an empty fold of the op gives; TensorFlow has 0 for the largest and smallest too.
        target.Fill(fold == Fold.Prod ? T.One : T.Zero);
        for (int start = 0, end; start < places.Length; start = end)
        {
            for (end = start + 1; end < places.Length && places[end] == places[start]; end++) { }
            if (end < places.Length && places[end] < places[start]) throw new InvalidArgumentError("segment ids are not increasing");
            if (places[start] < 0 || places[start] >= rows)
                throw new InvalidArgumentError($"Segment id {places[start]} out of range [0, {rows}), possibly because 'segment_ids' input is not sorted.");
            var row = target.Slice((int)places[start] * length, length);
            source.Slice(start * length, length).CopyTo(row);
            for (var i = start + 1; i < end; i++) SegmentFold.Into(fold, row, source.Slice(i * length, length));
            if (fold != Fold.Mean) continue;
            var divisor = T.CreateTruncating(end - start);
            foreach (ref var value in row) value /= divisor;
        }
    });
}

/// <summary>Sums by segment (<c>tf.math.segment_sum</c>).</summary>
internal sealed class SegmentSum() : SegmentOp("SegmentSum", Fold.Sum)
{
    public override Gradient? Gradient => g => [ArrayFunctions.Gather(g.First, g.Inputs[1]), null];

    public static Tensor Of(TensorLike data, TensorLike ids) => Nodes.Make("SegmentSum", null, [data, ids]);
}

/// <summary>Means by segment (<c>tf.math.segment_mean</c>).</summary>
internal sealed class SegmentMean() : SegmentOp("SegmentMean", Fold.Mean)
{
    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var rank = ArrayFunctions.Rank(g.Inputs[0]);
        var shape = ArrayFunctions.Concat([ArrayFunctions.Shape(g.Inputs[1]), ConstantFunctions.Fill(ArrayFunctions.ExpandDims(rank - 1, 0), 1)], 0);
        var ones = ConstantFunctions.Fill(shape, ConstantFunctions.Constant(1, g.Grad.DType));
        var scaled = MathFunctions.Divide(g.Grad, SegmentSum.Of(ones, g.Inputs[1]));
        return [ArrayFunctions.Gather(scaled, g.Inputs[1]), null];
    }
}

/// <summary>Products by segment (<c>tf.math.segment_prod</c>), of which TensorFlow has no gradient.</summary>
internal sealed class SegmentProd() : SegmentOp("SegmentProd", Fold.Prod);

/// <summary>The largest by segment (<c>tf.math.segment_max</c>).</summary>
internal sealed class SegmentMax() : SegmentOp("SegmentMax", Fold.Max)
{
    public override Gradient? Gradient => Differentiate;

    internal static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var ids = g.Inputs[1];
        var zeros = ConstantFunctions.ZerosLike(g.Inputs[0], g.Inputs[0].DType);
        var isSelected = MathFunctions.Equal(g.Inputs[0], ArrayFunctions.Gather(g.Outputs[0], ids));
        return [SegmentFold.Shared(g, isSelected, s => SegmentSum.Of(s, ids), w => ArrayFunctions.Gather(w, ids), _ => zeros), null];
    }
}

/// <summary>The smallest by segment (<c>tf.math.segment_min</c>).</summary>
internal sealed class SegmentMin() : SegmentOp("SegmentMin", Fold.Min)
{
    public override Gradient? Gradient => SegmentMax.Differentiate;
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Segments;

/// <summary>Slices folded by segments whose ids come in any order; a negative id is of no segment.</summary>
internal abstract class UnsortedSegmentOp(string name, Fold fold, string types) : NumericOp
{
    public sealed override OpSchema Schema { get; } = OpSchema.Define(name)
        .Input("data: T").Input("segment_ids: Tindices").Input("num_segments: Tnumsegments").Output("output: T")
        .Attr($"T: {types}").Attr("Tindices: {int32, int64}").Attr("Tnumsegments: {int32, int64} = int32");

    public sealed override void InferShapes(ShapeContext c) => SegmentFold.InferCounted(c, 2);

    protected sealed override Kernel Real<T>(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (output, places, length) = UnsortedSegments.Prepare(c);
        var source = c.Input(0).AsSpan<T>();
        var target = output.Data<T>();
        target.Fill(SegmentFold.Start<T>(fold));
        for (var i = 0; i < places.Length; i++)
            if (places[i] >= 0) SegmentFold.Into(fold, target.Slice((int)places[i] * length, length), source.Slice(i * length, length));
    });
}

/// <summary>What all of them check.</summary>
internal static class UnsortedSegments
{
    /// <summary>The output, the segment of every slice, and how many elements a slice has.</summary>
    /// <exception cref="InvalidArgumentError">The shapes do not fit, or an id is too large.</exception>
    public static (NDArray Output, long[] Places, int Length) Prepare(KernelContext c)
    {
        var (data, ids, number) = (c.Input(0), c.Input(1), c.Input(2));
        if (number.Length != 1) throw new InvalidArgumentError($"num_segments should be a scalar, not shape {number.Shape.ToDebugString()}");
        if (data.Rank < ids.Rank || !data.Dims[..ids.Rank].SequenceEqual(ids.Dims))
            throw new InvalidArgumentError($"data.shape = {data.Shape.ToDebugString()} does not start with segment_ids.shape = {ids.Shape.ToDebugString()}");
        var count = Elements.Integer(number);
        if (count < 0) throw new InvalidArgumentError($"Input num_segments == {count} must not be negative.");
        var places = Elements.Integers(ids);
        for (var i = 0; i < places.Length; i++)
            if (places[i] >= count) throw new InvalidArgumentError($"segment_ids{Gathering.Place(ids.Dims, i)} = {places[i]} is out of range [0, {count})");
        return (c.Allocate(0, data.DType, [count, .. data.Dims[ids.Rank..]]), places, places.Length == 0 ? 0 : data.Length / places.Length);
    }

    public const string Reals = "{float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64}";

    public const string Numbers = "{float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}";

    public static Tensor Sum(TensorLike data, TensorLike ids, TensorLike count) => Nodes.Make("UnsortedSegmentSum", null, [data, ids, count]);
}

/// <summary>The largest by segment (<c>tf.math.unsorted_segment_max</c>).</summary>
internal sealed class UnsortedSegmentMax() : UnsortedSegmentOp("UnsortedSegmentMax", Fold.Max, UnsortedSegments.Reals)
{
    public override Gradient? Gradient => Differentiate;

    internal static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (gathered, clipped, isKept) = SegmentFold.GatherKept(g.Outputs[0], g.Inputs[1]);
        var isSelected = MathFunctions.LogicalAnd(MathFunctions.Equal(g.Inputs[0], gathered), isKept);
        return
        [
            SegmentFold.Shared(g, isSelected, s => UnsortedSegments.Sum(s, g.Inputs[1], g.Inputs[2]),
                w => SegmentFold.GatherKept(w, g.Inputs[1], clipped, isKept).Gathered, w => ConstantFunctions.ZerosLike(w)),
            null, null,
        ];
    }
}

/// <summary>The smallest by segment (<c>tf.math.unsorted_segment_min</c>).</summary>
internal sealed class UnsortedSegmentMin() : UnsortedSegmentOp("UnsortedSegmentMin", Fold.Min, UnsortedSegments.Reals)
{
    public override Gradient? Gradient => UnsortedSegmentMax.Differentiate;
}

/// <summary>Products by segment (<c>tf.math.unsorted_segment_prod</c>).</summary>
internal sealed class UnsortedSegmentProd() : UnsortedSegmentOp("UnsortedSegmentProd", Fold.Prod, UnsortedSegments.Numbers)
{
    public override Gradient? Gradient => Differentiate;

    // A quotient by every factor; where one factor is zero, the product of the others; with two zeros in a segment, nothing.
    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (data, ids, count) = (g.Inputs[0], g.Inputs[1], g.Inputs[2]);
        var isZero = MathFunctions.Equal(data, 0);
        var zeros = UnsortedSegments.Sum(MathFunctions.Cast(isZero, DType.Int32), ids, count);
        var gradient = ArrayFunctions.Where(MathFunctions.Greater(zeros, 1), ConstantFunctions.ZerosLike(g.Grad), g.Grad);
        var factors = ArrayFunctions.Where(isZero, ConstantFunctions.OnesLike(data), data);
        var others = Nodes.Make("UnsortedSegmentProd", null, [factors, ids, count]);
        var clipped = MathFunctions.Maximum(ids, ConstantFunctions.ZerosLike(ids));
        var product = ArrayFunctions.Gather(g.Outputs[0], clipped);
        var otherProduct = ArrayFunctions.Gather(others, clipped);
        var partial = ArrayFunctions.Where(isZero, otherProduct, product / data);
        return [SegmentFold.GatherKept(gradient, ids, clipped).Gathered * partial, null, null];
    }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Array;

/// <summary>NumPy's basic indexing (<c>tf.strided_slice</c>, <c>x[...]</c>).</summary>
internal sealed class StridedSlice : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("StridedSlice")
        .Input("input: T").Input("begin: Index").Input("end: Index").Input("strides: Index").Output("output: T").Attr("T: type")
        .Attr("Index: {int32, int64}").Attr("begin_mask: int = 0").Attr("end_mask: int = 0").Attr("ellipsis_mask: int = 0")
        .Attr("new_axis_mask: int = 0").Attr("shrink_axis_mask: int = 0");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var shape = ArrayFunctions.Shape(g.Inputs[0], outType: g.Inputs[1].DType.Base());
        return [StridedMasks.Make("StridedSliceGrad", [shape, g.Inputs[1], g.Inputs[2], g.Inputs[3], g.First], g.Attrs), null, null, null];
    }

    public override void InferShapes(ShapeContext c)
    {
        var indices = ShapeContext.Merge(ShapeContext.Merge(c.WithRank(1, 1), c.WithRank(2, 1)), c.WithRank(3, 1));
        if (!c.Input(0).HasRank || indices[0] < 0 || c.InputTensor(3) is not { } strides)
        {
            c.SetOutput(0, Shape.Unknown);
            return;
        }
        var spec = new StridedSliceSpec(c.Input(0).Dims, c.InputTensor(1), c.InputTensor(2), strides, StridedSliceSpec.Masks.Of(c.Attrs));
        c.SetOutput(0, new Shape(spec.FinalDims));
        ArrayShapes.PassHandle(c, 0, 0);
    }

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var masks = StridedSliceSpec.Masks.Of(node);
        return new FunctionKernel(c =>
        {
            var input = c.Input(0);
            var spec = new StridedSliceSpec(input.Dims, c.Input(1), c.Input(2), c.Input(3), masks);
            // Two shapes of one size, no index reversed: nothing is left out.
            if (input.Length > 0 && NDArray.ElementCount(spec.FinalDims) == input.Length && spec.Strides.IndexOfAnyExceptInRange(1, long.MaxValue) < 0)
            {
                c.SetOutput(0, input.Reshape(spec.FinalDims));
                return;
            }
            var target = c.Allocate(0, input.DType, spec.FinalDims);
            var (at, strides) = Pattern(spec, input.Dims);
            StridedCopy.Run(input, at, strides, target, 0, StridedCopy.Strides(spec.ProcessingDims), spec.ProcessingDims);
        });
    }

    /// <summary>Puts a value in place of a slice of an array.</summary>
    internal static void Replace(NDArray target, NDArray begin, NDArray end, NDArray steps, StridedSliceSpec.Masks masks, NDArray value)
    {
        var spec = Fitting(target.Dims, begin, end, steps, masks, value);
        var (at, strides) = Pattern(spec, target.Dims);
        StridedCopy.Run(value, 0, StridedCopy.Strides(spec.ProcessingDims), target, at, strides, spec.ProcessingDims);
    }

    /// <summary>The slice of an array of these dimensions.</summary>
    /// <exception cref="UnimplementedError">The value that it is to hold has another shape.</exception>
    internal static StridedSliceSpec Fitting(ReadOnlySpan<long> dims, NDArray begin, NDArray end, NDArray steps, StridedSliceSpec.Masks masks, NDArray value)
    {
        var spec = new StridedSliceSpec(dims, begin, end, steps, masks);
        return value.Dims.SequenceEqual(spec.FinalDims)
            ? spec
            : throw new UnimplementedError($"sliced l-value shape {Shape.DebugString(spec.FinalDims)} does not match r-value shape {value.Shape.ToDebugString()}. "
                + "Automatic broadcasting not yet implemented.");
    }

    /// <summary>Where a slice of a row-major array begins and how it steps.</summary>
    internal static (long At, long[] Strides) Pattern(StridedSliceSpec spec, ReadOnlySpan<long> dims)
    {
        var strides = StridedCopy.Strides(dims);
        long at = 0;
        for (var i = 0; i < strides.Length; i++)
        {
            at += spec.Begin[i] * strides[i];
            strides[i] *= spec.Strides[i];
        }
        return (at, strides);
    }
}

/// <summary>The gradient of a strided slice: its elements where they came from, zero elsewhere.</summary>
internal sealed class StridedSliceGrad : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("StridedSliceGrad")
        .Input("shape: Index").Input("begin: Index").Input("end: Index").Input("strides: Index").Input("dy: T").Output("output: T").Attr("T: type")
        .Attr("Index: {int32, int64}").Attr("begin_mask: int = 0").Attr("end_mask: int = 0").Attr("ellipsis_mask: int = 0")
        .Attr("new_axis_mask: int = 0").Attr("shrink_axis_mask: int = 0");

    public override Gradient? Gradient => g => [null, null, null, null, StridedMasks.Make("StridedSlice", [g.First, g.Inputs[1], g.Inputs[2], g.Inputs[3]], g.Attrs)];

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.InputTensorAsShape(0));

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var masks = StridedSliceSpec.Masks.Of(node);
        return new FunctionKernel(c =>
        {
            var (shapeTensor, dy) = (c.Input(0), c.Input(4));
            if (shapeTensor.Rank != 1) throw new InvalidArgumentError($"shape must be 1-D, got shape.shape = {shapeTensor.Shape.ToDebugString()}");
            var dims = Elements.Integers(shapeTensor, stackalloc long[16]);
            var spec = new StridedSliceSpec(dims, c.Input(1), c.Input(2), c.Input(3), masks);
            if (!dy.Dims.SequenceEqual(spec.FinalDims))
                throw new InvalidArgumentError($"shape of dy was {dy.Shape.ToDebugString()} instead of {Shape.DebugString(spec.FinalDims)}");
            var target = c.Allocate(0, dy.DType, dims);
            Elements.Clear(target);
            var (at, strides) = StridedSlice.Pattern(spec, dims);
            StridedCopy.Run(dy, 0, StridedCopy.Strides(spec.ProcessingDims), target, at, strides, spec.ProcessingDims);
        });
    }
}

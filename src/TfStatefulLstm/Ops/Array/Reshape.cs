using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Array;

/// <summary>The same elements under another shape, of which one dimension may be left to be found (<c>tf.reshape</c>).</summary>
internal sealed class Reshape : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Reshape")
        .Input("tensor: T").Input("shape: Tshape").Output("output: T").Attr("T: type").Attr("Tshape: {int32, int64} = int32");

    public override Gradient? Gradient => g => [ArrayFunctions.Reshape(g.First, ArrayFunctions.Shape(g.Inputs[0])), null];

    public override void InferShapes(ShapeContext c)
    {
        var (input, output) = (c.Input(0), c.InputTensorAsShape(1));
        if (input.HasRank && output.HasRank) output = Fit(input, output);
        c.SetOutput(0, output);
    }

    private static Shape Fit(Shape input, Shape output)
    {
        var (inOpen, outOpen) = (Unknowns(input), Unknowns(output));
        if (inOpen > 1 || outOpen > 1) return output;
        var (inKnown, outKnown) = (Known(input), Known(output));
        if (inOpen == 0 && outOpen == 0)
            return inKnown == outKnown ? output
                : throw new InvalidArgumentError($"Cannot reshape a tensor with {inKnown} elements to shape {output.ToDebugString()} ({outKnown} elements)");
        if (inOpen == 0) return outKnown > 0 ? output.With(output.Dims.IndexOf(-1), ArrayShapes.Divide(inKnown, outKnown)) : output;
        if (outOpen == 0 && inKnown != 0) ArrayShapes.Divide(outKnown, inKnown);
        return output;
    }

    private static int Unknowns(Shape shape) => shape.Dims.Count(-1);

    private static long Known(Shape shape)
    {
        long n = 1;
        foreach (var d in shape.Dims) n = d < 0 ? n : ShapeContext.Multiply(n, d);
        return n;
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (input, sizes) = (c.Input(0), c.Input(1));
        if (sizes.Rank > 1) throw new InvalidArgumentError($"sizes input must be 1-D, not {sizes.Shape.ToDebugString()}");
        Span<long> dims = stackalloc long[sizes.Length];
        Elements.Integers(sizes, stackalloc long[16]).CopyTo(dims);
        var open = -1;
        long product = 1;
        for (var i = 0; i < dims.Length; i++)
        {
            if (dims[i] == -1)
            {
                if (open >= 0) throw new InvalidArgumentError($"Only one input size may be -1, not both {open} and {i}");
                open = i;
                dims[i] = 1;
            }
            if (dims[i] < 0) throw new InvalidArgumentError($"Size {i} must be non-negative, not {dims[i]}");
            product = ShapeContext.Multiply(product, dims[i]);
        }
        if (open >= 0) dims[open] = Missing(input.Length, product);
        else if (product != input.Length)
            throw new InvalidArgumentError($"Input to reshape is a tensor with {input.Length} values, but the requested shape has {product}");
        c.SetOutput(0, input.Reshape(dims));
    });

    private static long Missing(long count, long product)
    {
        if (product == 0)
            throw new InvalidArgumentError("Reshape cannot infer the missing input size for an empty tensor unless all specified input sizes are non-zero");
        return count % product == 0 ? count / product
            : throw new InvalidArgumentError($"Input to reshape is a tensor with {count} values, but the requested shape requires a multiple of {product}");
    }
}

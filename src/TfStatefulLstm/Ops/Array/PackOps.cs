using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Array;

/// <summary>Arrays of one shape stacked along a new axis (<c>tf.stack</c>).</summary>
internal sealed class Pack : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Pack")
        .Input("values: N * T").Output("output: T").Attr("N: int >= 1").Attr("T: type").Attr("axis: int = 0");

    public override Gradient? Gradient => g => [.. ArrayFunctions.Unstack(g.First, (int)g.Attrs.Int("N"), (int)g.Attrs.Int("axis"))];

    public override void InferShapes(ShapeContext c)
    {
        var shape = c.Input(c.InputCount - 1);
        for (var i = c.InputCount - 2; i >= 0; i--)
        {
            var (one, rest) = (c.Input(i), shape);
            shape = ArrayShapes.Told($"From merging shape {i} with other shapes.", () => ShapeContext.Merge(one, rest));
        }
        if (shape.HasRank)
        {
            var axis = ArrayShapes.AxisAttribute(c, shape.Rank + 1);
            shape = new Shape([.. shape.Dims[..axis], c.InputCount, .. shape.Dims[axis..]]);
        }
        c.SetOutput(0, shape);
    }

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var given = node.Int("axis");
        return new FunctionKernel(c =>
        {
            var first = c.Input(0);
            var rank = first.Rank + 1;
            if (given < -rank || given >= rank) throw new InvalidArgumentError($"axis = {given} not in [{-rank}, {rank})");
            var axis = (int)(given < 0 ? given + rank : given);
            Span<long> dims = stackalloc long[rank];
            first.Dims[..axis].CopyTo(dims);
            dims[axis] = c.InputCount;
            first.Dims[axis..].CopyTo(dims[(axis + 1)..]);
            for (var i = 1; i < c.InputCount; i++)
                if (!c.Input(i).Dims.SequenceEqual(first.Dims))
                    throw new InvalidArgumentError($"Shapes of all inputs must match: values[0].shape = {first.Shape.ToDebugString()} != values[{i}].shape = "
                        + $"{c.Input(i).Shape.ToDebugString()}");
            if (c.InputCount == 1)
            {
                c.SetOutput(0, first.Reshape(dims));
                return;
            }
            var target = c.Allocate(0, first.DType, dims);
            long inner = 1;
            foreach (var d in first.Dims[axis..]) inner *= d;
            if (target.Length == 0) return;
            for (var i = 0; i < c.InputCount; i++)
                StridedCopy.Run(c.Input(i), 0, [inner, 1], target, i * inner, [inner * c.InputCount, 1], [first.Length / inner, inner]);
        });
    }
}

/// <summary>The slices of an array along an axis (<c>tf.unstack</c>).</summary>
internal sealed class Unpack : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Unpack")
        .Input("value: T").Output("output: num * T").Attr("num: int >= 0").Attr("T: type").Attr("axis: int = 0");

    public override Gradient? Gradient => g => [ArrayFunctions.Stack(TensorLike.List(g.Given.Select(d => (TensorLike)d!)), (int)g.Attrs.Int("axis"))];

    public override void InferShapes(ShapeContext c)
    {
        var input = c.Input(0);
        var slice = Shape.Unknown;
        if (input.HasRank)
        {
            var axis = ArrayShapes.AxisAttribute(c, input.Rank);
            ShapeContext.WithValue(input[axis], c.OutputCount);
            slice = new Shape([.. input.Dims[..axis], .. input.Dims[(axis + 1)..]]);
        }
        for (var i = 0; i < c.OutputCount; i++) c.SetOutput(i, slice);
    }

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var given = node.Int("axis");
        return new FunctionKernel(c =>
        {
            var input = c.Input(0);
            var rank = input.Rank;
            if (given < -rank || given >= rank) throw new InvalidArgumentError($"axis = {given} not in [{-rank}, {rank})");
            var axis = (int)(given < 0 ? given + rank : given);
            if (input.Dims[axis] != c.OutputCount)
                throw new InvalidArgumentError($"Input shape axis {axis} must equal {c.OutputCount}, got shape {input.Shape.ToDebugString()}");
            Span<long> dims = stackalloc long[rank - 1];
            input.Dims[..axis].CopyTo(dims);
            input.Dims[(axis + 1)..].CopyTo(dims[axis..]);
            long inner = 1;
            foreach (var d in dims[axis..]) inner *= d;
            for (var i = 0; i < c.OutputCount; i++)
            {
                var target = c.Allocate(i, input.DType, dims);
                if (target.Length > 0) StridedCopy.Run(input, i * inner, [inner * c.OutputCount, 1], target, 0, [inner, 1], [target.Length / inner, inner]);
            }
        });
    }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Array;

/// <summary>An array without dimensions of size 1 (<c>tf.squeeze</c>).</summary>
internal sealed class Squeeze : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Squeeze")
        .Input("input: T").Output("output: T").Attr("T: type").Attr("squeeze_dims: list(int) >= 0 = []");

    public override Gradient? Gradient => g => [ArrayFunctions.Reshape(g.First, ArrayFunctions.Shape(g.Inputs[0]))];

    public override void InferShapes(ShapeContext c)
    {
        var input = c.Input(0);
        if (!input.HasRank)
        {
            c.SetOutput(0, Shape.Unknown);
            return;
        }
        var rank = input.Rank;
        var chosen = c.Attrs.Ints("squeeze_dims");
        for (var i = 0; i < chosen.Length; i++)
        {
            if (chosen[i] < -rank || chosen[i] >= rank) throw new InvalidArgumentError($"squeeze_dims[{i}] not in [{-rank},{rank}).");
            if (chosen[i] < 0) chosen[i] += rank;
        }
        // Where any dimension may turn out to be 1, not even the rank is known.
        if (chosen.Length == 0 && !input.IsFullyDefined)
        {
            c.SetOutput(0, Shape.Unknown);
            return;
        }
        var dims = new List<long>();
        for (var i = 0; i < rank; i++)
        {
            var squeezed = chosen.Contains(i);
            if (squeezed && input[i] >= 0 && input[i] != 1)
                throw new InvalidArgumentError($"Can not squeeze dim[{i}], expected a dimension of 1, got {input[i]}");
            if (!squeezed && (chosen.Length > 0 || input[i] != 1)) dims.Add(input[i]);
        }
        c.SetOutput(0, Shape.Of(dims));
    }

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var chosen = node.Ints("squeeze_dims");
        return new FunctionKernel(c =>
        {
            var input = c.Input(0);
            Span<bool> squeezed = stackalloc bool[input.Rank];
            squeezed.Clear();
            foreach (var axis in chosen)
            {
                if (axis < -input.Rank || axis >= input.Rank)
                    throw new InvalidArgumentError($"Tried to squeeze dim index {axis} for tensor with {input.Rank} dimensions.");
                squeezed[(int)(axis < 0 ? axis + input.Rank : axis)] = true;
            }
            Span<long> dims = stackalloc long[input.Rank];
            var rank = 0;
            for (var i = 0; i < input.Rank; i++)
            {
                if (squeezed[i] && input.Dims[i] != 1)
                    throw new InvalidArgumentError($"Can not squeeze dim[{i}], expected a dimension of 1, got {input.Dims[i]}");
                if (!squeezed[i] && (chosen.Length > 0 || input.Dims[i] != 1)) dims[rank++] = input.Dims[i];
            }
            c.SetOutput(0, input.Reshape(dims[..rank]));
        });
    }
}

/// <summary>An array with a new dimension of size 1 (<c>tf.expand_dims</c>).</summary>
internal sealed class ExpandDims : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("ExpandDims")
        .Input("input: T").Input("dim: Tdim").Output("output: T").Attr("T: type").Attr("Tdim: {int32, int64} = int32");

    public override Gradient? Gradient => g => [ArrayFunctions.Reshape(g.First, ArrayFunctions.Shape(g.Inputs[0])), null];

    public override void InferShapes(ShapeContext c)
    {
        var (input, dim) = (c.Input(0), c.InputTensor(1));
        if (dim is { Length: not 1 }) throw new InvalidArgumentError("'dim' input must be a tensor with a single value");
        if (dim is null || !input.HasRank)
        {
            c.SetOutput(0, Shape.Unknown);
            return;
        }
        var at = Elements.Integer(dim);
        if (at < -input.Rank - 1 || at > input.Rank) throw new InvalidArgumentError($"dim {at} not in the interval [{-input.Rank - 1}, {input.Rank}].");
        if (at < 0) at += input.Rank + 1;
        c.SetOutput(0, new Shape([.. input.Dims[..(int)at], 1, .. input.Dims[(int)at..]]));
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (input, dim) = (c.Input(0), c.Input(1));
        if (dim.Length != 1) throw new InvalidArgumentError("'dim' must be a tensor with a single value");
        var at = Elements.Integer(dim);
        if (at < -input.Rank - 1 || at > input.Rank) throw new InvalidArgumentError($"Tried to expand dim index {at} for tensor with {input.Rank} dimensions.");
        if (at < 0) at += input.Rank + 1;
        Span<long> dims = stackalloc long[input.Rank + 1];
        input.Dims[..(int)at].CopyTo(dims);
        dims[(int)at] = 1;
        input.Dims[(int)at..].CopyTo(dims[((int)at + 1)..]);
        c.SetOutput(0, input.Reshape(dims));
    });
}

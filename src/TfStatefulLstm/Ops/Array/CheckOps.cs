using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Array;

/// <summary>The input, if none of its elements is infinite or no number (<c>tf.check_numerics</c>).</summary>
internal sealed class CheckNumerics : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("CheckNumerics")
        .Input("tensor: T").Output("output: T").Attr("T: {bfloat16, half, float, double}").Attr("message: string").Stateful();

    public override Gradient? Gradient => g => [Nodes.Make("CheckNumerics", null, [g.First], ("message", AttrValues.Of($"Not a number (NaN) or infinity (Inf) values detected in gradient. {g.Bytes("message")}")))];

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.Input(0));

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var message = node.Str("message");
        return new FunctionKernel(c =>
        {
            var input = c.Input(0);
            var (nan, infinite) = input.DType switch
            {
                DType.Float32 => Look(input.AsSpan<float>()),
                DType.Float64 => Look(input.AsSpan<double>()),
                DType.Float16 => Look(input.AsSpan<Half>()),
                _ => Look<float>(input.AsType(DType.Float32).AsSpan<float>()),
            };
            if (nan || infinite) throw new InvalidArgumentError($"{message} : Tensor had {(nan && infinite ? "Inf and NaN" : nan ? "NaN" : "Inf")} values");
            c.SetOutput(0, input);
        });
    }

    private static (bool Nan, bool Infinite) Look<T>(ReadOnlySpan<T> values) where T : INumberBase<T>
    {
        var (nan, infinite) = (false, false);
        foreach (var value in values)
        {
            nan |= T.IsNaN(value);
            infinite |= T.IsInfinity(value);
        }
        return (nan, infinite);
    }
}

/// <summary>The input, if its shape is as said (<c>tf.ensure_shape</c>).</summary>
internal sealed class EnsureShape : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("EnsureShape").Input("input: T").Output("output: T").Attr("shape: shape").Attr("T: type");

    public override Gradient? Gradient => Gradients.PassedOn;

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, ShapeContext.Merge(c.Attrs.Shape("shape"), c.Input(0)));

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var shape = node.Shape("shape");
        return new FunctionKernel(c =>
        {
            if (!shape.IsCompatibleWith(c.Input(0).Shape))
                throw new InvalidArgumentError($"Shape of tensor {node.Node} {c.Input(0).Shape.ToDebugString()} is not compatible with expected shape "
                    + $"{shape.ToDebugString()}.");
            c.SetOutput(0, c.Input(0));
        });
    }
}

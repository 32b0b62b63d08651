using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Lists;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The sum of arrays of one shape (<c>tf.add_n</c>), from the first to the last.</summary>
internal sealed class AddN : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("AddN").Input("inputs: N * T").Output("sum: T").Attr("N: int >= 1")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64, variant}")
        .Commutative().Aggregate();

    public override Gradient? Gradient => g => [.. Enumerable.Repeat(g.First, g.Inputs.Count)];

    public override void InferShapes(ShapeContext c)
    {
        var shape = c.Input(c.InputCount - 1);
        for (var i = c.InputCount - 2; i >= 0; i--)
        {
            try
            {
                shape = ShapeContext.Merge(c.Input(i), shape);
            }
            catch (InvalidArgumentError e)
            {
                throw new InvalidArgumentError($"{e.Message}\n\tFrom merging shape {i} with other shapes.");
            }
        }
        c.SetOutput(0, shape);
    }

    protected override Kernel Number<T>(NodeAttrs node) => new SumKernel<T>(node);

    protected override Kernel Variants(NodeAttrs node) => new FunctionKernel(c =>
    {
        var sum = c.Input(0);
        for (var i = 1; i < c.InputCount; i++) sum = VariantArithmetic.Sum(sum, c.Input(i));
        c.SetOutput(0, sum);
    });
}

/// <summary>Adds its inputs from the first to the last.</summary>
internal sealed class SumKernel<T>(NodeAttrs node) : Kernel, IElementwise<T> where T : unmanaged, INumberBase<T>
{
    public ElementFunction<T>? Function => node.InputTypes().Length == 2 ? TensorPrimitives.Add : null;

    public override void Compute(KernelContext c)
    {
        SameShapes.Require(node, c);
        var first = c.Input(0);
        var sum = c.ForwardOrAllocate(0, 0, first.DType, first.Dims).Data<T>();
        if (c.InputCount == 1) first.AsSpan<T>().CopyTo(sum);
        else TensorPrimitives.Add(first.AsSpan<T>(), c.Input(1).AsSpan<T>(), sum);
        for (var i = 2; i < c.InputCount; i++) TensorPrimitives.Add(sum, c.Input(i).AsSpan<T>(), sum);
    }
}

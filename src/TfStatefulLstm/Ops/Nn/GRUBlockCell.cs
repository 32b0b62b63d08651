using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>One step of a GRU in one op (<c>tf.contrib.rnn.GRUBlockCellV2</c>).</summary>
internal sealed class GRUBlockCell : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("GRUBlockCell").Input("x: T").Input("h_prev: T").Input("w_ru: T").Input("w_c: T")
        .Input("b_ru: T").Input("b_c: T").Output("r: T").Output("u: T").Output("c: T").Output("h: T").Attr("T: {float}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (x, h) = (g.Inputs[0], g.Inputs[1]);
        var back = Nodes.Op("GRUBlockCellGrad", null, [.. g.Inputs.Select(t => (TensorLike)t), .. g.Outputs.SkipLast(1).Select(t => (TensorLike)t), g.Given[3]!]).Outputs;
        var (candidate, gates) = (back[2], back[3]);
        var gatesWeights = MathFunctions.Matmul(ArrayFunctions.Concat([x, h], 1), gates, transposeA: true);
        var gatesBias = Nodes.Make("BiasAddGrad", null, [gates]);
        var candidateWeights = MathFunctions.Matmul(ArrayFunctions.Concat([x, h * g.Outputs[0]], 1), candidate, transposeA: true);
        return [back[0], back[1], gatesWeights, candidateWeights, gatesBias, Nodes.Make("BiasAddGrad", null, [candidate])];
    }

    public override void InferShapes(ShapeContext c)
    {
        var output = new Shape(c.WithRank(0, 2)[0], c.WithRank(1, 2)[1]);
        for (var i = 0; i < c.OutputCount; i++) c.SetOutput(i, output);
    }

    protected override Kernel Floating<T>(NodeAttrs node) => new FunctionKernel(Compute<T>);

    private static void Compute<T>(KernelContext c) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var sizes = GruBlockSizes.Of(c);
        var (batch, inputs, cell) = (sizes.Batch, sizes.Inputs, sizes.Cell);
        var dtype = c.Input(0).DType;
        var x = c.Input(0).AsSpan<T>();
        var hPrev = c.Input(1).AsSpan<T>();
        var r = c.Allocate(0, dtype, batch, cell).Data<T>();
        var u = c.Allocate(1, dtype, batch, cell).Data<T>();
        var candidate = c.Allocate(2, dtype, batch, cell).Data<T>();
        var h = c.Allocate(3, dtype, batch, cell).Data<T>();
        var gates = c.Scratch(dtype, batch, 2 * cell).Data<T>();
        sizes.Multiply(c, x, hPrev, c.Input(2), gates, 2 * cell);
        for (var row = 0; row < batch; row++)
        {
            var both = gates.Slice(row * 2 * cell, 2 * cell);
            TensorPrimitives.Add(both, c.Input(4).AsSpan<T>(), both);
            VectorMath.Sigmoid(both[..cell], r.Slice(row * cell, cell));
            VectorMath.Sigmoid(both[cell..], u.Slice(row * cell, cell));
        }
        TensorPrimitives.Multiply(hPrev, r, h);
        sizes.Multiply(c, x, h, c.Input(3), candidate, cell);
        for (var row = 0; row < batch; row++)
            TensorPrimitives.Add(candidate.Slice(row * cell, cell), c.Input(5).AsSpan<T>(), candidate.Slice(row * cell, cell));
        VectorMath.Tanh(candidate, candidate);
        for (var i = 0; i < h.Length; i++) h[i] = (u[i] * (hPrev[i] - candidate[i])) + candidate[i];
    }
}

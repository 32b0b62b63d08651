using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>One step of an LSTM in one op (<c>tf.contrib.rnn.LSTMBlockCell</c>).</summary>
internal sealed class LSTMBlockCell : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("LSTMBlockCell").Input("x: T").Input("cs_prev: T").Input("h_prev: T").Input("w: T")
        .Input("wci: T").Input("wcf: T").Input("wco: T").Input("b: T").Output("i: T").Output("cs: T").Output("f: T").Output("o: T").Output("ci: T")
        .Output("co: T").Output("h: T").Attr("forget_bias: float = 1.0").Attr("cell_clip: float = 3.0").Attr("use_peephole: bool = false")
        .Attr("T: {half, float}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (x, state, h, w) = (g.Inputs[0], g.Inputs[1], g.Inputs[2], g.Inputs[3]);
        var (batch, input, cell) = (x.Shape[0], x.Shape[1], state.Shape[1]);
        if (input < 0) throw new ValueError("input_size from `x` should not be None.");
        if (cell < 0) throw new ValueError("cell_size from `cs_prev` should not be None.");
        // The last output is h, which its gradient does without.
        var back = Nodes.Op("LSTMBlockCellGrad", null, [.. g.Inputs.Select(t => (TensorLike)t), .. g.Outputs.SkipLast(1).Select(t => (TensorLike)t), g.Given[1]!, g.Given[6]!],
            ("use_peephole", AttrValues.Of(g.Attrs.Bool("use_peephole")))).Outputs;
        var gates = back[1];
        var both = MathFunctions.Matmul(gates, w, transposeB: true);
        var dx = ArrayFunctions.Slice(both, new[] { 0, 0 }, new[] { (int)batch, (int)input });
        var dh = ArrayFunctions.Slice(both, new[] { 0, (int)input }, new[] { (int)batch, (int)cell });
        var dw = MathFunctions.Matmul(ArrayFunctions.Concat([x, h], 1), gates, transposeA: true);
        return [dx, back[0], dh, dw, back[2], back[3], back[4], Nodes.Make("BiasAddGrad", null, [gates])];
    }

    public override void InferShapes(ShapeContext c)
    {
        var output = new Shape(c.WithRank(0, 2)[0], c.WithRank(1, 2)[1]);
        for (var i = 0; i < c.OutputCount; i++) c.SetOutput(i, output);
    }

    protected override Kernel Floating<T>(NodeAttrs node)
    {
        var (forgetBias, clip, peephole) = (T.CreateTruncating(node.Float("forget_bias")), T.CreateTruncating(node.Float("cell_clip")),
            node.Bool("use_peephole"));
        return new FunctionKernel(c =>
        {
            var sizes = LstmBlockSizes.Of(c.Input(0).Dims, c.Input(1), c.Input(2), c.Input(3), c.Input(7), steps: 1);
            sizes.CheckPeepholes(peephole, c.Input(4), c.Input(5), c.Input(6));
            var outputs = new NDArray[7];
            for (var i = 0; i < outputs.Length; i++) outputs[i] = c.Allocate(i, c.Input(0).DType, sizes.Batch, sizes.Cell);
            var step = new LstmBlockStep<T>(sizes, outputs, 0)
            {
                X = c.Input(0).AsSpan<T>(), CsPrev = c.Input(1).AsSpan<T>(), HPrev = c.Input(2).AsSpan<T>(), W = c.Input(3).AsSpan<T>(),
                Wci = c.Input(4).AsSpan<T>(), Wcf = c.Input(5).AsSpan<T>(), Wco = c.Input(6).AsSpan<T>(), B = c.Input(7).AsSpan<T>(),
            };
            step.Forward(c.Scratch(c.Input(0).DType, sizes.Batch, 4 * sizes.Cell).Data<T>(), forgetBias, clip, peephole, c.Pool());
        });
    }
}

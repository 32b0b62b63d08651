using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>exp(x) over its sum, along the last dimension (<c>tf.nn.softmax</c>).</summary>
internal sealed class Softmax : SoftmaxOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Softmax").Input("logits: T").Output("softmax: T").Attr("T: {half, bfloat16, float, double}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (softmax, grad) = (g.Outputs[0], g.Grad);
        var sum = MathFunctions.ReduceSum(grad * softmax, -1, keepdims: true);
        return [(grad - sum) * softmax];
    }

    protected override void Row<T>(ReadOnlySpan<T> logits, Span<T> result)
    {
        var sum = Exponentials(logits, result, out _);
        TensorPrimitives.Multiply(result, T.One / sum, result);
    }
}

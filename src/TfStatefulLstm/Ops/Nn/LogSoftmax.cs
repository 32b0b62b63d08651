using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The logarithm of <see cref="Softmax"/> (<c>tf.nn.log_softmax</c>).</summary>
internal sealed class LogSoftmax : SoftmaxOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("LogSoftmax").Input("logits: T").Output("logsoftmax: T")
        .Attr("T: {half, bfloat16, float, double}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var grad = g.Grad;
        var softmax = MathFunctions.Exp(g.Outputs[0]);
        return [grad - (MathFunctions.ReduceSum(grad, -1, keepdims: true) * softmax)];
    }

    protected override void Row<T>(ReadOnlySpan<T> logits, Span<T> result)
    {
        // In place, the exponentials would overwrite what is still needed.
        var sum = T.Zero;
        var max = Max(logits);
        foreach (var x in logits) sum += T.Exp(x - max);
        TensorPrimitives.Subtract(logits, max, result);
        TensorPrimitives.Subtract(result, T.Log(sum), result);
    }
}

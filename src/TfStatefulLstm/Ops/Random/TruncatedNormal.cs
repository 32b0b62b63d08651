using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Numerics;

namespace TfStatefulLstm.Ops.Random;

/// <summary>Values of mean 0 and deviation 1, none beyond 2 (<c>tf.truncated_normal</c>), TensorFlow's own bits for the seeds.</summary>
internal sealed class TruncatedNormal : RandomOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("TruncatedNormal").Input("shape: T").Output("output: dtype").Attr("seed: int = 0")
        .Attr("seed2: int = 0").Attr("dtype: {half, bfloat16, float, double}").Attr("T: {int32, int64}").Stateful();

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    protected override Filler<float> Floats(PhiloxGenerator generator) => generator.TruncatedNormal;

    protected override Filler<double> Doubles(PhiloxGenerator generator) => generator.TruncatedNormal;

    protected override Filler<Half> Halves(PhiloxGenerator generator) => generator.TruncatedNormal;
}

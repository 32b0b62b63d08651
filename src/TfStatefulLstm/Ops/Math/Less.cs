using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>Whether x is less than y (<c>tf.less</c>).</summary>
internal sealed class Less : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Less").Input("x: T").Input("y: T").Output("z: bool")
        .Attr("T: {float, double, int32, uint8, int16, int8, int64, bfloat16, uint16, half, uint32, uint64}");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    protected override Kernel Real<T>(NodeAttrs node) => new BinaryKernel<T, bool, Comparison<T>>();

    private readonly struct Comparison<T> : IBinaryOperator<T, bool> where T : INumber<T>
    {
        public static bool Invoke(T x, T y) => x < y;
    }
}

using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The larger element (<c>tf.maximum</c>); x where the two do not compare.</summary>
internal sealed class Maximum : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Maximum").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {bfloat16, half, float, double, int32, int64}");

    public override Gradient? Gradient => g => ChosenGradient.Of(g, () => MathFunctions.GreaterEqual(g.Inputs[0], g.Inputs[1]));

    protected override Kernel Real<T>(NodeAttrs node) => new BinaryKernel<T, Larger<T>>();

    private readonly struct Larger<T> : IBinaryOperator<T, T> where T : INumber<T>
    {
        public static T Invoke(T x, T y) => x < y ? y : x;

        public static bool IsVectorized => true;

        public static Vector<T> Invoke(Vector<T> x, Vector<T> y) => Vector.ConditionalSelect(Vector.LessThan(x, y), y, x);
    }
}

using System.Numerics;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The smaller element (<c>tf.minimum</c>); x where the two do not compare.</summary>
internal sealed class Minimum : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Minimum").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {bfloat16, half, float, double, int32, int64}");

    public override Gradient? Gradient => g => ChosenGradient.Of(g, () => MathFunctions.LessEqual(g.Inputs[0], g.Inputs[1]));

    protected override Kernel Real<T>(NodeAttrs node) => new BinaryKernel<T, Smaller<T>>();

    private readonly struct Smaller<T> : IBinaryOperator<T, T> where T : INumber<T>
    {
        public static T Invoke(T x, T y) => y < x ? y : x;

        public static bool IsVectorized => true;

        public static Vector<T> Invoke(Vector<T> x, Vector<T> y) => Vector.ConditionalSelect(Vector.LessThan(y, x), y, x);
    }
}

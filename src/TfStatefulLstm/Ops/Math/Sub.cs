using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The difference (<c>tf.subtract</c>).</summary>
internal sealed class Sub : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Sub").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {bfloat16, half, float, double, uint8, int8, uint16, int16, int32, int64, complex64, complex128}");

    public override Gradient? Gradient => Differentiate;

    private static IReadOnlyList<TensorConvertible?> Differentiate(GradientCall g)
    {
        var (x, y) = (g.Inputs[0], g.Inputs[1]);
        if (BroadcastGradients.AreEqual(x, y, g.First)) return [g.First, -g.Grad];
        var back = BroadcastGradients.Known(x, y, g.First);
        var left = back.X.Fit(g.First);
        return [left, back.Y.Fit(-g.Grad)];
    }

    protected override Kernel Number<T>(NodeAttrs node) => new BinaryKernel<T, Difference<T>>();

    private readonly struct Difference<T> : IBinaryOperator<T, T> where T : INumberBase<T>
    {
        public static T Invoke(T x, T y) => x - y;

        public static bool IsVectorized => true;

        public static Vector<T> Invoke(Vector<T> x, Vector<T> y) => x - y;
    }
}

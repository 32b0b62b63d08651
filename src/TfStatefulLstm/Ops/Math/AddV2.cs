using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The sum (<c>tf.add_v2</c>, the operator <c>+</c> of later graphs).</summary>
internal sealed class AddV2 : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("AddV2").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {bfloat16, half, float, double, uint8, int8, int16, int32, int64, complex64, complex128}").Commutative().Aggregate();

    public override Gradient? Gradient => Sums.Gradient;

    protected override Kernel Number<T>(NodeAttrs node) => new BinaryKernel<T, Addition<T>>();
}

/// <summary>x + y.</summary>
internal readonly struct Addition<T> : IBinaryOperator<T, T> where T : INumberBase<T>
{
    public static T Invoke(T x, T y) => x + y;

    public static bool IsVectorized => true;

    public static Vector<T> Invoke(Vector<T> x, Vector<T> y) => x + y;
}

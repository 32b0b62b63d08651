using System.Numerics;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>The sum (<c>tf.add</c>); of strings, one after the other.</summary>
internal sealed class Add : BinaryOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("Add").Input("x: T").Input("y: T").Output("z: T")
        .Attr("T: {bfloat16, half, float, double, uint8, int8, int16, int32, int64, complex64, complex128, string}");

    public override Gradient? Gradient => Sums.Gradient;

    protected override Kernel Number<T>(NodeAttrs node) => new BinaryKernel<T, Addition<T>>();

    protected override Kernel Strings(NodeAttrs node) => new BinaryKernel<byte[], Concatenation>();

    private readonly struct Concatenation : IBinaryOperator<byte[], byte[]>
    {
        public static byte[] Invoke(byte[] x, byte[] y) => [.. x, .. y];
    }
}

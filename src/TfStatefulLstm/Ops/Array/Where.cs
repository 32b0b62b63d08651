using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Array;

/// <summary>The places of all elements that are not zero (<c>tf.where</c> with one argument).</summary>
internal sealed class Where : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Where")
        .Input("input: T").Output("index: int64")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, "
            + "qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64, bool} = bool");

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, new Shape(-1, c.Input(0).Rank));

    public override Kernel CreateKernel(NodeAttrs node)
    {
        return new FunctionKernel(c =>
        {
            var input = c.Input(0);
            var places = new List<int>();
            Find(input, places);
            var target = c.Allocate(0, DType.Int64, places.Count, input.Rank).Data<long>();
            for (var i = 0; i < places.Count; i++)
            {
                var at = places[i];
                for (var d = input.Rank - 1; d >= 0; d--)
                {
                    target[i * input.Rank + d] = at % input.Dims[d];
                    at /= (int)input.Dims[d];
                }
            }
        });
    }

    private static void Find(NDArray input, List<int> places)
    {
        if (input.DType == DType.Bool)
        {
            var flags = input.AsSpan<bool>();
            for (var i = 0; i < flags.Length; i++)
                if (flags[i]) places.Add(i);
            return;
        }
        // Minus zero is zero, so bits alone do not tell.
        var numbers = input.DType.IsComplex() ? null : input.AsType(DType.Float64);
        for (var i = 0; i < input.Length; i++)
            if (numbers is null ? !IsZero(input, i) : numbers.AsSpan<double>()[i] != 0) places.Add(i);
    }

    private static bool IsZero(NDArray input, int i) => input.DType == DType.Complex64
        ? input.AsSpan<Complex64>()[i] is { Real: 0, Imaginary: 0 }
        : input.AsSpan<System.Numerics.Complex>()[i] == System.Numerics.Complex.Zero;
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Sparse;

/// <summary>The gradient of <see cref="SparseFillEmptyRows"/>: that of each value, and of the default the sum over the elements that were filled in.</summary>
internal sealed class SparseFillEmptyRowsGrad : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("SparseFillEmptyRowsGrad")
        .Input("reverse_index_map: int64").Input("grad_values: T").Output("d_values: T").Output("d_default_value: T").Attr("T: type");

    public override void InferShapes(ShapeContext c)
    {
        c.WithRank(1, 1);
        c.SetOutput(0, c.WithRank(0, 1));
        c.SetOutput(1, Shape.Scalar);
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (map, gradients) = (c.Input(0), c.Input(1));
        if (map.Rank != 1) throw new InvalidArgumentError($"reverse_index_map must be a vector, saw: {map.Shape.ToDebugString()}");
        if (gradients.Rank != 1) throw new InvalidArgumentError($"grad_values must be a vector, saw: {gradients.Shape.ToDebugString()}");
        var values = c.Allocate(0, gradients.DType, map.Length);
        var filledIn = Enumerable.Range(0, gradients.Length).ToHashSet();
        for (var i = 0; i < map.Length; i++)
        {
            var at = map.AsSpan<long>()[i];
            if (at < 0 || at >= gradients.Length) throw new InvalidArgumentError($"Elements in reverse index must be in [0, {gradients.Length}) but got {at}");
            filledIn.Remove((int)at);
            Elements.Copy(gradients, (int)at, values, i, 1);
        }
        var sum = c.Allocate(1, gradients.DType);
        switch (gradients.DType)
        {
            case DType.Float32: sum.Data<float>()[0] = Sum<float>(gradients, filledIn); break;
            case DType.Float64: sum.Data<double>()[0] = Sum<double>(gradients, filledIn); break;
            case DType.Float16: sum.Data<Half>()[0] = Sum<Half>(gradients, filledIn); break;
            default: throw new UnimplementedError($"SparseFillEmptyRowsGrad is not supported for {gradients.DType.Name()}");
        }
    });

    private static T Sum<T>(NDArray values, IEnumerable<int> places) where T : System.Numerics.INumber<T>
    {
        var sum = T.Zero;
        foreach (var i in places) sum += values.AsSpan<T>()[i];
        return sum;
    }
}

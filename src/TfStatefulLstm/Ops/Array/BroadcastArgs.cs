using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Array;

/// <summary>The shape that two shapes broadcast to (<c>tf.broadcast_dynamic_shape</c>).</summary>
internal sealed class BroadcastArgs : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("BroadcastArgs").Input("s0: T").Input("s1: T").Output("r0: T").Attr("T: {int32, int64} = int32");

    public override void InferShapes(ShapeContext c)
    {
        var (x, y) = (c.WithRank(0, 1)[0], c.WithRank(1, 1)[0]);
        c.SetOutput(0, new Shape(x < 0 || y < 0 ? -1 : System.Math.Max(x, y)));
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var x = Elements.Integers(c.Input(0), stackalloc long[16]);
        var y = Elements.Integers(c.Input(1), stackalloc long[16]);
        Span<long> dims = stackalloc long[System.Math.Max(x.Length, y.Length)];
        for (var i = 1; i <= dims.Length; i++)
        {
            var (a, b) = (i <= x.Length ? x[^i] : 1, i <= y.Length ? y[^i] : 1);
            if (a != b && a != 1 && b != 1)
                throw new InvalidArgumentError($"Incompatible shapes: {Shape.DebugString(x)} vs. {Shape.DebugString(y)}");
            dims[^i] = a == 1 ? b : a;
        }
        Elements.WriteIntegers(c.Allocate(0, c.Input(0).DType, dims.Length), dims);
    });
}

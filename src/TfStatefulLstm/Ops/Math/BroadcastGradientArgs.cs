using System.Numerics;
using System.Runtime.InteropServices;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Math;

/// <summary>Along which axes a gradient is summed so that it has the shape of either operand again.</summary>
internal sealed class BroadcastGradientArgs : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("BroadcastGradientArgs").Input("s0: T").Input("s1: T").Output("r0: T").Output("r1: T")
        .Attr("T: {int32, int64} = int32");

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c)
    {
        c.WithRank(0, 1);
        c.WithRank(1, 1);
        c.SetOutput(0, Shape.UnknownOfRank(1));
        c.SetOutput(1, Shape.UnknownOfRank(1));
    }

    public override Kernel CreateKernel(NodeAttrs node) => node.Type("T") == DType.Int64 ? new FunctionKernel(Compute<long>) : new FunctionKernel(Compute<int>);

    private static void Compute<T>(KernelContext c) where T : unmanaged, IBinaryInteger<T>
    {
        for (var i = 0; i < 2; i++)
            if (c.Input(i).Rank != 1) throw new InvalidArgumentError($"In[{i}] must be a vector.{Shape.DebugString(c.Input(i).Dims)}");
        var s0 = c.Input(0).AsSpan<T>();
        var s1 = c.Input(1).AsSpan<T>();
        var rank = System.Math.Max(s0.Length, s1.Length);
        var r0 = new List<T>();
        var r1 = new List<T>();
        // Equal shapes have nothing to sum, though both may have ones.
        for (var i = 0; i < rank && !s0.SequenceEqual(s1); i++)
        {
            var x = i < rank - s0.Length ? T.One : s0[i - (rank - s0.Length)];
            var y = i < rank - s1.Length ? T.One : s1[i - (rank - s1.Length)];
            if (x != y && x != T.One && y != T.One)
                throw new InvalidArgumentError($"Incompatible shapes: [{string.Join(',', s0.ToArray())}] vs. [{string.Join(',', s1.ToArray())}]");
            if (x == T.One) r0.Add(T.CreateTruncating(i));
            if (y == T.One) r1.Add(T.CreateTruncating(i));
        }
        CollectionsMarshal.AsSpan(r0).CopyTo(c.Allocate(0, c.Input(0).DType, r0.Count).Data<T>());
        CollectionsMarshal.AsSpan(r1).CopyTo(c.Allocate(1, c.Input(0).DType, r1.Count).Data<T>());
    }
}

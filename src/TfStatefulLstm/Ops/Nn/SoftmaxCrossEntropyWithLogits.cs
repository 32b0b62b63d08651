using System.Numerics;
using System.Numerics.Tensors;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Math;

namespace TfStatefulLstm.Ops.Nn;

/// <summary>The cross entropy of logits with a distribution a row, and its gradient (<c>tf.nn.softmax_cross_entropy_with_logits</c>).</summary>
internal sealed class SoftmaxCrossEntropyWithLogits : NumericOp
{
    public override OpSchema Schema { get; } = OpSchema.Define("SoftmaxCrossEntropyWithLogits").Input("features: T").Input("labels: T").Output("loss: T")
        .Output("backprop: T").Attr("T: {half, bfloat16, float, double}");

    public override void InferShapes(ShapeContext c)
    {
        var shape = ShapeContext.Broadcast(c.Input(0), c.Input(1));
        if (c.Input(0).Rank == 2 && c.Input(1).Rank < 0) shape = c.Input(0);
        if (c.Input(1).Rank == 2 && c.Input(0).Rank < 0) shape = Shape.UnknownOfRank(2);
        if (!shape.HasRank) shape = Shape.UnknownOfRank(2);
        if (shape.Rank != 2) throw new InvalidArgumentError($"Shape must be broadcasted with rank 2, but is rank {shape.Rank}");
        c.SetOutput(0, shape[..1]);
        c.SetOutput(1, shape);
    }

    protected override Kernel Floating<T>(NodeAttrs node) => new FunctionKernel(Compute<T>);

    private static void Compute<T>(KernelContext c) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (logits, labels) = (c.Input(0), c.Input(1));
        if (!BroadcastPlan.IsPossible(logits.Dims, labels.Dims))
            throw new InvalidArgumentError($"logits and labels must be broadcastable: logits_size={Shape.DebugString(logits.Dims)} labels_size={Shape.DebugString(labels.Dims)}");
        var dims = new BroadcastPlan(logits.Dims, labels.Dims).OutputDims;
        if (dims.Length != 2) throw new InvalidArgumentError("logits and labels must be either 2-dimensional, or broadcasted to be 2-dimensional");
        var (batch, classes) = ((int)dims[0], (int)dims[1]);
        var loss = c.Allocate(0, logits.DType, batch).Data<T>();
        var gradient = c.Allocate(1, logits.DType, dims).Data<T>();
        var (logit, target) = (new Rows<T>(logits, classes), new Rows<T>(labels, classes));
        for (var i = 0; i < batch; i++)
        {
            var result = gradient.Slice(i * classes, classes);
            var wanted = target.Row(i);
            logit.Row(i).CopyTo(result);
            var max = SoftmaxOp.Max(result);
            TensorPrimitives.Subtract(result, max, result);
            loss[i] = LossOf(result, wanted);
            var sum = SoftmaxOp.Exponentials(result, result, out _);
            TensorPrimitives.Multiply(result, T.One / sum, result);
            TensorPrimitives.Subtract(result, wanted, result);
        }
    }

    private static T LossOf<T>(ReadOnlySpan<T> shifted, ReadOnlySpan<T> wanted) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (sum, loss) = (T.Zero, T.Zero);
        foreach (var x in shifted) sum += T.Exp(x);
        var log = T.Log(sum);
        for (var i = 0; i < shifted.Length; i++) loss += wanted[i] * (log - shifted[i]);
        return loss;
    }

    /// <summary>The rows of an array as they broadcast to a matrix.</summary>
    private readonly struct Rows<T>(NDArray array, int classes)
    {
        private readonly T[] _spread = array.Rank == 0 || array.Dims[^1] != classes ? new T[classes] : [];
        private readonly bool _one = array.Rank < 2 || array.Dims[0] == 1;

        public ReadOnlySpan<T> Row(int index)
        {
            var row = _one ? 0 : index;
            if (_spread.Length == 0) return array.AsSpan<T>().Slice(row * classes, classes);
            System.Array.Fill(_spread, array.AsSpan<T>()[row]);
            return _spread;
        }
    }
}

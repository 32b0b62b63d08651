using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.State;

/// <summary>The variable's value, which is then one more, up to a limit (<c>tf.count_up_to</c>).</summary>
internal sealed class CountUpTo : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("CountUpTo")
        .Input("ref: Ref(T)").Output("output: T").Attr("limit: int").Attr("T: {int32, int64}");

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.WithRank(0, 0));

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var limit = node.Int("limit");
        return new FunctionKernel(c =>
        {
            if (c.ReadVariable(0) is not { } old) throw new FailedPreconditionError($"Attempting to use uninitialized value {c.VariableName(0)}");
            if (old.Rank != 0) throw new InvalidArgumentError($"input is not a scalar: {old.Shape.ToDebugString()}");
            var value = Array.Elements.Integer(old);
            if (value >= limit) throw new OutOfRangeError($"Reached limit of {limit}");
            var next = c.Scratch(old.DType);
            Array.Elements.WriteIntegers(next, [value + 1]);
            c.AssignVariable(0, next);
            c.SetOutput(0, old);
        });
    }
}

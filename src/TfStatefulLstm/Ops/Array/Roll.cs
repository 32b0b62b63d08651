using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Array;

/// <summary>Elements moved along axes, those that fall out coming in at the other end (<c>tf.roll</c>).</summary>
internal sealed class Roll : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Roll").Input("input: T").Input("shift: Tshift").Input("axis: Taxis").Output("output: T")
        .Attr("T: type").Attr("Tshift: {int32, int64}").Attr("Taxis: {int32, int64}");

    public override Gradient? Gradient => g => [Nodes.Make("Roll", null, [g.First, -g.Inputs[1], g.Inputs[2]]), null, null];

    public override void InferShapes(ShapeContext c)
    {
        ShapeContext.WithRankAtLeast(c.Input(0), 1);
        ShapeContext.WithRankAtMost(c.Input(1), 1);
        ShapeContext.WithRankAtMost(c.Input(2), 1);
        c.SetOutput(0, c.Input(0));
    }

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (x, shifts, axes) = (c.Input(0), Elements.Integers(c.Input(1)), Elements.Integers(c.Input(2)));
        if (x.Rank < 1) throw new InvalidArgumentError("input must be 1-D or higher");
        if (shifts.Length != axes.Length) throw new InvalidArgumentError("shift and axis must have the same size");
        var total = new long[x.Rank];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = axes[i] < 0 ? axes[i] + x.Rank : axes[i];
            if (axis < 0 || axis >= x.Rank) throw new InvalidArgumentError($"axis {axes[i]} is out of range");
            if (x.Dims[(int)axis] > 0) total[axis] = ((total[axis] + shifts[i]) % x.Dims[(int)axis] + x.Dims[(int)axis]) % x.Dims[(int)axis];
        }
        var output = c.Allocate(0, x.DType, x.Dims);
        var place = new long[x.Rank];
        for (var from = 0; from < x.Length; from++)
        {
            long to = 0;
            for (var d = 0; d < x.Rank; d++) to = to * x.Dims[d] + (place[d] + total[d]) % x.Dims[d];
            Elements.Copy(x, from, output, (int)to, 1);
            for (var d = x.Rank - 1; d >= 0 && ++place[d] == x.Dims[d]; d--) place[d] = 0;
        }
    });
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.Array;

/// <summary>Matrices with zeros outside a band about their diagonal (<c>tf.linalg.band_part</c>).</summary>
internal sealed class MatrixBandPart : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("MatrixBandPart")
        .Input("input: T").Input("num_lower: Tindex").Input("num_upper: Tindex").Output("band: T").Attr("T: type")
        .Attr("Tindex: {int32, int64} = int64");

    public override Gradient? Gradient => g => [Nodes.Make("MatrixBandPart", null, [g.First, g.Inputs[1], g.Inputs[2]]), null, null];

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.Input(0));

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        var (input, lowerTensor, upperTensor) = (c.Input(0), c.Input(1), c.Input(2));
        if (input.Rank < 2) throw new InvalidArgumentError($"input must be at least 2-dim, received shape: {input.Shape.ToDebugString()}");
        if (lowerTensor.Rank != 0) throw new InvalidArgumentError($"num_lower must be scalar, got shape {lowerTensor.Shape.ToDebugString()}");
        if (upperTensor.Rank != 0) throw new InvalidArgumentError($"num_upper must be scalar, got shape {upperTensor.Shape.ToDebugString()}");
        var (lower, upper) = (Elements.Integer(lowerTensor), Elements.Integer(upperTensor));
        var (rows, columns) = (input.Dims[^2], input.Dims[^1]);
        if (lower > rows) throw new InvalidArgumentError($"num_lower must be negative or less or equal to number of rows ({rows}) got: {lower}");
        if (upper > columns) throw new InvalidArgumentError($"num_upper must be negative or less or equal to number of columns ({columns}) got: {upper}");
        var target = c.Allocate(0, input.DType, input.Dims);
        Elements.Clear(target);
        for (long row = 0; row < input.Length / System.Math.Max(columns, 1); row++)
        {
            var i = row % rows;
            var from = lower < 0 ? 0 : System.Math.Max(0, i - lower);
            var to = upper < 0 ? columns : System.Math.Min(columns, i + upper + 1);
            if (from < to) Elements.Copy(input, (int)(row * columns + from), target, (int)(row * columns + from), (int)(to - from));
        }
    });
}

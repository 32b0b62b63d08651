using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Array;

/// <summary>The same bytes as elements of another type (<c>tf.bitcast</c>).</summary>
internal sealed class Bitcast : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Bitcast")
        .Input("input: T").Output("output: type")
        .Attr("T: {bfloat16, half, float, double, int64, int32, uint8, uint16, uint32, uint64, int8, int16, complex64, complex128, "
            + "qint8, quint8, qint16, quint16, qint32}")
        .Attr("type: {bfloat16, half, float, double, int64, int32, uint8, uint16, uint32, uint64, int8, int16, complex64, complex128, "
            + "qint8, quint8, qint16, quint16, qint32}");

    public override void InferShapes(ShapeContext c)
    {
        var (input, from, to) = (c.Input(0), c.Attrs.Type("T").Size(), c.Attrs.Type("type").Size());
        if (!input.HasRank || from == to)
        {
            c.SetOutput(0, input);
            return;
        }
        if (from > to)
        {
            c.SetOutput(0, input.Concatenate(new Shape(from / to)));
            return;
        }
        ShapeContext.WithRankAtLeast(input, 1);
        if (input[-1] >= 0 && input[-1] != to / from) throw new InvalidArgumentError($"Cannot bitcast due to shape. {input[-1]} does not match {to / from}");
        c.SetOutput(0, input[..^1]);
    }

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var (from, to) = (node.Type("T"), node.Type("type"));
        return new FunctionKernel(c =>
        {
            var input = c.Input(0);
            if (from.Size() < to.Size() && (input.Rank == 0 || input.Dims[^1] != to.Size() / from.Size()))
                throw new InvalidArgumentError($"Cannot bitcast from {(int)from} to {(int)to}");
            long[] dims = from.Size() == to.Size() ? [.. input.Dims]
                : from.Size() > to.Size() ? [.. input.Dims, from.Size() / to.Size()]
                : [.. input.Dims[..^1]];
            input.Bytes.CopyTo(c.Allocate(0, to, dims).Bytes);
        });
    }
}

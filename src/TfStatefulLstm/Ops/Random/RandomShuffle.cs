using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Random;

/// <summary>The rows of the first dimension in random order (<c>tf.random_shuffle</c>), TensorFlow's own for the seeds.</summary>
internal sealed class RandomShuffle : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("RandomShuffle").Input("value: T").Output("output: T").Attr("seed: int = 0")
        .Attr("seed2: int = 0").Attr("T: type").Stateful();

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.Input(0));

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var generator = RandomOp.Generator(node);
        return new FunctionKernel(c =>
        {
            var value = c.Input(0);
            if (value.Length <= 1 || value.Rank == 0 || value.Dims[0] <= 1)
            {
                c.SetOutput(0, value);
                return;
            }
            var order = new int[value.Dims[0]];
            for (var i = 0; i < order.Length; i++) order[i] = i;
            generator.Shuffle(order.AsSpan());
            var output = c.Allocate(0, value.DType, value.Dims);
            var row = value.Length / order.Length;
            for (var i = 0; i < order.Length; i++) System.Array.Copy(value.Buffer.Data, order[i] * row, output.Buffer.Data, i * row, row);
        });
    }
}

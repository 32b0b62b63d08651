using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.Rnn;

/// <summary>A cell whose steps can be counted: one more than the input, and the number of steps.</summary>
internal sealed class PlusOne(long depth, bool trainable = true) : RNNCell(trainable: trainable)
{
    public override Nest<Shape> StateSize => new Shape(depth);

    public override Nest<Shape> OutputSize => new Shape(depth);

    protected override (Nested Output, Nested State) Call(Nested inputs, Nested state) => ((Tensor)inputs.Value + 1.0, (Tensor)state.Value + 1.0);
}

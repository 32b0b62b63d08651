using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Rnn;
using static TfStatefulLstm.Binding;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Tests.GoldenPrograms;

/// <summary>A cell of one's own: one weight made by <c>add_weight</c>, one found by <c>get_variable</c> in the call.</summary>
internal sealed class Own : RNNCell
{
    private VariableBase w = null!;

    public override Nest<Shape> StateSize => new Shape(4);

    public override Nest<Shape> OutputSize => new Shape(4);

    protected override void Build(Nest<Shape> inputs) => w = add_weight("w", (inputs.Value[-1], 4));

    protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
    {
        var u = tf.get_variable("u", (4, 4));
        var output = tf.tanh(tf.matmul(inputs.Value, w) + tf.matmul(state.Value, u));
        return (output, output);
    }
}

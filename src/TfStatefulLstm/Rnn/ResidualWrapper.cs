using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>A cell whose input is added to its output (<c>tf.nn.rnn_cell.ResidualWrapper</c>).</summary>
/// <param name="cell">The cell.</param>
/// <param name="residualFn">What makes the output of the cell's input and output; their sum where nothing is said.</param>
public sealed class ResidualWrapper(RNNCell cell, Func<Nested, Nested, Nested>? residualFn = null) : RNNCellWrapper(cell)
{
    private readonly Func<Nested, Nested, Nested> _residual = residualFn ?? Sum;

    private protected override (Nested Output, Nested State) Step(Nested inputs, Nested state, ScopeLike? scope)
    {
        var (outputs, next) = Cell.Apply(inputs, state, scope);
        return (_residual(inputs, outputs), next);
    }

    // All shapes are looked at before the first sum is made.
    private static Nested Sum(Nested inputs, Nested outputs)
    {
        inputs.AssertSameStructure(outputs);
        var pairs = inputs.Flatten().Select(x => Nodes.Convert(x)).Zip(outputs.Flatten().Select(x => Nodes.Convert(x))).ToArray();
        foreach (var (input, output) in pairs)
        {
            if (!input.Shape.IsCompatibleWith(output.Shape)) throw new ValueError($"Shapes {input.Shape} and {output.Shape} are incompatible");
        }
        return outputs.Pack(pairs.Select(p => (TensorConvertible)(p.First + p.Second)));
    }
}

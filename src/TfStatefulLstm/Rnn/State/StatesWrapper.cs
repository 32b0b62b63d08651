using TfStatefulLstm.Framework;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn.State;

/// <summary>A cell whose output is a pair of its output and the state after the step, so that a loop over time gives the states of all steps and not the last one only.</summary>
/// <param name="cell">The cell.</param>
public sealed class StatesWrapper(RNNCell cell) : RNNCellWrapper(cell)
{
    /// <inheritdoc/>
    public override Nest<Shape> OutputSize => (Cell.OutputSize, Cell.StateSize);

    private protected override (Nested Output, Nested State) Step(Nested inputs, Nested state, ScopeLike? scope)
    {
        var (output, next) = Cell.Apply(inputs, state, scope);
        return ((output, next), next);
    }
}

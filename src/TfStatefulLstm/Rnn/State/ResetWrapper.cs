using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using static TfStatefulLstm.Rnn.State.StateForms;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn.State;

/// <summary>A cell whose rows can begin anew at any step of a run. Its input is a pair: the cell's own input, and truth values [batch, 1] that say which rows forget their state
/// before the step; over time, in <c>dynamic_rnn</c>, [batch, time, 1]. No gradient passes from a step into what its row has forgotten.</summary>
/// <param name="cell">The cell.</param>
/// <param name="initial">What rows begin with, [batch, ...] each; zeros, if null.</param>
public sealed class ResetWrapper(RNNCell cell, Nested? initial = null) : RNNCellWrapper(cell)
{
    private protected override (Nested Output, Nested State) Step(Nested inputs, Nested state, ScopeLike? scope)
    {
        var (input, resets) = inputs;
        return Cell.Apply(input, begin_rows(ArrayFunctions.Reshape(resets.Value, new[] { -1 }), initial, state), scope);
    }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn.State;

/// <summary>The state of recurrent layers in variables: made by <see cref="get_state_variables"/>, handed to
/// <c>dynamic_rnn</c> as its initial state, written back by the op of <c>get_state_update_op</c> and zeroed by that of <c>get_state_reset_op</c>. An op
/// takes effect only in the runs that fetch it. <c>using static TfStatefulLstm.Rnn.State.StatePattern;</c></summary>
public static class StatePattern
{
    /// <summary>Variables that hold a state of the cell, not trained, zero in the beginning.</summary>
    /// <param name="batch_size">The number of rows: sequences that go on from run to run. Where batches vary it is the largest one (<c>max_batch</c>).</param>
    /// <param name="cell">The cell.</param>
    /// <param name="dtype">The element type.</param>
    /// <param name="collections">The collections that hold them: the global variables where nothing is said; <c>[tf.GraphKeys.RNN_STATE]</c> and
    /// <c>[tf.GraphKeys.LOCAL_VARIABLES]</c> keep them out of savers, and need an initializer of their own.</param>
    /// <param name="name">What their names begin with, as <see cref="StateForms.state_names"/> gives them; where nothing is said they are numbered, as Python's are.</param>
    /// <param name="resizable">Whether <see cref="get_state_resize_op"/> can give them another number of rows; then none is known while building.</param>
    public static Nested get_state_variables(long batch_size, RNNCell cell, DType dtype = DType.Float32, IReadOnlyList<object>? collections = null, string? name = null,
        bool resizable = false) => cell.ZeroState(batch_size, dtype).Map(StateForms.state_names(cell.StateSize, name ?? ""), (zeros, n) =>
            (TensorConvertible)VariableStore.Make(Graph.Default, InitialValue.Of(zeros), null, new VariableOptions
            {
                Name = name is null ? null : n,
                Trainable = false,
                Collections = collections,
                ValidateShape = !resizable,
                Shape = resizable ? new Shape(-1).Concatenate(((Tensor)zeros).Shape[1..]) : null,
            }));

    /// <summary>The first rows of the state, for a batch that has fewer rows than the variables.</summary>
    /// <param name="state_variables">The variables.</param>
    /// <param name="batch_size">The number of rows: a number or a scalar tensor.</param>
    public static Nested read_state(Nested state_variables, TensorLike batch_size) =>
        state_variables.Map(v => (TensorConvertible)Variable(v)[new Slice(null, batch_size)]);

    /// <summary>Writes new states into the variables. The results are the variables after it; none is there before all of them are written.</summary>
    /// <param name="state_variables">The variables.</param>
    /// <param name="new_states">The new states, as many as there are variables, in the same order.</param>
    /// <exception cref="ValueError">There are more or fewer states than variables, or a shape does not fit.</exception>
    public static Tensor[] get_state_update_op(Nested state_variables, Nested new_states) =>
        Updated(state_variables, new_states, (variable, state) => variable.Assign(state));

    /// <summary>Writes the new states of a batch with fewer rows than the variables: rows from the batch on stay as they are.</summary>
    /// <param name="state_variables">The variables.</param>
    /// <param name="new_states">The new states.</param>
    /// <param name="batch_size">The number of rows of the batch: a number or a scalar tensor.</param>
    public static Tensor[] get_state_update_op(Nested state_variables, Nested new_states, TensorLike batch_size) =>
        Updated(state_variables, new_states, (variable, state) => variable.Assign(ArrayFunctions.Concat(new TensorLike[]
        {
            Nodes.Convert(state)[new Slice(null, batch_size)],
            variable[new Slice(batch_size)],
        }, 0)));

    /// <summary>Sets the state to zero.</summary>
    /// <param name="state_variables">The variables.</param>
    /// <param name="cell">The cell that they are of.</param>
    /// <param name="batch_size">Their number of rows.</param>
    public static Tensor[] get_state_reset_op(Nested state_variables, RNNCell cell, long batch_size) =>
        get_state_update_op(state_variables, cell.ZeroState(batch_size, Variable(state_variables.Flatten()[0]).DType.Base()));

    /// <summary>Sets the rows to zero where the mask is true: the sequences that are over. Other rows stay as they are, bit for bit.</summary>
    /// <param name="state_variables">The variables.</param>
    /// <param name="mask">Which rows to reset: truth values, [rows].</param>
    public static Tensor[] get_state_reset_op(Nested state_variables, TensorLike mask) =>
        Updated(state_variables, state_variables, (variable, state) => variable.Assign(ArrayFunctions.Where(mask, ConstantFunctions.ZerosLike(state), state)));

    /// <summary>Gives resizable variables another number of rows: the first ones stay as they are, bit for bit, and new ones are zero.</summary>
    /// <param name="state_variables">The variables.</param>
    /// <param name="batch_size">The number of rows: a number or a scalar tensor.</param>
    public static Tensor[] get_state_resize_op(Nested state_variables, TensorLike batch_size) =>
        Updated(state_variables, state_variables, (variable, state) =>
        {
            var before = Nodes.Convert(state);
            var shape = ArrayFunctions.Shape(before);
            var more = ArrayFunctions.Concat(new TensorLike[] { ArrayFunctions.Stack(new TensorLike[] { MathFunctions.Maximum(batch_size - shape[0], 0) }), shape[new Slice(1)] }, 0);
            var resized = ArrayFunctions.Concat(new TensorLike[] { before[new Slice(null, batch_size)], ConstantFunctions.Zeros(more, variable.DType.Base()) }, 0);
            return StateFunctions.Assign(variable, resized, validateShape: false);
        });

    private static Tensor[] Updated(Nested variables, Nested states, Func<VariableBase, TensorConvertible, TensorConvertible> assign)
    {
        var (flatVariables, flatStates) = (variables.Flatten(), states.Flatten());
        if (flatVariables.Count != flatStates.Count)
            throw new ValueError($"There are {flatVariables.Count} state variables, but {flatStates.Count} new states: {variables} and {states}");
        var assigns = flatVariables.Zip(flatStates, (v, s) => (Dependency?)(Dependency)assign(Variable(v), s)).ToArray();
        return [.. ControlFunctions.Tuple(assigns).Select(t => (Tensor)t!.Item)];
    }

    /// <exception cref="TypeError">It is no variable.</exception>
    internal static VariableBase Variable(TensorConvertible value) => value as VariableBase ?? throw new TypeError($"A state variable was expected, but this is {value}.");
}

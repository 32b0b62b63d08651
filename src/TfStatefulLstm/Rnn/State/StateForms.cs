using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn.State;

/// <summary>The forms beside variables that a cell's state can come into a graph in, whatever structure it has: placeholders, placeholders with zeros by default, and
/// an initial state that is learned. <c>using static TfStatefulLstm.Rnn.State.StateForms;</c></summary>
public static class StateForms
{
    /// <summary>A name for each part of a structure, from where it stands in it: <c>state/0/c</c>, <c>state/0/h</c>, <c>state/1</c>. The same for the same cell in every
    /// graph, as the numbers that unnamed variables get are not.</summary>
    /// <param name="structure">The structure: a cell's <see cref="RNNCell.StateSize"/>.</param>
    /// <param name="name">What the names begin with.</param>
    public static Nest<string> state_names<T>(Nest<T> structure, string name = "state") => structure.Pack(Names(structure, name));

    /// <summary>Placeholders for a state that is fed, named by <see cref="state_names"/>.</summary>
    /// <param name="batch_size">The number of rows; -1 for any.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="dtype">The element type.</param>
    /// <param name="name">What their names begin with.</param>
    public static Nested get_state_placeholders(long batch_size, RNNCell cell, DType dtype = DType.Float32, string name = "state") => cell.StateSize
        .Map(state_names(cell.StateSize, name), (size, n) => (TensorConvertible)ConstantFunctions.Placeholder(dtype, new Shape(batch_size).Concatenate(size), n));

    /// <summary>Placeholders for a state that is zero unless it is fed, named by <see cref="state_names"/>.</summary>
    /// <param name="batch_size">The number of rows: a number, or a scalar tensor such as <c>tf.shape(x)[0]</c>; then any number can be fed.</param>
    /// <param name="cell">The cell.</param>
    /// <param name="dtype">The element type.</param>
    /// <param name="name">What their names begin with.</param>
    public static Nested get_state_placeholders_with_default(TensorLike batch_size, RNNCell cell, DType dtype = DType.Float32, string name = "state") => cell
        .ZeroState(batch_size, dtype).Map(state_names(cell.StateSize, name), (zeros, n) =>
            (TensorConvertible)ConstantFunctions.PlaceholderWithDefault(zeros, ((Tensor)zeros).Shape, n));

    /// <summary>Variables of one row that are trained: the state that sequences begin with, zero before it is learned. Named by <see cref="state_names"/> within the variable
    /// scope; <see cref="begin_rows"/> puts them to use.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="dtype">The element type.</param>
    /// <param name="name">What their names begin with.</param>
    public static Nested get_learned_state(RNNCell cell, DType dtype = DType.Float32, string name = "initial_state") => cell.StateSize
        .Map(state_names(cell.StateSize, name), (size, n) => (TensorConvertible)VariableScope.Current(Graph.Default).GetVariable(new VariableArgs(n)
        {
            Shape = new Shape(1).Concatenate(size), DType = dtype, Initializer = new Zeros(),
        }));

    /// <summary>A learned state for every row.</summary>
    /// <param name="learned">The variables of one row.</param>
    /// <param name="batch_size">The number of rows: a number or a scalar tensor.</param>
    public static Nested repeat_rows(Nested learned, TensorLike batch_size) => learned.Map(v =>
    {
        var row = Nodes.Convert(v);
        var counts = ArrayFunctions.Stack(new TensorLike[] { batch_size }.Concat(Enumerable.Repeat((TensorLike)1, row.Rank - 1)).ToArray());
        return (TensorConvertible)ArrayFunctions.Tile(row, counts);
    });

    /// <summary>A state whose rows begin where the mask is true and go on where it is not. Gradients go to the side that a row takes, and to no other: none passes from a
    /// row that begins into what was before.</summary>
    /// <param name="begins">Which rows begin: truth values, [rows].</param>
    /// <param name="initial">What they begin with, [rows, ...] each; zeros, if null.</param>
    /// <param name="state">What the others go on with.</param>
    public static Nested begin_rows(TensorLike begins, Nested? initial, Nested state) => initial is null
        ? state.Map(s => (TensorConvertible)ArrayFunctions.Where(begins, ConstantFunctions.ZerosLike(s), s))
        : initial.Map(state, (first, s) => (TensorConvertible)ArrayFunctions.Where(begins, first, s));

    private static IEnumerable<string> Names<T>(Nest<T> structure, string name) => structure.IsLeaf
        ? [name]
        : structure.SelectMany((item, i) => Names(item, $"{name}/{structure.Keys?[i] ?? i.ToString(System.Globalization.CultureInfo.InvariantCulture)}"));
}

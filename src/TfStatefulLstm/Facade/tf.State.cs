using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Changes of variables.
public sealed partial class tensorflow
{
    /// <summary>Gives a variable a new value; the result is the variable after it.</summary>
    /// <param name="ref">The variable, or a reference to one.</param>
    /// <param name="value">The value.</param>
    /// <param name="validate_shape">Whether the value must have the variable's shape; by default it must.</param>
    /// <param name="use_locking">What TensorFlow writes into the graph; here every run is a transaction.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="ValueError">The shapes do not fit.</exception>
    /// <exception cref="TypeError">There is nothing to assign to.</exception>
    public TensorConvertible assign(TensorConvertible @ref, TensorLike value, bool? validate_shape = null, bool? use_locking = null, string? name = null) =>
        StateFunctions.Assign(@ref, value, validate_shape, use_locking, name);

    /// <summary>Adds to a variable; the result is the variable after it.</summary>
    /// <param name="ref">The variable, or a reference to one.</param>
    /// <param name="value">What is added.</param>
    /// <param name="use_locking">What TensorFlow writes into the graph; here every run is a transaction.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="TypeError">There is nothing to assign to.</exception>
    public TensorConvertible assign_add(TensorConvertible @ref, TensorLike value, bool? use_locking = null, string? name = null) =>
        StateFunctions.AssignAdd(@ref, value, use_locking, name);

    /// <summary>Subtracts from a variable; the result is the variable after it.</summary>
    /// <param name="ref">The variable, or a reference to one.</param>
    /// <param name="value">What is subtracted.</param>
    /// <param name="use_locking">What TensorFlow writes into the graph; here every run is a transaction.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="TypeError">There is nothing to assign to.</exception>
    public TensorConvertible assign_sub(TensorConvertible @ref, TensorLike value, bool? use_locking = null, string? name = null) =>
        StateFunctions.AssignSub(@ref, value, use_locking, name);

    /// <summary>Gives rows of a variable new values.</summary>
    /// <param name="ref">The variable.</param>
    /// <param name="indices">The rows.</param>
    /// <param name="updates">Their values.</param>
    /// <param name="use_locking">What TensorFlow writes into the graph; here every run is a transaction.</param>
    /// <param name="name">The node's name.</param>
    public TensorConvertible scatter_update(TensorConvertible @ref, TensorLike indices, TensorLike updates, bool use_locking = true, string? name = null) =>
        StateFunctions.ScatterUpdate(@ref, indices, updates, use_locking, name);

    /// <summary>Adds to rows of a variable.</summary>
    /// <param name="ref">The variable.</param>
    /// <param name="indices">The rows.</param>
    /// <param name="updates">What is added.</param>
    /// <param name="use_locking">What TensorFlow writes into the graph; here every run is a transaction.</param>
    /// <param name="name">The node's name.</param>
    public TensorConvertible scatter_add(TensorConvertible @ref, TensorLike indices, TensorLike updates, bool use_locking = false, string? name = null) =>
        StateFunctions.ScatterAdd(@ref, indices, updates, use_locking, name);

    /// <summary>Subtracts from rows of a variable.</summary>
    /// <param name="ref">The variable.</param>
    /// <param name="indices">The rows.</param>
    /// <param name="updates">What is subtracted.</param>
    /// <param name="use_locking">What TensorFlow writes into the graph; here every run is a transaction.</param>
    /// <param name="name">The node's name.</param>
    public TensorConvertible scatter_sub(TensorConvertible @ref, TensorLike indices, TensorLike updates, bool use_locking = false, string? name = null) =>
        StateFunctions.ScatterSub(@ref, indices, updates, use_locking, name);

    /// <summary>Gives the elements that each vector of indices points at new values.</summary>
    /// <param name="ref">The variable.</param>
    /// <param name="indices">Vectors of indices.</param>
    /// <param name="updates">The values.</param>
    /// <param name="use_locking">What TensorFlow writes into the graph; here every run is a transaction.</param>
    /// <param name="name">The node's name.</param>
    public TensorConvertible scatter_nd_update(TensorConvertible @ref, TensorLike indices, TensorLike updates, bool use_locking = true, string? name = null) =>
        StateFunctions.ScatterNdUpdate(@ref, indices, updates, use_locking, name);

    /// <summary>Counts a variable up to a limit; the result is its value before. A run that finds it at the limit fails.</summary>
    /// <param name="ref">The variable.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="name">The node's name.</param>
    public Tensor count_up_to(TensorConvertible @ref, long limit, string? name = null) => StateFunctions.CountUpTo(@ref, limit, name);

    /// <summary>Whether a variable has a value.</summary>
    public Tensor is_variable_initialized(TensorConvertible @ref, string? name = null) => StateFunctions.IsVariableInitialized(@ref, name);
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;

namespace TfStatefulLstm.Ops.Functions;

/// <summary>Changes of variables (<c>state_ops</c>): by reference as one node, behind a resource handle through the variable.</summary>
internal static class StateFunctions
{
    /// <summary>Gives a variable a new value; the result is the variable after it.</summary>
    public static TensorConvertible Assign(TensorConvertible @ref, TensorLike value, bool? validateShape = null, bool? useLocking = null, string? name = null) =>
        @ref is VariableBase { IsResource: true } variable
            ? variable.Assign(value, name: name)
            : Nodes.Make("Assign", name, [@ref, value], ("validate_shape", AttrValues.Of(validateShape ?? true)), ("use_locking", AttrValues.Of(useLocking ?? true)));

    /// <summary>Adds to a variable; the result is the variable after it.</summary>
    public static TensorConvertible AssignAdd(TensorConvertible @ref, TensorLike value, bool? useLocking = null, string? name = null) =>
        @ref is VariableBase { IsResource: true } variable
            ? variable.AssignAdd(value)
            : Nodes.Make("AssignAdd", name, [@ref, value], ("use_locking", AttrValues.Of(useLocking ?? false)));

    /// <summary>Subtracts from a variable; the result is the variable after it.</summary>
    public static TensorConvertible AssignSub(TensorConvertible @ref, TensorLike value, bool? useLocking = null, string? name = null) =>
        @ref is VariableBase { IsResource: true } variable
            ? variable.AssignSub(value)
            : Nodes.Make("AssignSub", name, [@ref, value], ("use_locking", AttrValues.Of(useLocking ?? false)));

    /// <summary>Gives rows of a variable new values.</summary>
    public static TensorConvertible ScatterUpdate(TensorConvertible @ref, TensorLike indices, TensorLike updates, bool useLocking = true, string? name = null) =>
        Scatter("ScatterUpdate", @ref, indices, updates, useLocking, name);

    /// <summary>Adds to rows of a variable.</summary>
    public static TensorConvertible ScatterAdd(TensorConvertible @ref, TensorLike indices, TensorLike updates, bool useLocking = false, string? name = null) =>
        Scatter("ScatterAdd", @ref, indices, updates, useLocking, name);

    /// <summary>Subtracts from rows of a variable.</summary>
    public static TensorConvertible ScatterSub(TensorConvertible @ref, TensorLike indices, TensorLike updates, bool useLocking = false, string? name = null) =>
        Scatter("ScatterSub", @ref, indices, updates, useLocking, name);

    /// <summary>Gives the elements that each vector of indices points at new values.</summary>
    public static TensorConvertible ScatterNdUpdate(TensorConvertible @ref, TensorLike indices, TensorLike updates, bool useLocking = true, string? name = null) =>
        Scatter("ScatterNdUpdate", @ref, indices, updates, useLocking, name);

    /// <summary>Counts a variable up to a limit; the result is its value before. A run that finds it at the limit fails.</summary>
    public static Tensor CountUpTo(TensorConvertible @ref, long limit, string? name = null) => Nodes.Make("CountUpTo", name, [@ref], ("limit", AttrValues.Of(limit)));

    /// <summary>Whether a variable has a value.</summary>
    public static Tensor IsVariableInitialized(TensorConvertible @ref, string? name = null) => @ref is VariableBase { IsResource: true } variable
        ? variable.IsInitialized(name)
        : Nodes.Make("IsVariableInitialized", name, [@ref]);

    private static TensorConvertible Scatter(string type, TensorConvertible @ref, TensorLike indices, TensorLike updates, bool useLocking, string? name)
    {
        if (@ref is not ResourceVariable variable) return Nodes.Make(type, name, [@ref, indices, updates], ("use_locking", AttrValues.Of(useLocking)));
        var values = updates.ToTensor(variable.Graph, variable.DType);
        // The ops of vectors of indices take their type from the values and write the lock into the graph; those of rows are told the type.
        var attr = type.StartsWith("ScatterNd", StringComparison.Ordinal) ? ("use_locking", AttrValues.Of(true)) : ("dtype", AttrValues.Of(variable.DType));
        return new UnreadVariable(variable, Nodes.Op("Resource" + type, name, [variable.Handle, indices, values], attr));
    }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Training;

// What an optimizer keeps between updates, and the nodes that most updates are.
public abstract partial class Optimizer
{
    private readonly Dictionary<string, Dictionary<Operation, VariableBase>> _slots = [];
    private readonly Dictionary<(string Name, Graph Graph), VariableBase> _others = [];

    /// <summary>The slot of a variable, made of zeros if there is none.</summary>
    private protected VariableBase ZerosSlot(VariableBase variable, string slot, string name) => Slot(variable, slot, () => SlotVariables.Zeros(variable, name));

    /// <summary>The slot of a variable, made if there is none.</summary>
    private protected VariableBase Slot(VariableBase variable, string slot, Func<VariableBase> make)
    {
        if (!_slots.TryGetValue(slot, out var named)) _slots.Add(slot, named = []);
        if (!named.TryGetValue(variable.Op, out var found)) named.Add(variable.Op, found = make());
        return found;
    }

    /// <summary>A slot that is there.</summary>
    private protected VariableBase Slot(VariableBase variable, string slot) => _slots[slot][variable.Op];

    /// <summary>A variable of the optimizer that belongs to no single variable, made beside one if there is none.</summary>
    private protected VariableBase Other(string name, Hyperparameter initial, VariableBase beside)
    {
        if (_others.TryGetValue((name, beside.Graph), out var found)) return found;
        using var placed = beside.Graph.ColocateWith(beside.Op);
        var value = initial.Make is { } make ? InitialValue.From(make) : InitialValue.Of(initial.Value);
        var made = VariableStore.Make(beside.Graph, value, beside.IsResource, new VariableOptions { Name = name, Trainable = false });
        _others.Add((name, beside.Graph), made);
        return made;
    }

    /// <summary>A variable of the optimizer that is there.</summary>
    private protected VariableBase Other(string name) => _others[(name, Graph.Default)];

    /// <summary>The value in a variable's type. A resource variable of that type stays one: it is read where it is used.</summary>
    private protected static TensorLike As(TensorConvertible value, VariableBase variable) =>
        value is ResourceVariable resource && resource.DType == variable.DType.Base() ? resource : MathFunctions.Cast(value, variable.DType.Base());

    /// <summary>One update node, of a whole variable or, with indices, of its rows.</summary>
    /// <param name="rule">What the op is called after Apply.</param>
    /// <param name="variable">The variable.</param>
    /// <param name="slots">Its slots in the op's order.</param>
    /// <param name="before">The values before the gradient.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="indices">Of rows, where they stand.</param>
    /// <param name="after">The values behind the gradient.</param>
    /// <param name="attrs">Further attributes.</param>
    private protected Operation Apply(string rule, VariableBase variable, string[] slots, TensorLike[] before, Tensor gradient, Tensor? indices, TensorLike[] after,
        params (string Name, AttrValue Value)[] attrs)
    {
        var type = $"{(variable.IsResource ? "Resource" : "")}{(indices is null ? "" : "Sparse")}Apply{rule}";
        TensorLike[] inputs = [Target(variable), .. slots.Select(s => Target(Slot(variable, s))), .. before, gradient, .. indices is null ? [] : new TensorLike[] { indices }, .. after];
        return variable.Graph.Apply(type, null, inputs, [("use_locking", AttrValues.Of(UseLocking)), .. attrs]);
    }

    private static TensorLike Target(VariableBase variable) => variable is ResourceVariable resource ? resource.Handle : variable;
}

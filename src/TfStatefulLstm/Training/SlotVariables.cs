using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Training;

/// <summary>Makes variables that belong to another one: placed with it, and named for it and for what made them (<c>slot_creator</c>).</summary>
internal static class SlotVariables
{
    /// <summary>A slot with a given initial value.</summary>
    public static VariableBase Create(TensorConvertible primary, Tensor value, string name, bool colocate = true) =>
        Create(primary, name, new VariableArgs("") { Initializer = Initializer.Value(value), ValidateShape = value.Shape.IsFullyDefined }, colocate);

    /// <summary>A slot with an initializer.</summary>
    public static VariableBase Create(TensorConvertible primary, Initializer initializer, Shape shape, DType dtype, string name, bool colocate = true) =>
        Create(primary, name, new VariableArgs("") { Initializer = initializer, Shape = shape, DType = dtype, ValidateShape = shape.IsFullyDefined }, colocate);

    /// <summary>A slot of zeros, of the shape of what it belongs to.</summary>
    public static VariableBase Zeros(TensorConvertible primary, string name, bool colocate = true)
    {
        var (shape, dtype) = (ShapeOf(primary), primary.ElementType);
        if (shape.IsFullyDefined) return Create(primary, new Zeros(), shape, dtype, name, colocate);
        var dynamic = ArrayFunctions.Shape(primary is VariableBase variable ? variable.InitializedValue() : primary);
        return Create(primary, ConstantFunctions.Zeros(dynamic, dtype), name, colocate);
    }

    private static VariableBase Create(TensorConvertible primary, string name, VariableArgs args, bool colocate)
    {
        var graph = Graph.Default;
        using var scope = new VariableScopeEntry(graph, null, $"{primary.Source.Name}/{name}", new()).Enter();
        using var beside = colocate ? graph.ColocateWith(primary.Source) : null;
        // A slot is never cut: its primary variable is a part already.
        var partitioner = scope.Partitioner;
        scope.Partitioner = null;
        var slot = scope.GetVariable(args with { Trainable = false, UseResource = primary is VariableBase { IsResource: var resource } ? resource : null });
        scope.Partitioner = partitioner;
        if (primary is VariableBase { SaveSliceInfo: { } slice } part)
        {
            var own = slot.Name[(part.Op.Name.Length + 1)..^2];
            slot.SaveSliceInfo = slice with { FullName = $"{slice.FullName}/{own}" };
        }
        return slot;
    }

    private static Shape ShapeOf(TensorConvertible primary) => primary switch
    {
        VariableBase variable => variable.Shape,
        Tensor tensor => tensor.Shape,
        _ => Shape.Unknown,
    };
}

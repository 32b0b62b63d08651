using System.Collections;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Variables;

/// <summary>A variable in parts (<c>PartitionedVariable</c>): as a tensor it is their concatenation, in a checkpoint one variable.</summary>
public sealed class PartitionedVariable : VariableBase, IReadOnlyList<VariableBase>
{
    private readonly VariableBase[] _parts;

    internal PartitionedVariable(string name, Shape shape, DType dtype, IEnumerable<VariableBase> parts, int[] partitions)
    {
        (Name, Shape, DType, Partitions) = (name, shape, dtype, partitions);
        _parts = [.. parts];
        Axis = Math.Max(0, Array.FindIndex(partitions, p => p > 1));
        Trainable = _parts[0].Trainable;
    }

    /// <summary>The whole variable's name; no op has it before the parts are put together.</summary>
    public override string Name { get; }

    /// <inheritdoc/>
    public override DType DType { get; }

    internal override DType ElementType => DType.Base();

    internal override Operation Source => throw Many("op");

    /// <summary>The whole variable's shape.</summary>
    public override Shape Shape { get; }

    /// <summary>The number of parts in each dimension.</summary>
    public IReadOnlyList<int> Partitions { get; }

    /// <summary>The dimension that is cut.</summary>
    public int Axis { get; }

    /// <summary>The number of parts.</summary>
    public int Count => _parts.Length;

    /// <summary>A part.</summary>
    public VariableBase this[int index] => _parts[index];

    /// <inheritdoc/>
    public override Graph Graph => _parts[0].Graph;

    /// <inheritdoc/>
    public override bool IsResource => _parts[0].IsResource;

    /// <summary>The value: the parts put together here.</summary>
    public override Tensor GraphElement => Value();

    /// <summary>None: each part has its own.</summary>
    /// <exception cref="ValueError">Always.</exception>
    public override Operation Op => throw Many("op");

    /// <summary>None: each part has its own.</summary>
    /// <exception cref="ValueError">Always.</exception>
    public override Operation Initializer => throw Many("initializer");

    /// <summary>None: each part has its own.</summary>
    public override Tensor? InitialValue => null;

    /// <summary>The parts put together outside all control dependencies (<c>as_tensor</c>).</summary>
    public override Tensor Value()
    {
        using var free = Graph.ControlDependencies(null);
        return Concatenated();
    }

    /// <summary>The parts put together here.</summary>
    public override Tensor ReadValue() => Concatenated();

    /// <summary>None: each part has its own.</summary>
    /// <exception cref="ValueError">Always.</exception>
    public override Tensor IsInitialized(string? name = null) => throw Many("is_initialized");

    /// <summary>Gives every part its slice of the value; the result is their concatenation.</summary>
    public override TensorConvertible Assign(TensorLike value, bool useLocking = false, string? name = null) =>
        Each(value, (part, slice) => part.Assign(slice, useLocking, name));

    /// <inheritdoc/>
    public override TensorConvertible AssignAdd(TensorLike delta, bool useLocking = false, string? name = null) =>
        Each(delta, (part, slice) => part.AssignAdd(slice, useLocking, name));

    /// <inheritdoc/>
    public override TensorConvertible AssignSub(TensorLike delta, bool useLocking = false, string? name = null) =>
        Each(delta, (part, slice) => part.AssignSub(slice, useLocking, name));

    /// <summary>None: the parts stand in the collections.</summary>
    public override VariableDef? ToProto(string? exportScope = null) => null;

    /// <summary>The parts in order.</summary>
    public IEnumerator<VariableBase> GetEnumerator() => ((IEnumerable<VariableBase>)_parts).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _parts.GetEnumerator();

    internal override Tensor AsTensor(Graph graph, DType? dtype, string? name, bool asRef)
    {
        if (dtype is { } wanted && wanted.Base() != DType.Base())
            throw new ValueError($"Incompatible type conversion requested to type '{wanted.Name()}' for variable of type '{DType.Name()}'");
        if (asRef) throw new ValueError("PartitionedVariable doesn't support being used as a reference.");
        return Value();
    }

    private static ValueError Many(string what) => new($"A partitioned variable has no {what} of its own; its parts have.");

    private Tensor Concatenated()
    {
        var whole = _parts.Length == 1 ? (TensorLike)_parts[0] : Concat();
        using var root = Graph.NameScope(null);
        return Graph.Apply("Identity", Name, [whole]).Output;
    }

    private Tensor Concat()
    {
        using var names = Graph.NameScope(Name + "/ConcatPartitions/");
        return Graph.Apply("ConcatV2", "concat", [TensorLike.List(_parts.Select(p => (TensorLike)p)), Axis]).Output;
    }

    private Tensor Each(TensorLike value, Func<VariableBase, Tensor, TensorConvertible> assign)
    {
        var sizes = _parts.Select(p => (TensorLike)(int)p.Shape[Axis]);
        var slices = Graph.Apply("SplitV", "split", [value, TensorLike.List(sizes), Axis], ("num_split", AttrValues.Of((long)Count))).Outputs;
        var assigned = _parts.Select((part, i) => (TensorLike)assign(part, slices[i])).ToArray();
        return Graph.Apply("ConcatV2", "concat", [TensorLike.List(assigned), Axis]).Output;
    }
}

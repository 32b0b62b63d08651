using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.ControlFlow.Gradients;

/// <summary>The gradients that have arrived at each tensor, and their sums once an operation's turn has come.</summary>
internal sealed class GradientSums(AggregationMethod method)
{
    private readonly Dictionary<Operation, Slot[]> _slots = [];

    /// <summary>A gradient arrives at a tensor. At the Switch of a loop, which is visited twice, it replaces the sum.</summary>
    public void Add(Tensor tensor, TensorConvertible? gradient)
    {
        if (!_slots.TryGetValue(tensor.Op, out var slots)) _slots.Add(tensor.Op, slots = [.. tensor.Op.Outputs.Select(_ => new Slot())]);
        var slot = slots[tensor.Index];
        if (slot.Arrived is { } arrived) arrived.Add(gradient);
        else slot.Sum = gradient;
    }

    /// <summary>Whether a gradient has arrived at any output.</summary>
    public bool HasAny(Operation op) => _slots.TryGetValue(op, out var slots) && slots.Any(s => s.Sum is not null || s.Arrived?.Any(g => g is not null) == true);

    /// <summary>Whether the operation was reached at all.</summary>
    public bool Reached(Tensor tensor) => _slots.ContainsKey(tensor.Op);

    /// <summary>The sum at a tensor whose operation was visited.</summary>
    public TensorConvertible? Of(Tensor tensor)
    {
        var slot = _slots[tensor.Op][tensor.Index];
        return slot.Arrived is null ? slot.Sum : throw new InternalError("Gradients should have been aggregated by now.", tensor.Op.Name);
    }

    /// <summary>Adds up what has arrived at the outputs of an operation.</summary>
    public TensorConvertible?[] Aggregate(Operation op)
    {
        if (!_slots.TryGetValue(op, out var slots)) return new TensorConvertible?[op.Outputs.Count];
        foreach (var slot in slots)
        {
            if (slot.Arrived is not { } arrived) continue;
            slot.Sum = Sum(op, arrived);
            slot.Arrived = null;
        }
        return System.Array.ConvertAll(slots, s => s.Sum);
    }

    private TensorConvertible? Sum(Operation op, List<TensorConvertible?> gradients)
    {
        if (gradients.Count < 2) return gradients.Count == 0 ? null : gradients[0];
        var present = gradients.OfType<TensorConvertible>().ToArray();
        if (present.Any(g => g is not Tensor)) return Rows(present);
        var tensors = System.Array.ConvertAll(present, g => (Tensor)g);
        switch (method)
        {
            case AggregationMethod.ExperimentalAccumulateN when tensors.Length > 2 && tensors.Aggregate(Shape.Unknown, (s, t) => s.MergeWith(t.Shape)).IsFullyDefined:
                return MathFunctions.AccumulateN(TensorLike.List(tensors.Select(t => (TensorLike)t)));
            case AggregationMethod.ExperimentalTree or AggregationMethod.ExperimentalAccumulateN:
                using (op.Graph.NameScope(op.Name + "_gradient_sum")) return tensors.Aggregate((sum, next) => AddN([sum, next]));
            default:
                return ByDevice(tensors);
        }
    }

    // Sums on each device first, then over the devices.
    private static Tensor ByDevice(Tensor[] tensors)
    {
        var sums = new List<Tensor>();
        foreach (var device in tensors.GroupBy(t => t.Op.Device).OrderBy(d => d.Key, StringComparer.Ordinal))
        {
            var here = device.ToArray();
            using var beside = here[0].Graph.ColocateWith(here[0].Op, ignoreExisting: true);
            sums.Add(AddN(here));
        }
        return AddN(sums);
    }

    private static Tensor AddN(IReadOnlyList<Tensor> tensors) => tensors.Count == 1 ? tensors[0] : Nodes.Make("AddN", null, [TensorLike.List(tensors.Select(t => (TensorLike)t))]);

    // Rows stay rows: theirs are put one after the other. A whole tensor among them makes the sum a whole tensor.
    private static TensorConvertible Rows(TensorConvertible[] gradients)
    {
        if (gradients.Length == 1) return gradients[0];
        if (gradients.Any(g => g is Tensor)) return Nodes.Make("AddN", null, [TensorLike.List(gradients.Select(g => (TensorLike)g))]);
        var rows = System.Array.ConvertAll(gradients, g => (IndexedSlices)g);
        if (rows.Any(r => r.Indices.DType != rows[0].Indices.DType))
            rows = System.Array.ConvertAll(rows, r => new IndexedSlices(r.Values, MathFunctions.Cast(r.Indices, DType.Int64), r.DenseShape));
        var values = ArrayFunctions.Concat(TensorLike.List(rows.Select(r => (TensorLike)r.Values)), 0);
        var indices = ArrayFunctions.Concat(TensorLike.List(rows.Select(r => (TensorLike)r.Indices)), 0);
        return new IndexedSlices(values, indices, rows[0].DenseShape);
    }

    private sealed class Slot
    {
        /// <summary>What has arrived; null once it is added up.</summary>
        public List<TensorConvertible?>? Arrived { get; set; } = [];

        public TensorConvertible? Sum { get; set; }
    }
}

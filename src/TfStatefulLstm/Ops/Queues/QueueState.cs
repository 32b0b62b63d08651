using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;

namespace TfStatefulLstm.Ops.Queues;

/// <summary>A queue of tuples of arrays, which lives as long as its session. Whoever finds it full or too empty waits, until somebody else has come or it is closed.</summary>
internal abstract class QueueState
{
    private readonly string _kind;
    private readonly string _name;
    private readonly long _capacity;
    private bool _closed;
    private bool _cancelled;

    /// <param name="node">The node that makes it.</param>
    /// <param name="firstTypes">Types of components that every such queue has, before those of the node.</param>
    protected QueueState(NodeAttrs node, params DType[] firstTypes)
    {
        _kind = node.Schema.Name.Replace("V2", "", StringComparison.Ordinal);
        _name = $"_0_{(node.Str("shared_name") is { Length: > 0 } shared ? shared : node.Node)}";
        Types = [.. firstTypes, .. node.Types("component_types")];
        Shapes = [.. firstTypes.Select(_ => Shape.Scalar), .. node.Shapes("shapes")];
        // Shapes are those of all components or of none.
        if (Shapes.Length != Types.Length && (Shapes.Length > firstTypes.Length || firstTypes.Length == 0) && Shapes.Length > 0)
            throw new InvalidArgumentError($"Queue component_types and shapes must have the same length: {Types.Length} vs. {Shapes.Length}");
        if (Shapes.Length != Types.Length) Shapes = [];
        _capacity = node.Int("capacity") is < 0 ? int.MaxValue : node.Int("capacity");
    }

    public DType[] Types { get; }

    /// <summary>The shapes of the components; nothing if any are taken.</summary>
    public Shape[] Shapes { get; }

    /// <summary>What is inside.</summary>
    public abstract int Count { get; }

    public bool IsClosed
    {
        get
        {
            lock (this) return _closed;
        }
    }

    public int Size
    {
        get
        {
            lock (this) return Count;
        }
    }

    protected abstract void Add(NDArray[] tuple);

    protected abstract NDArray[] Take();

    /// <summary>Puts back what was taken last.</summary>
    protected abstract void Restore(List<NDArray[]> tuples);

    /// <summary>How many must stay inside while it is open.</summary>
    protected virtual int Reserve => 0;

    /// <summary>Tuples of any number as one array a component.</summary>
    protected virtual NDArray Batch(IReadOnlyList<NDArray> elements, int component)
    {
        var result = new NDArray(Types[component], [elements.Count, .. Shapes[component].Dims]);
        for (var i = 0; i < elements.Count; i++) Elements.Copy(elements[i], 0, result, i * elements[i].Length, elements[i].Length);
        return result;
    }

    /// <summary>Whether tuples can be taken several at a time.</summary>
    protected virtual bool CanBatch => Shapes.Length == Types.Length && System.Array.TrueForAll(Shapes, s => s.IsFullyDefined);

    /// <summary>The queue behind a handle.</summary>
    public static QueueState Of(NDArray handle) => handle is { Length: 1 } && handle.Buffer.Data is object[] { Length: > 0 } data && data[0] is QueueState queue ? queue
        : throw new InvalidArgumentError($"Queue handle must have two elements, but had shape: {handle.Shape.ToDebugString()}");

    /// <summary>Adds tuples, one after the other as there is room.</summary>
    /// <exception cref="CancelledError">The queue is closed, or the wait was cancelled.</exception>
    public void Enqueue(KernelContext c, IReadOnlyList<NDArray[]> tuples)
    {
        foreach (var tuple in tuples) RequireFits(tuple);
        lock (this)
        {
            if (_closed) throw new CancelledError($"{_kind} '{_name}' is closed.");
            foreach (var tuple in tuples)
            {
                // Who was waiting when the queue was closed still gets in, unless the waiting were sent away.
                while (Count >= _capacity)
                {
                    if (_cancelled) throw new CancelledError("Enqueue operation was cancelled");
                    Wait(c);
                }
                if (_cancelled) throw new CancelledError($"{_kind} '{_name}' is closed.");
                Add(tuple);
                Monitor.PulseAll(this);
            }
        }
    }

    /// <summary>Takes one tuple.</summary>
    /// <exception cref="OutOfRangeError">The queue is closed and empty.</exception>
    public NDArray[] Dequeue(KernelContext c) => TakeMany(c, 1, 1)[0];

    /// <summary>Takes tuples, a batch of each component.</summary>
    /// <param name="c">The kernel's context.</param>
    /// <param name="count">How many.</param>
    /// <param name="orFewer">Whether what is left will do once the queue is closed.</param>
    public NDArray[] DequeueMany(KernelContext c, int count, bool orFewer)
    {
        if (count < 0) throw new InvalidArgumentError($"{(orFewer ? "DequeueUpTo" : "DequeueMany")} requested {count} < 0 elements");
        if (!CanBatch) throw new InvalidArgumentError($"{_kind}'s DequeueMany and DequeueUpTo require the components to have specified shapes.");
        var tuples = TakeMany(c, count, orFewer ? System.Math.Min(count, 1) : count);
        return [.. Types.Select((_, k) => Batch([.. tuples.Select(t => t[k])], k))];
    }

    /// <summary>Closes the queue: nothing more comes in.</summary>
    /// <param name="cancelPending">Whether those who wait to put something in are sent away.</param>
    /// <exception cref="CancelledError">It is closed already.</exception>
    public void Close(bool cancelPending)
    {
        lock (this)
        {
            if (_closed && !cancelPending) throw new CancelledError($"Queue '{_name}' is already closed.");
            _closed = true;
            _cancelled |= cancelPending;
            Monitor.PulseAll(this);
        }
    }

    private List<NDArray[]> TakeMany(KernelContext c, int count, int least)
    {
        var taken = new List<NDArray[]>();
        lock (this)
        {
            try
            {
                while (taken.Count < count)
                {
                    if (Count > (_closed ? 0 : Reserve))
                    {
                        taken.Add(Take());
                        Monitor.PulseAll(this);
                    }
                    else if (!_closed)
                    {
                        Wait(c);
                    }
                    else if (taken.Count >= least)
                    {
                        break;
                    }
                    else
                    {
                        throw new OutOfRangeError($"{_kind} '{_name}' is closed and has insufficient elements (requested {count}, current size {taken.Count})");
                    }
                }
            }
            catch
            {
                Restore(taken);
                throw;
            }
        }
        return taken;
    }

    private void Wait(KernelContext c)
    {
        using var awake = c.Cancellation.Register(() =>
        {
            lock (this) Monitor.PulseAll(this);
        });
        c.Cancellation.ThrowIfCancellationRequested();
        c.Suspend(() => Monitor.Wait(this), this);
        c.Cancellation.ThrowIfCancellationRequested();
    }

    private void RequireFits(NDArray[] tuple)
    {
        if (tuple.Length != Types.Length) throw new InvalidArgumentError($"Wrong number of components in tuple. Expected {Types.Length}, got {tuple.Length}");
        for (var i = 0; i < tuple.Length; i++)
        {
            if (tuple[i].DType != Types[i])
                throw new InvalidArgumentError($"Type mismatch in tuple component {i}. Expected {Types[i].RegistrationName()}, got {tuple[i].DType.RegistrationName()}");
            if (Shapes.Length > 0 && !Shapes[i].IsCompatibleWith(tuple[i].Shape))
                throw new InvalidArgumentError($"Shape mismatch in tuple component {i}. Expected {Shapes[i].ToDebugString()}, got {tuple[i].Shape.ToDebugString()}");
        }
    }
}

namespace TfStatefulLstm.Runtime.Dataflow;

/// <summary>Carries values, dead ones too, from node to node through frames and iterations, and says which node is next. One thread, and always the same
/// order: outer frames before the loops they enter, an iteration with all its inner loops before the next, nodes in the order of the graph. Thus the writes and
/// the random draws of a loop come in the order of its iterations.</summary>
internal sealed class Scheduler(DataflowPlan plan, BufferPool pool)
{
    private readonly Stack<FrameState>[] _frames = Array.ConvertAll(plan.Frames, _ => new Stack<FrameState>());
    private readonly Stack<IterationState>[] _iterations = Array.ConvertAll(plan.Frames, _ => new Stack<IterationState>());
    private readonly Stack<IterationState> _search = [];
    private IterationState? _root;
    private IterationState? _current;

    /// <summary>The iteration of the node that <see cref="Next"/> gave.</summary>
    public IterationState Iteration => _current!;

    public void Start()
    {
        var frame = NewFrame(plan.Root, null);
        _root = _current = frame.First!;
        foreach (var item in plan.Start) _root.SetReady(item.Local, false);
    }

    /// <summary>The next node to run, or null at the end; <paramref name="dead"/> if it is not to compute but to pass on that it is dead.</summary>
    public Item? Next(out bool dead)
    {
        dead = false;
        if (_current is null || !_current.HasReady) _current = _root is null ? null : FindReady(_root);
        if (_current?.TakeReady() is not { } item) return null;
        dead = _current.Pending[item.Local] != 0;
        return item;
    }

    /// <summary>The first iteration with something to do. Loops can be nested deeply, so this does not recurse.</summary>
    private IterationState? FindReady(IterationState root)
    {
        _search.Clear();
        _search.Push(root);
        while (_search.TryPop(out var iteration))
        {
            if (iteration.HasReady) return iteration;
            if (iteration.Next is { } next) _search.Push(next);
            for (var i = iteration.Children.Count - 1; i >= 0; i--)
                if (iteration.Children[i].First is { } first) _search.Push(first);
        }
        return null;
    }

    /// <summary>Passes on what a node has computed, and that it is done.</summary>
    public void Done(Item item, ReadOnlySpan<Entry> outputs, bool dead, Versions? versions)
    {
        var iteration = _current!;
        var frame = iteration.Frame;
        switch (item.Kind)
        {
            case NodeKind.Enter:
                var child = ChildFrame(iteration, item.Child!);
                if (item.IsConstantEnter)
                {
                    if (outputs[0].Array is { } value) BufferPool.Hold(value);
                    child.Invariants.Add((item, outputs[0], versions));
                    for (var i = child.First; i is not null; i = i.Next) Activate(item, outputs, dead, versions, i);
                }
                else if (child.First is { } first) Activate(item, outputs, dead, versions, first);
                child.PendingEnters--;
                CleanUp(child);
                break;
            case NodeKind.Exit when dead:
                // Only if the loop ends with it dead is what follows dead: in every iteration but the last it is.
                if (iteration == frame.Last) frame.DeadExits.Add(item);
                break;
            case NodeKind.Exit:
                Activate(item, outputs, false, versions, frame.Parent!);
                break;
            case NodeKind.NextIteration when dead:
                break;
            case NodeKind.NextIteration:
                Activate(item, outputs, false, versions, iteration.Next ?? NewIteration(frame));
                break;
            default:
                Activate(item, outputs, dead, versions, iteration);
                break;
        }
        if (--iteration.Outstanding == 0) CleanUp(frame);
    }

    private void Activate(Item item, ReadOnlySpan<Entry> outputs, bool dead, Versions? versions, IterationState to)
    {
        for (var o = 0; o < item.Outputs.Length; o++)
        {
            var value = outputs[o];
            foreach (var target in item.Outputs[o])
            {
                if (target.Item.IsMerge) ArriveAtMerge(item, target, value, versions, to);
                else Arrive(target, value, dead, versions, to);
            }
        }
        foreach (var controlled in item.Controlled) ArriveControl(controlled, dead, versions, to);
    }

    private void Arrive(Target target, Entry value, bool dead, Versions? versions, IterationState to)
    {
        var local = target.Item.Local;
        if (value.IsLive)
        {
            if (value.Array is not null) BufferPool.Hold(value.Array);
            to.Entries[target.Item.FirstEntry + target.Input] = value;
        }
        if (versions is not null) to.Seen[local] = Versions.Join(to.Seen[local], versions);
        if (dead || !value.IsLive) to.DeadInputs[local]++;
        if (--to.Pending[local] == 0) SetReady(target.Item, to, to.DeadInputs[local] > 0);
    }

    private void ArriveControl(Item item, bool dead, Versions? versions, IterationState to)
    {
        var local = item.Local;
        if (versions is not null) to.Seen[local] = Versions.Join(to.Seen[local], versions);
        if (item.IsMerge)
        {
            to.Pending[local] -= 2;
            var allDead = to.DeadInputs[local] == item.InputCount;
            if (to.Pending[local] == 0 || (to.Pending[local] == 1 && allDead)) SetReady(item, to, allDead);
            return;
        }
        if (dead) to.DeadInputs[local]++;
        if (--to.Pending[local] == 0) SetReady(item, to, to.DeadInputs[local] > 0);
    }

    /// <summary>A Merge waits for its control inputs and either its first live input or for all to be dead. The last bit of what it waits for stands for
    /// the live input. The Enter of a loop in a branch not taken is dead, and nothing will come round the loop: then one dead input is enough.</summary>
    private void ArriveAtMerge(Item source, Target target, Entry value, Versions? versions, IterationState to)
    {
        var local = target.Item.Local;
        if (!value.IsLive)
        {
            to.DeadInputs[local]++;
            if (to.Pending[local] == 1 && (to.DeadInputs[local] == target.Item.InputCount || source.Kind == NodeKind.Enter)) SetReady(target.Item, to, true);
            return;
        }
        if ((to.Pending[local] & 1) == 0) return;
        if (value.Array is not null) BufferPool.Hold(value.Array);
        to.Entries[target.Item.FirstEntry + target.Input] = value;
        if (versions is not null) to.Seen[local] = Versions.Join(to.Seen[local], versions);
        if (--to.Pending[local] == 0) SetReady(target.Item, to, false);
    }

    private void SetReady(Item item, IterationState iteration, bool dead)
    {
        iteration.SetReady(item.Local, dead && item.Kind != NodeKind.ControlTrigger);
        // Outer frames come first.
        if (iteration.Depth < _current!.Depth) _current = iteration;
    }

    private FrameState ChildFrame(IterationState iteration, StaticFrame child)
    {
        foreach (var open in iteration.Children)
            if (open.Static == child) return open;
        var frame = NewFrame(child, iteration);
        iteration.Children.Add(frame);
        return frame;
    }

    private FrameState NewFrame(StaticFrame frame, IterationState? parent)
    {
        if (!_frames[frame.Id].TryPop(out var state)) state = new FrameState(frame);
        state.Start(parent, NewIterationState(state, 0));
        return state;
    }

    private IterationState NewIterationState(FrameState frame, long number)
    {
        if (!_iterations[frame.Static.Id].TryPop(out var iteration)) iteration = new IterationState(frame.Static);
        iteration.Start(frame, number);
        return iteration;
    }

    private IterationState NewIteration(FrameState frame)
    {
        var iteration = NewIterationState(frame, frame.Last!.Number + 1);
        frame.Last.Next = iteration;
        frame.Last = iteration;
        frame.DeadExits.Clear();
        foreach (var (enter, value, versions) in frame.Invariants) Activate(enter, [value], !value.IsLive, versions, iteration);
        return iteration;
    }

    /// <summary>Closes iterations that are done, from the first on, and with the last the loop; what surrounds it may then be done too.</summary>
    private void CleanUp(FrameState? frame)
    {
        while (frame is not null)
        {
            while (frame.First is { Outstanding: 0, Children.Count: 0 } done && frame.PendingEnters == 0)
            {
                frame.First = done.Next;
                _iterations[frame.Static.Id].Push(done);
            }
            if (frame.First is not null) return;
            if (frame.Parent is not { } parent)
            {
                _root = null;
                _frames[frame.Static.Id].Push(frame);
                return;
            }
            parent.Children.Remove(frame);
            foreach (var exit in frame.DeadExits) Activate(exit, [default], true, null, parent);
            foreach (var (_, value, _) in frame.Invariants)
                if (value.Array is { } array) pool.Release(array);
            _frames[frame.Static.Id].Push(frame);
            if (parent.Outstanding > 0) return;
            frame = parent.Frame;
        }
    }
}

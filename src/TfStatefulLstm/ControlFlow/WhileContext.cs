using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.ControlFlow;

/// <summary>A <c>tf.while_loop</c>: outside tensors come in through a constant Enter.</summary>
internal sealed partial class WhileContext : FlowContext
{
    private Tensor? _pivotForPred;
    private Tensor? _pivotForBody;

    /// <exception cref="ValueError">There are no parallel iterations.</exception>
    public WhileContext(Graph graph, Tensor? maximumIterations = null, int parallelIterations = 10, bool backProp = true, bool swapMemory = false,
        string name = "while_context", LoopGradient? gradient = null) : base(graph)
    {
        if (parallelIterations <= 0) throw new ValueError($"`parallel_iterations` must be a positive integer: {parallelIterations}");
        Name = graph.UniqueName(name);
        (MaximumIterations, ParallelIterations, BackProp, SwapMemory, Gradient) = (maximumIterations, parallelIterations, backProp, swapMemory, gradient);
    }

    public WhileContext(Graph graph, WhileContextDef def, string? importScope) : base(graph)
    {
        Name = ContextProtos.Prepend(def.ContextName, importScope);
        Tensor Find(string name) => graph.TensorByName(ContextProtos.Prepend(name, importScope));
        MaximumIterations = def.MaximumIterationsName.Length > 0 ? Find(def.MaximumIterationsName) : null;
        (ParallelIterations, BackProp, SwapMemory) = (def.ParallelIterations, def.BackProp, def.SwapMemory);
        (_pivotForPred, _pivotForBody, Pivot) = (Find(def.PivotForPredName), Find(def.PivotForBodyName), Find(def.PivotName));
        LoopExits.AddRange(def.LoopExitNames.Select(Find));
        LoopEnters.AddRange(def.LoopEnterNames.Select(Find));
        InitValues(def.ValuesDef, importScope);
        if (string.IsNullOrEmpty(importScope)) return;
        // An imported loop is a frame of its own.
        foreach (var value in Values)
            if (graph.TensorByName(value).Op is var op && FlowNodes.IsEnter(op)) op.SetAttr("frame_name", AttrValues.Of(Name));
    }

    public override string Name { get; }

    /// <summary>How often the body runs at most, if there is a limit.</summary>
    public Tensor? MaximumIterations { get; }

    /// <summary>How many iterations may run at the same time.</summary>
    public int ParallelIterations { get; }

    /// <summary>Whether gradients flow through the loop.</summary>
    public bool BackProp { get; }

    /// <summary>Whether what the gradient needs may be moved to main memory.</summary>
    public bool SwapMemory { get; }

    /// <summary>The tensor of LoopCond: whether the loop goes on.</summary>
    public Tensor? Pivot { get; set; }

    /// <summary>The tensor that the body's ops without inputs wait for.</summary>
    public Tensor? PivotForBody
    {
        get => _pivotForBody;
        set => _pivotForBody = value;
    }

    /// <summary>The tensor that the condition's ops without inputs wait for.</summary>
    public Tensor? PivotForPred
    {
        get => _pivotForPred;
        set => _pivotForPred = value;
    }

    /// <summary>The loop variables where they come in.</summary>
    public List<Tensor> LoopEnters { get; } = [];

    /// <summary>The loop variables where they go out.</summary>
    public List<Tensor> LoopExits { get; } = [];

    /// <summary>Of the loop of a gradient, what it knows of the loop that it goes back through.</summary>
    public LoopGradient? Gradient { get; }

    public override Tensor? ControlPivot => _pivotForBody ?? _pivotForPred;

    internal override bool IsWhile => true;

    internal override bool Sees(ControlFlowContext otherWhile)
    {
        var other = (WhileContext)otherWhile;
        if (Gradient is { } mine && (Contains(other, mine.ForwardContext) || other.Outer == mine.ForwardContext)) return true;
        return other.Gradient is { } theirs && (theirs.ForwardContext == this || theirs.ForwardContext.Gradient?.ForwardContext == this);
    }

    internal override Tensor AddValue(Tensor value)
    {
        if (Values.Contains(value.Name) || value.Op.ControlFlowContext == this) return ExternalValues.GetValueOrDefault(value.Name, value);
        Values.Add(value.Name);
        // A gradient loop reads a value of its forward loop from the history that the forward loop keeps.
        if ((Graph.ControlFlowContext?.ContainingWhile as WhileContext)?.Gradient is { } gradient)
        {
            var forward = FlowNodes.WhileOf(value.Op);
            if (FlowNodes.IsExit(value.Op)) forward = forward?.Outer?.ContainingWhile as WhileContext;
            if (forward == gradient.ForwardContext) return ExternalValues[value.Name] = gradient.RealValue(value);
        }
        var result = OuterFlow?.AddValue(value) ?? value;
        Tensor enter;
        using (Graph.ControlDependencies(null))
        {
            enter = FlowNodes.Enter(result, Name, isConstant: true, ParallelIterations);
            Graph.PreventFeeding(enter);
        }
        FixControlInputsAndContext([enter]);
        Values.Add(enter.Name);
        return ExternalValues[value.Name] = enter;
    }

    internal override void AddOp(Operation op)
    {
        // The shape of a forward value does not need its history: the op goes to the forward loop, and its result into the history.
        if (op.Type is "Shape" or "Size" or "Rank" && (Graph.ControlFlowContext?.ContainingWhile as WhileContext)?.Gradient is { } gradient
            && FlowNodes.WhileOf(op.Inputs[0].Op) == gradient.ForwardContext)
        {
            var context = op.Inputs[0].Op.ControlFlowContext;
            op.ControlFlowContext = context;
            ((FlowContext)context!).AddInnerOp(op);
            return;
        }
        AddInnerOp(op);
    }

    internal override void AddInnerOp(Operation op)
    {
        IReadOnlyList<Operation> external;
        if (op.Inputs.Count == 0)
        {
            (var inside, external) = RemoveExternalControlEdges(op);
            if (inside.Count == 0) op.AddControlInputs([ControlPivot!.Op]);
        }
        else
        {
            for (var i = 0; i < op.Inputs.Count; i++)
            {
                var input = op.Inputs[i];
                var inside = AddValue(input);
                if (inside != input) op.UpdateInput(i, inside);
            }
            (_, external) = RemoveExternalControlEdges(op);
            if (op.ControlInputs.Count == 0 && op.Inputs.All(i => FlowNodes.IsConstantEnter(i.Op))) op.AddControlInputs([ControlPivot!.Op]);
        }
        foreach (var output in op.Outputs) Values.Add(output.Name);
        if (external.Count > 0) WaitInside(op, external);
        if (Outer is null && FlowNodes.IsExit(op)) return;
        Graph.PreventFetching(op);
        foreach (var output in op.Outputs) Graph.PreventFeeding(output);
    }

    public WhileContextDef ToProto(string? exportScope)
    {
        string Strip(Tensor t) => ContextProtos.Strip(t.Name, exportScope);
        var def = new WhileContextDef
        {
            ContextName = ContextProtos.Strip(Name, exportScope),
            ParallelIterations = ParallelIterations,
            BackProp = BackProp,
            SwapMemory = SwapMemory,
            PivotForPredName = Strip(_pivotForPred!),
            PivotForBodyName = Strip(_pivotForBody!),
            PivotName = Strip(Pivot!),
            ValuesDef = ToValuesDef(exportScope),
        };
        if (MaximumIterations is not null) def.MaximumIterationsName = Strip(MaximumIterations);
        def.LoopExitNames.AddRange(LoopExits.Select(Strip));
        def.LoopEnterNames.AddRange(LoopEnters.Select(Strip));
        def.NestedContexts.AddRange(NestedDefs());
        return def;
    }

    public override ControlFlowContextDef ToContextDef(string? exportScope) => new() { WhileCtxt = ToProto(exportScope) };

    // A control dependency on an outside op becomes one on an identity of its output inside.
    private void WaitInside(Operation op, IReadOnlyList<Operation> external)
    {
        using var clear = Graph.ControlDependencies(null);
        Enter();
        var inside = external.Where(x => x.Outputs.Count > 0).Select(x => Ops.Functions.ArrayFunctions.Identity(x.Outputs[0]).Op).ToArray();
        Exit();
        op.AddControlInputs(inside);
    }

    // Enters are made outside every context; here they become this loop's, and wait for what an op at this place waits for, as far as it is outside.
    private void FixControlInputsAndContext(IEnumerable<Tensor> enters)
    {
        foreach (var enter in enters)
        {
            var outside = Graph.ControlDependenciesFor(enter.Op.Inputs).Where(IsOutside).ToArray();
            enter.Op.ControlFlowContext = this;
            enter.Op.AddControlInputs(outside);
            Graph.RecordSeen(enter.Op);
        }
    }

    private bool IsOutside(Operation op)
    {
        var context = FlowNodes.OutputContext(op);
        var loop = Outer?.ContainingWhile;
        for (var outer = Outer; outer != context; outer = outer.Outer)
            if (outer is null || outer == loop) return false;
        return true;
    }

    private static bool Contains(ControlFlowContext outer, ControlFlowContext inner)
    {
        for (var c = inner; c is not null; c = c.Outer)
            if (c == outer) return true;
        return false;
    }
}

/// <summary>What the loop of a gradient knows of the loop that it goes back through.</summary>
internal abstract class LoopGradient
{
    /// <summary>The loop that it goes back through.</summary>
    public abstract WhileContext ForwardContext { get; }

    /// <summary>In the gradient's loop, the value that a tensor of the forward loop had in that iteration.</summary>
    public abstract Tensor RealValue(Tensor value);
}

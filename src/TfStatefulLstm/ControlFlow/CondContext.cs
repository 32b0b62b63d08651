using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.ControlFlow;

/// <summary>One branch of a <c>tf.cond</c>: outside tensors come in through a Switch on the predicate.</summary>
internal sealed class CondContext : FlowContext
{
    private readonly int _branch;

    public CondContext(Graph graph, Tensor pred, Tensor pivot, int branch) : base(graph)
    {
        Name = graph.UniqueName("cond_text");
        (Pred, Pivot, _branch) = (pred, pivot, branch);
        Values.Add(pred.Name);
        ExternalValues[pred.Name] = pred;
        Values.Add(pivot.Name);
        pivot.Op.ControlFlowContext = this;
    }

    public CondContext(Graph graph, CondContextDef def, string? importScope) : base(graph)
    {
        Name = ContextProtos.Prepend(def.ContextName, importScope);
        Pred = graph.TensorByName(ContextProtos.Prepend(def.PredName, importScope));
        Pivot = graph.TensorByName(ContextProtos.Prepend(def.PivotName, importScope));
        _branch = def.Branch;
        InitValues(def.ValuesDef, importScope);
    }

    public override string Name { get; }

    /// <summary>The predicate.</summary>
    public Tensor Pred { get; }

    /// <summary>The predicate as the taken branch alone has it.</summary>
    public Tensor Pivot { get; }

    /// <summary>1 of the branch where the predicate is true, else 0.</summary>
    public int Branch => _branch;

    public override Tensor ControlPivot => Pivot;

    internal override bool IsWhile => false;

    /// <summary>Runs the function that builds the branch; its results come out as tensors of the branch.</summary>
    public (Nest<FlowValue> Original, Nest<Tensor> Result) Build(Func<Nest<FlowValue>> branch)
    {
        Enter();
        try
        {
            var original = branch();
            var result = original.Map(BuildResult);
            ExitResult(result.Flatten());
            return (original, result);
        }
        finally
        {
            Exit();
        }
    }

    internal override Tensor AddValue(Tensor value)
    {
        if (Values.Contains(value.Name)) return ExternalValues.GetValueOrDefault(value.Name, value);
        var result = value;
        Values.Add(value.Name);
        if (OuterFlow is { } outer)
        {
            result = outer.AddValue(value);
            Values.Add(result.Name);
            ExternalValues[result.Name] = result;
        }
        using (Graph.ControlDependencies(null)) result = Switched(result);
        Graph.PreventFetching(result.Op);
        result.Op.ControlFlowContext = this;
        AddToAll(result.Name);
        ExternalValues[value.Name] = result;
        return result;
    }

    internal override void AddInnerOp(Operation op)
    {
        if (op.Inputs.Count == 0)
        {
            RemoveExternalControlEdges(op);
            if (!op.ControlInputs.Any(Holds)) op.AddControlInputs([Pivot.Op]);
        }
        else
        {
            for (var i = 0; i < op.Inputs.Count; i++)
            {
                var input = op.Inputs[i];
                // The edge back of an inner loop is its own business.
                if (op.Type == "Merge" && input.Op.Type == "NextIteration") continue;
                var inside = AddValue(input);
                if (inside != input) op.UpdateInput(i, inside);
            }
            RemoveExternalControlEdges(op);
        }
        foreach (var output in op.Outputs) AddToAll(output.Name);
        if (Outer is not null || !FlowNodes.IsExit(op)) Graph.PreventFetching(op);
    }

    public CondContextDef ToProto(string? exportScope)
    {
        var def = new CondContextDef
        {
            ContextName = ContextProtos.Strip(Name, exportScope),
            PredName = ContextProtos.Strip(Pred.Name, exportScope),
            PivotName = ContextProtos.Strip(Pivot.Name, exportScope),
            Branch = _branch,
            ValuesDef = ToValuesDef(exportScope),
        };
        def.NestedContexts.AddRange(NestedDefs());
        return def;
    }

    public override ControlFlowContextDef ToContextDef(string? exportScope) => new() { CondCtxt = ToProto(exportScope) };

    private Tensor Switched(Tensor value)
    {
        var (whenFalse, whenTrue) = FlowNodes.SwitchBeside(value, Pred);
        return _branch == 1 ? whenTrue : whenFalse;
    }

    private void AddToAll(string name)
    {
        for (FlowContext? context = this; context is not null; context = context.Outer as FlowContext) context.AddName(name);
    }

    // What a branch returns, as a tensor of the branch: an outside tensor is switched, an operation gives the pivot once it ran.
    private Tensor BuildResult(FlowValue value)
    {
        if (value.Operation is { } op) return Ops.Functions.ControlFunctions.WithDependencies([op], Pivot);
        var tensor = value.ToTensor(Graph);
        if (Values.Contains(tensor.Name)) return ExternalValues.GetValueOrDefault(tensor.Name, tensor);
        var result = tensor;
        Values.Add(tensor.Name);
        if (OuterFlow is { } outer)
        {
            result = outer.AddValue(tensor);
            Values.Add(result.Name);
            ExternalValues[result.Name] = result;
        }
        result = Switched(result);
        ExternalValues[tensor.Name] = result;
        return result;
    }
}

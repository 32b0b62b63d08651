using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.ControlFlow;

/// <summary>What loops and branches have in common: the tensors that belong to them, and the outside tensors that they brought in.</summary>
internal abstract class FlowContext : ControlFlowContext
{
    private readonly Stack<ControlFlowContext?> _before = [];
    private readonly List<FlowContext> _nested = [];

    protected FlowContext(Graph graph)
    {
        Graph = graph;
        Outer = graph.ControlFlowContext;
        (Outer as FlowContext)?._nested.Add(this);
    }

    public Graph Graph { get; }

    /// <summary>The names of the tensors that can be used inside as they are.</summary>
    protected HashSet<string> Values { get; set; } = new(StringComparer.Ordinal);

    /// <summary>For the name of an outside tensor, what stands for it inside.</summary>
    protected Dictionary<string, Tensor> ExternalValues { get; } = new(StringComparer.Ordinal);

    protected FlowContext? OuterFlow => Outer as FlowContext;

    /// <summary>The loop around this, itself included.</summary>
    public WhileContext? While => ContainingWhile as WhileContext;

    /// <summary>The tensor that inside ops without inputs wait for.</summary>
    public abstract Tensor? ControlPivot { get; }

    public void AddName(string name) => Values.Add(name);

    /// <summary>New ops belong to this context until <see cref="Exit"/>.</summary>
    public void Enter()
    {
        _before.Push(Graph.ControlFlowContext);
        Graph.ControlFlowContext = this;
    }

    public void Exit() => Graph.ControlFlowContext = _before.Pop();

    /// <summary>New ops belong to this context until the result is disposed.</summary>
    public IDisposable Inside()
    {
        Enter();
        return new Scope(Exit);
    }

    /// <summary>Results are known to the context around.</summary>
    public void ExitResult(IEnumerable<Tensor> results)
    {
        foreach (var result in results) OuterFlow?.AddName(result.Name);
    }

    internal override void AddOp(Operation op) => AddInnerOp(op);

    /// <summary>Takes an op in, whatever context is open.</summary>
    internal abstract void AddInnerOp(Operation op);

    /// <summary>Takes away the control inputs from outside the loop: only data can cross its border. Returns those left and those taken away.</summary>
    protected (IReadOnlyList<Operation> Internal, IReadOnlyList<Operation> External) RemoveExternalControlEdges(Operation op)
    {
        var loop = ContainingWhile;
        var all = op.ControlInputs.ToArray();
        if (loop is null) return (all, []);
        var inside = System.Array.FindAll(all, c => FlowNodes.OutputContext(c)?.ContainingWhile == loop);
        if (inside.Length == all.Length) return (inside, []);
        op.RemoveControlInputs();
        op.AddControlInputs(inside);
        return (inside, all.Except(inside).ToArray());
    }

    /// <summary>Whether the op belongs to this context or to one inside it.</summary>
    protected bool Holds(Operation op)
    {
        for (var c = op.ControlFlowContext; c is not null; c = c.Outer)
            if (c == this) return true;
        return false;
    }

    public abstract ControlFlowContextDef ToContextDef(string? exportScope);

    protected ValuesDef ToValuesDef(string? exportScope)
    {
        var def = new ValuesDef();
        def.Values.AddRange(Values.Order(StringComparer.Ordinal).Select(v => ContextProtos.Strip(v, exportScope)));
        foreach (var (name, value) in ExternalValues) def.ExternalValues[ContextProtos.Strip(name, exportScope)] = ContextProtos.Strip(value.Name, exportScope);
        return def;
    }

    // TensorFlow exports what is nested with its full names.
    protected IEnumerable<ControlFlowContextDef> NestedDefs() => _nested.Select(n => n.ToContextDef(null));

    /// <summary>Takes over the tensors of a wire form; their ops become this context's.</summary>
    protected void InitValues(ValuesDef? def, string? importScope)
    {
        def ??= new ValuesDef();
        foreach (var value in def.Values) Values.Add(ContextProtos.Prepend(value, importScope));
        foreach (var (name, value) in def.ExternalValues)
            ExternalValues[ContextProtos.Prepend(name, importScope)] = Graph.TensorByName(ContextProtos.Prepend(value, importScope));
        foreach (var name in Values.Where(v => !ExternalValues.ContainsKey(v)).Select(v => v.Split(':')[0]).Distinct())
            Graph.OperationByName(name).ControlFlowContext = this;
    }

    /// <summary>The context's name.</summary>
    public override string ToString() => Name;
}

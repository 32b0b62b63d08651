using TfStatefulLstm.Framework;

namespace TfStatefulLstm.ControlFlow;

// The nodes of a loop, from its Enters to its Exits.
internal sealed partial class WhileContext
{
    /// <summary>Builds the loop. The result has the structure that the body returned.</summary>
    /// <exception cref="ValueError">The body's results differ from the loop variables in structure or shape.</exception>
    public Nest<FlowValue> Build(Func<Nest<FlowValue>, Tensor> pred, Func<Nest<FlowValue>, Nest<FlowValue>> body, Nest<FlowValue> loopVars, Nest<Shape>? shapeInvariants)
    {
        var vars = loopVars.Flatten().ConvertAll(v => v.ToTensor(Graph));
        var shapes = shapeInvariants?.Flatten() ?? vars.ConvertAll(v => v.Shape);
        Enter();
        try
        {
            return BuildInside(pred, body, loopVars, vars, shapes);
        }
        finally
        {
            Exit();
        }
    }

    private Nest<FlowValue> BuildInside(Func<Nest<FlowValue>, Tensor> pred, Func<Nest<FlowValue>, Nest<FlowValue>> body, Nest<FlowValue> loopVars,
        List<Tensor> vars, List<Shape> shapes)
    {
        Values = new(vars.Select(v => v.Name), StringComparer.Ordinal);
        var realVars = OuterFlow is { } outer ? vars.ConvertAll(outer.AddValue) : vars;
        List<Tensor> enters;
        using (Graph.ControlDependencies(null))
        {
            enters = realVars.ConvertAll(v => FlowNodes.Enter(v, Name, isConstant: false, ParallelIterations, useInputShape: false));
            foreach (var enter in enters) Graph.PreventFeeding(enter);
        }
        WaitForOuterPivot(enters);
        SetShapes(realVars, enters, shapes);
        FixControlInputsAndContext(enters);
        Values = new(enters.Select(e => e.Name), StringComparer.Ordinal);
        LoopEnters.AddRange(enters);

        var merges = enters.ConvertAll(e => FlowNodes.Merge(e, e));
        _pivotForPred = merges[0];
        var goesOn = pred(Rebuild(loopVars, merges));
        Pivot = Ops.Functions.Nodes.Make("LoopCond", "LoopCond", [goesOn]);
        var switches = merges.ConvertAll(m => FlowNodes.SwitchBeside(m, Pivot));
        var inBody = switches.ConvertAll(s => Ops.Functions.ControlFunctions.AnyIdentity(s.True));
        _pivotForBody = inBody[0];

        var packed = Rebuild(loopVars, inBody);
        var result = body(packed);
        if (result.IsLeaf) result = Nest<FlowValue>.List(result);
        Nest<FlowValue>.List(packed.AsEnumerable()).AssertSameStructure(Nest<FlowValue>.List(result.AsEnumerable()));
        var tensors = result.Flatten().ConvertAll(v => v.ToTensor(Graph));
        for (var i = 0; i < merges.Count; i++) AddBackEdge(merges[i], tensors[i]);
        var exits = switches.ConvertAll(s => FlowNodes.Exit(s.False));
        LoopExits.AddRange(exits);
        ExitResult(exits);
        return Rebuild(result, exits);
    }

    private static Nest<FlowValue> Rebuild(Nest<FlowValue> like, List<Tensor> tensors)
    {
        var next = 0;
        return like.Map(v => v.With(tensors[next++]));
    }

    // An Enter of a constant of the outer loop would fire before that loop's iteration begins.
    private void WaitForOuterPivot(List<Tensor> enters)
    {
        Tensor? pivot = null;
        for (var outer = OuterFlow; outer is not null && pivot is null; outer = outer.Outer as FlowContext) pivot = outer.ControlPivot;
        if (pivot is null) return;
        foreach (var enter in enters)
            if (FlowNodes.IsConstantEnter(enter.Op.Inputs[0].Op)) enter.Op.AddControlInputs([pivot.Op]);
    }

    private static void SetShapes(List<Tensor> vars, List<Tensor> enters, List<Shape> shapes)
    {
        for (var i = 0; i < vars.Count; i++)
        {
            if (!IsLessOrEqual(vars[i].Shape, shapes[i]))
            {
                throw new ValueError($"The shape invariant specified for {vars[i].Name} is not compatible with the initial shape of the loop variable. "
                    + $"It enters the loop with shape {vars[i].Shape}, but the specified shape invariant is {shapes[i]}.");
            }
            enters[i].SetShape(shapes[i]);
        }
    }

    private static void AddBackEdge(Tensor merge, Tensor value)
    {
        var next = FlowNodes.NextIteration(value);
        if (!IsLessOrEqual(next.Shape, merge.Shape))
        {
            var input = merge.Op.Inputs[0].Op.Inputs[0];
            throw new ValueError($"Input tensor '{input.Name}' enters the loop with shape {input.Shape}, but has shape {next.Shape} after one iteration. "
                + "To allow the shape to vary across iterations, use the `shape_invariants` argument of tf.while_loop to specify a less-specific shape.");
        }
        merge.Op.UpdateInput(1, next);
    }

    // Whether every tensor of the first shape fits the second.
    private static bool IsLessOrEqual(Shape shape, Shape wider)
    {
        if (!wider.HasRank) return true;
        if (shape.Rank != wider.Rank) return false;
        for (var i = 0; i < wider.Rank; i++)
            if (wider[i] >= 0 && shape[i] != wider[i]) return false;
        return true;
    }
}

namespace TfStatefulLstm.Framework.Variables;

/// <summary>Initial values that depend on other variables: such a value must not be computed before those have one.</summary>
internal static class InitialValues
{
    /// <summary>Makes a cond: predicate, then, else. Conds live above this room, and say here how they are made.</summary>
    public static Func<Tensor, Func<Tensor>, Func<Tensor>, Tensor>? Cond { get; set; }

    /// <summary>The variable's value if it has one, else its initial value.</summary>
    public static Tensor Initialized(VariableBase variable)
    {
        using var init = variable.Graph.InitScope();
        var cond = Cond ?? throw new InternalError("Nobody said how conds are made.");
        return cond(variable.IsInitialized(), variable.ReadValue, () => variable.InitialValue
            ?? throw new ValueError($"The initial value of variable {variable.Name} is not known."));
    }

    /// <exception cref="ValueError">The value is computed inside a loop or conditional.</exception>
    public static void CheckOutsideControlFlow(Tensor value, string name)
    {
        if (value.Op.ControlFlowContext is not null)
        {
            throw new ValueError($"Initializer for variable {name} is from inside a control-flow construct, such as a loop or conditional. "
                + "When creating a variable inside a loop or conditional, use a lambda as the initializer.");
        }
    }

    /// <summary>The value with every variable in it replaced by its initialized value (<c>_try_guard_against_uninitialized_dependencies</c>).</summary>
    /// <param name="name">The name scope of the variable that is initialized: copied ops carry it behind their own name.</param>
    /// <param name="value">The initial value.</param>
    public static Tensor Guarded(string name, Tensor value) =>
        FirstVariable(value.Op) is null || HasCycle(value.Op) ? value : new Guard(name).Safe(value);

    // A quick look spares most values the copy: they read no variable.
    private static Operation? FirstVariable(Operation op)
    {
        var (seen, open) = (new HashSet<Operation> { op }, new Stack<Operation>([op]));
        while (open.TryPop(out var next))
        {
            if (next.Type is "Variable" or "VariableV2" or "VarHandleOp") return next;
            foreach (var input in next.Inputs)
                if (seen.Add(input.Op)) open.Push(input.Op);
        }
        return null;
    }

    private static bool HasCycle(Operation op)
    {
        var started = new HashSet<Operation>();
        var finished = new HashSet<Operation>();
        var open = new Stack<(Operation Op, bool Done)>([(op, false)]);
        while (open.TryPop(out var next))
        {
            if (next.Done) finished.Add(next.Op);
            else if (!finished.Contains(next.Op))
            {
                if (!started.Add(next.Op)) return true;
                open.Push((next.Op, true));
                // One that is started and not finished when its turn comes lies on the path to itself.
                foreach (var input in next.Op.Inputs.Select(i => i.Op).Concat(next.Op.ControlInputs)) open.Push((input, false));
            }
        }
        return false;
    }

    private sealed class Guard(string name)
    {
        private readonly Dictionary<Operation, Operation> _copies = [];

        public Tensor Safe(Tensor tensor)
        {
            if (!_copies.TryGetValue(tensor.Op, out var op)) _copies.Add(tensor.Op, op = Safe(tensor.Op));
            return op.Outputs[tensor.Index];
        }

        private Operation Safe(Operation op)
        {
            switch (op.Type)
            {
                case "IsVariableInitialized" or "VarIsInitializedOp" or "ReadVariableOp" or "If":
                    return op;
                case "Variable" or "VariableV2" or "VarHandleOp":
                    return Find(op)?.InitializedValue().Op ?? op;
            }
            var inputs = op.Inputs.Select(Safe).ToArray();
            if (inputs.SequenceEqual(op.Inputs)) return op;
            var type = op.Type == "RefSwitch" ? "Switch" : op.Type;
            return op.Graph.CreateOp(type, inputs, $"{op.Name}_{name}".Replace(':', '_'), op.AllAttrs.ToDictionary());
        }

        private static VariableBase? Find(Operation variable) => variable.Graph.Collection(GraphKeys.Names.GLOBAL_VARIABLES)
            .Concat(variable.Graph.Collection(GraphKeys.Names.LOCAL_VARIABLES)).OfType<VariableBase>()
            .FirstOrDefault(v => v.Name == variable.Name || v.Name == variable.Name + ":0");
    }
}

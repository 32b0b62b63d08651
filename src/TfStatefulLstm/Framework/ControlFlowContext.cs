namespace TfStatefulLstm.Framework;

/// <summary>A while loop or a branch of a cond: what new ops inside it must be told of (<c>ControlFlowContext</c>). The loops themselves live in ControlFlow.</summary>
public abstract class ControlFlowContext : INamed
{
    internal ControlFlowContext() { }

    /// <summary>The context around this one.</summary>
    public ControlFlowContext? Outer { get; internal set; }

    /// <summary>The context's name.</summary>
    public abstract string Name { get; }

    /// <summary>Whether this is a while loop.</summary>
    internal abstract bool IsWhile { get; }

    /// <summary>The innermost while loop that holds this context, itself included.</summary>
    internal ControlFlowContext? ContainingWhile
    {
        get
        {
            for (var c = this; c is not null; c = c.Outer)
                if (c.IsWhile) return c;
            return null;
        }
    }

    /// <summary>Takes a new op into the context: outside inputs come in through Enter or Switch.</summary>
    internal abstract void AddOp(Operation op);

    /// <summary>Brings an outside tensor in, and returns the tensor to use inside.</summary>
    internal abstract Tensor AddValue(Tensor value);

    /// <summary>May a new op use its inputs? (<c>CheckInputFromValidContext</c>).</summary>
    /// <exception cref="ValueError">An input is inside a loop that the op is not in.</exception>
    internal static void CheckInputs(Operation op)
    {
        foreach (var input in op.Inputs) CheckInput(op, input.Op);
    }

    /// <summary>Whether values of the other loop may be used in this one beyond the rule of nesting: a gradient loop reads its forward loop.</summary>
    internal virtual bool Sees(ControlFlowContext otherWhile) => false;

    private static void CheckInput(Operation op, Operation input)
    {
        var inputContext = OutputContext(input);
        if (inputContext is null || inputContext == op.ControlFlowContext) return;
        var inputWhile = inputContext.ContainingWhile;
        var opWhile = op.ControlFlowContext?.ContainingWhile;
        if (opWhile is null)
        {
            // Enter and Switch carry values into contexts, and are made with the context cleared.
            if (inputWhile is null || op.Type is "Enter" or "RefEnter" or "Switch" or "RefSwitch") return;
            throw new ValueError($"Cannot use '{input.Name}' as input to '{op.Name}' because '{input.Name}' is in a while loop. See info log for more details.");
        }
        if (inputWhile is null || inputWhile == opWhile || opWhile.Sees(inputWhile)) return;
        for (var c = opWhile; c is not null; c = c.Outer)
            if (c == inputWhile) return;
        throw new ValueError($"Cannot use '{input.Name}' as input to '{op.Name}' because they are in different while loops. See info log for more details.");
    }

    /// <summary>The context that an op's outputs belong to: of an Exit, the one around its loop.</summary>
    internal static ControlFlowContext? OutputContext(Operation op) => op.Type is "Exit" or "RefExit" ? op.ControlFlowContext?.Outer : op.ControlFlowContext;
}

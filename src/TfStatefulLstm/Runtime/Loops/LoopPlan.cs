using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Loops;

/// <summary>A while loop as structure: a condition and a body on numbered slots, loop variables that change from iteration to iteration, and values that do not.</summary>
internal sealed class LoopPlan
{
    /// <param name="inputs">Nodes that stand for what comes in: the loop variables' first values, then the invariants.</param>
    /// <param name="variables">How many of the inputs are loop variables.</param>
    /// <param name="constants">The constants inside.</param>
    /// <param name="condition">What runs before every decision, in order.</param>
    /// <param name="body">What runs after a decision to go on, in order.</param>
    /// <param name="goOn">The decision.</param>
    /// <param name="next">For each loop variable its next value.</param>
    /// <param name="exits">For each output the loop variable whose last value it is.</param>
    public LoopPlan(IReadOnlyList<PlanNode> inputs, int variables, IReadOnlyList<PlanNode> constants, IReadOnlyList<PlanNode> condition, IReadOnlyList<PlanNode> body,
        PlanInput goOn, IReadOnlyList<PlanInput> next, int[] exits)
    {
        Inputs = inputs;
        Exits = exits;
        CarriesState = condition.Concat(body).Any(NodeKinds.CarriesState);
        var builder = new StepBuilder();
        InputSlots = [.. inputs.Select(i => builder.Slot(new PlanInput(i, 0)))];
        VariableSlots = InputSlots[..variables];
        builder.AddConstants(constants);
        Constants = builder.Constants;
        var preset = builder.SlotCount;
        Condition = [.. condition.Select(builder.MakeStep)];
        Body = [.. body.Select(builder.MakeStep)];
        GoOn = builder.Slot(goOn);
        Next = [.. next.Select(builder.Slot)];
        SlotCount = builder.SlotCount;
        Transient = [.. Next.Where(s => s >= preset).Distinct()];

        // A loop variable's memory is free after its last use in the body; the exits have been decided on before.
        var usedInBody = Body.SelectMany(s => s.Inputs).ToHashSet();
        var lasting = InputSlots[variables..].Concat(VariableSlots.Where(s => !usedInBody.Contains(s))).Concat(Constants.Select(c => c.Slot)).Append(GoOn).Concat(Next);
        builder.FindLastUses([.. Condition, .. Body], lasting);
        var constantSlots = Constants.Select(c => c.Slot).ToHashSet();
        Clearable = [.. Enumerable.Range(0, SlotCount).Where(s => !constantSlots.Contains(s))];
    }

    public IReadOnlyList<PlanNode> Inputs { get; }

    public int[] InputSlots { get; }

    public int[] VariableSlots { get; }

    public List<(int Slot, NDArray Value)> Constants { get; }

    public Step[] Condition { get; }

    public Step[] Body { get; }

    public int GoOn { get; }

    public int[] Next { get; }

    /// <summary>The slots of next values that steps fill.</summary>
    public int[] Transient { get; }

    /// <summary>All slots but those of constants.</summary>
    public int[] Clearable { get; }

    public int[] Exits { get; }

    public int SlotCount { get; }

    /// <summary>Whether a random draw or the like is inside.</summary>
    public bool CarriesState { get; }
}

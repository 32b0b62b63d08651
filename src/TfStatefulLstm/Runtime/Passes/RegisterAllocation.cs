using TfStatefulLstm.Runtime.Fused;

namespace TfStatefulLstm.Runtime.Passes;

/// <summary>Gives the values of a fused program as few registers as they need. Before, each value has one of its own, and scalar k is -1 - k.</summary>
internal static class RegisterAllocation
{
    /// <summary>Rewrites the instructions; the scalars come to stand in the first registers.</summary>
    /// <returns>How many registers the program needs.</returns>
    public static int Run(List<Instruction> instructions, int scalars)
    {
        var lastUse = new Dictionary<int, int>();
        for (var i = 0; i < instructions.Count; i++)
            foreach (var operand in Operands(instructions[i]))
                if (operand is { Place: Place.Register, Index: >= 0 }) lastUse[operand.Index] = i;
        var assigned = new Dictionary<int, int>();
        var free = new Stack<int>();
        var count = scalars;
        Operand Assign(Operand operand)
        {
            if (operand.Place != Place.Register) return operand;
            if (operand.Index < 0) return operand with { Index = -1 - operand.Index };
            if (!assigned.TryGetValue(operand.Index, out var register)) assigned.Add(operand.Index, register = free.TryPop(out var old) ? old : count++);
            return operand with { Index = register };
        }
        for (var i = 0; i < instructions.Count; i++)
        {
            var before = instructions[i];
            var (x, y) = (Assign(before.X), Assign(before.Y));
            // A result may take the place of an operand.
            Free(i, before.X, before.Y);
            instructions[i] = before with { X = x, Y = y, Z = Assign(before.Z) };
            Free(i, before.Z);
        }
        return count;

        void Free(int at, params ReadOnlySpan<Operand> operands)
        {
            foreach (var operand in operands)
                if (operand is { Place: Place.Register, Index: >= 0 } && lastUse[operand.Index] == at && assigned.Remove(operand.Index, out var register)) free.Push(register);
        }
    }

    private static Operand[] Operands(Instruction instruction) => [instruction.X, instruction.Y, instruction.Z];
}

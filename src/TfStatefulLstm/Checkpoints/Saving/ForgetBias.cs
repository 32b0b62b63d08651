using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Checkpoints.Saving;

/// <summary>Finds the number that an LSTM cell adds to its forget gate: no variable holds it, only the nodes that use the bias.</summary>
internal static class ForgetBias
{
    private const int ForgetGate = 2;

    private static readonly HashSet<string> PassOn = ["Identity", "Enter", "RefEnter", "Switch", "ReadVariableOp"];

    /// <summary>The number, or null if the nodes are not those of a cell.</summary>
    /// <param name="bias">The operation of the bias variable.</param>
    public static float? Of(Operation bias)
    {
        foreach (var use in Uses(bias.Outputs[0]))
        {
            if (use.Type is "LSTMBlockCell" or "BlockLSTM") return use.Attrs.Float("forget_bias");
            if (use.Type is not ("BiasAdd" or "Add" or "AddV2")) continue;
            foreach (var split in Uses(use.Output).Where(u => u.Type is "Split" && u.Outputs.Count == 4))
            {
                foreach (var gate in Uses(split.Outputs[ForgetGate]))
                {
                    if (gate.Type == "Sigmoid") return 0; // a cell that adds nothing
                    if (gate.Type is "Add" or "AddV2" && gate.Inputs.Select(Constant).FirstOrDefault(c => c is not null) is { } number) return number;
                }
            }
        }
        return null;
    }

    // Where a tensor is used, through nodes that hand it on.
    private static IEnumerable<Operation> Uses(Tensor tensor)
    {
        var (open, seen) = (new Queue<Tensor>([tensor]), new HashSet<Operation>());
        while (open.TryDequeue(out var next))
        {
            foreach (var use in next.Consumers.Where(seen.Add))
            {
                if (!PassOn.Contains(use.Type)) yield return use;
                else foreach (var output in use.Outputs) open.Enqueue(output);
            }
        }
    }

    private static float? Constant(Tensor tensor)
    {
        while (PassOn.Contains(tensor.Op.Type)) tensor = tensor.Op.Inputs[0];
        return tensor.Op.Type == "Const" && ConstantEvaluation.Evaluate(tensor) is { Length: 1 } value ? value.AsType(DType.Float32).Item<float>() : null;
    }
}

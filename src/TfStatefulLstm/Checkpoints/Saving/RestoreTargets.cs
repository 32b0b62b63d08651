using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Checkpoints.Saving;

/// <summary>One tensor that the nodes of a saver restore.</summary>
/// <param name="Restored">What reads it from the checkpoint.</param>
/// <param name="Name">Its name in the checkpoint.</param>
/// <param name="Spec">Which part of a partitioned tensor it is; empty for a whole one.</param>
/// <param name="Variable">The variable that it goes to; null if the nodes are not those of a variable.</param>
/// <param name="IsReshaped">Whether it takes the variable's shape.</param>
internal sealed record RestoreTarget(Tensor Restored, string Name, string Spec, Operation? Variable, bool IsReshaped)
{
    /// <summary>The element type.</summary>
    public DType DType => Restored.DType;

    /// <summary>The shape of the whole tensor, as the variable says it.</summary>
    public Shape Shape => Spec.Length > 0 ? new Shape(TensorSlice.ParseSpec(Spec).FullDims)
        : Variable is null ? Shape.Unknown
        : Variable.Type == "VarHandleOp" ? Variable.Attrs.Shape("shape") : Variable.Outputs[0].Shape;
}

/// <summary>What a saver's nodes restore. A saver that was imported knows it only from its nodes.</summary>
internal static class RestoreTargets
{
    /// <summary>Everything that a restoring operation reads, in the order of its nodes.</summary>
    public static List<RestoreTarget> Of(Operation restore)
    {
        var (open, seen) = (new Stack<Operation>([restore]), new HashSet<Operation>());
        while (open.TryPop(out var op))
        {
            if (!seen.Add(op)) continue;
            foreach (var input in op.Inputs.Select(i => i.Op).Concat(op.ControlInputs)) open.Push(input);
        }
        var targets = new List<RestoreTarget>();
        foreach (var op in seen.Where(o => o.Type is "RestoreV2" or "Restore" or "RestoreSlice").OrderBy(o => o.Id))
        {
            if (ConstantEvaluation.Evaluate(op.Inputs[1]) is not { } names) continue;
            var specs = op.Inputs.Count > 2 && ConstantEvaluation.Evaluate(op.Inputs[2]) is { } slices ? BundleIO.Strings(slices) : new string[names.Length];
            for (var i = 0; i < names.Length; i++)
            {
                var (variable, isReshaped) = VariableOf(op.Outputs[i]);
                targets.Add(new RestoreTarget(op.Outputs[i], BundleIO.Strings(names)[i], specs[i] ?? "", variable, isReshaped));
            }
        }
        return targets;
    }

    /// <summary>Whether a tensor is a state that sequences carry: its batch size may be another than when it was saved, and its loss costs no training. It is in the
    /// collection of states, or is not trained, nor is a slot of what is, and has a row for each sequence.</summary>
    public static bool IsState(Operation variable, Shape shape)
    {
        if (IsInStates(variable)) return true;
        if (shape.Rank < 2) return false;
        var trained = variable.Graph.Collection(GraphKeys.Names.TRAINABLE_VARIABLES).OfType<VariableBase>().Select(v => v.Op.Name);
        return !trained.Any(t => variable.Name == t || variable.Name.StartsWith(t + "/", StringComparison.Ordinal));
    }

    /// <summary>Whether a program has said that a variable is a state: it is in the collection of states.</summary>
    public static bool IsInStates(Operation variable) => variable.Graph.Collection(GraphKeys.Names.RNN_STATE).OfType<VariableBase>().Any(v => v.Op == variable);

    private static (Operation? Variable, bool IsReshaped) VariableOf(Tensor tensor)
    {
        var isReshaped = false;
        while (tensor.Consumers is [var use])
        {
            if (use.Type is "Assign" or "AssignVariableOp") return (use.Inputs[0].Op, isReshaped);
            if (use.Type is not ("Identity" or "Reshape")) break;
            isReshaped |= use.Type == "Reshape";
            tensor = use.Output;
        }
        return (null, false);
    }
}

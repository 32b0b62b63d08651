using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.ControlFlow;

/// <summary>Checks that a run makes (<c>tf.Assert</c>).</summary>
internal static class Asserts
{
    /// <summary>Fails the run with the data if the condition does not hold. Data of other types than string and int32 is only computed in that case.</summary>
    public static Operation Assert(TensorLike condition, TensorLike data, int? summarize = null, string? name = null)
    {
        var graph = GraphScopes.Of(condition, data);
        using var scope = GraphScopes.NameScope(name, "Assert", condition, data);
        var tensors = data.Select(d => d.ToTensor(graph)).ToArray();
        if (tensors.All(t => t.DType is DType.String or DType.Int32)) return CheckFunctions.AssertNode(graph, condition, data, summarize);
        var pred = condition.ToTensor(graph, name: "Condition");
        return Conditional.Cond(pred, () => (FlowValue)ControlFunctions.NoOp(), () => (FlowValue)CheckFunctions.AssertNode(graph, pred, data, summarize), name: "AssertGuard").Value.Tensor.Op;
    }
}

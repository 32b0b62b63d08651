using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.ControlFlow;

/// <summary>The nodes that loops and branches are made of, in the form for references where a reference comes in.</summary>
internal static class FlowNodes
{
    public static Tensor Enter(Tensor data, string frameName, bool isConstant, int parallelIterations, bool useInputShape = true, string? name = null, bool useRef = true)
    {
        var result = Nodes.Make(data.DType.IsRef() && useRef ? "RefEnter" : "Enter", name, [data], ("frame_name", AttrValues.Of(frameName)),
            ("is_constant", AttrValues.Of(isConstant)), ("parallel_iterations", AttrValues.Of((long)parallelIterations)));
        if (useInputShape) result.SetShape(data.Shape);
        return result;
    }

    public static Tensor Exit(Tensor data, string? name = null) => Nodes.Make(data.DType.IsRef() ? "RefExit" : "Exit", name, [data]);

    public static Tensor NextIteration(Tensor data, string? name = null) => Nodes.Make(data.DType.IsRef() ? "RefNextIteration" : "NextIteration", name, [data]);

    /// <summary>Of a reference too, the op Switch, whose outputs are values.</summary>
    public static (Tensor False, Tensor True) Switch(Tensor data, Tensor pred, string? name = null)
    {
        var op = Nodes.Op("Switch", name, [data, pred]);
        return (op.Outputs[0], op.Outputs[1]);
    }

    /// <summary>A Switch beside its data, on the data's device; of a reference, one of references.</summary>
    public static (Tensor False, Tensor True) SwitchBeside(Tensor data, Tensor pred)
    {
        using var beside = data.Graph.ColocateWith(data.Op, ignoreExisting: true);
        if (!data.DType.IsRef()) return Switch(data, pred);
        var op = Nodes.Op("RefSwitch", "Switch", [data, pred]);
        return (op.Outputs[0], op.Outputs[1]);
    }

    public static Tensor Merge(Tensor first, Tensor second, string? name = null)
    {
        var areRefs = first.DType.IsRef() && second.DType.IsRef();
        return Nodes.Make(areRefs ? "RefMerge" : "Merge", string.IsNullOrEmpty(name) ? "Merge" : name, [new TensorLike[] { first, second }]);
    }

    public static bool IsEnter(Operation op) => op.Type is "Enter" or "RefEnter";

    public static bool IsConstantEnter(Operation op) => IsEnter(op) && op.Attrs.Bool("is_constant");

    public static bool IsExit(Operation op) => op.Type is "Exit" or "RefExit";

    public static bool IsSwitch(Operation op) => op.Type is "Switch" or "RefSwitch";

    /// <summary>Whether a Switch is that of a loop variable: one of a branch in the loop is read only by branches.</summary>
    public static bool IsLoopSwitch(Operation op) => IsSwitch(op) && op.ControlFlowContext is WhileContext
        && !op.Outputs.SelectMany(o => o.Consumers).All(c => (IsEnter(c) ? c.ControlFlowContext?.Outer : c.ControlFlowContext) is CondContext);

    /// <summary>The constant Enter that a tensor comes from by way of nothing but identities and Switches, if it does.</summary>
    public static Operation? ConstantEnterOf(Tensor tensor)
    {
        var op = tensor.Op;
        while (op.Type is "Switch" or "RefSwitch" or "Identity" or "RefIdentity") op = op.Inputs[0].Op;
        return IsConstantEnter(op) ? op : null;
    }

    /// <summary>The context that an op's outputs belong to: of an Exit, the one around its loop.</summary>
    public static ControlFlowContext? OutputContext(Operation op) => ControlFlowContext.OutputContext(op);

    /// <summary>The innermost loop that an op belongs to (<c>GetWhileContext</c>).</summary>
    public static WhileContext? WhileOf(Operation op) => op.ControlFlowContext?.ContainingWhile as WhileContext;
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Ops.TensorArrays;

/// <summary>The gradients of TensorArrays: an array of its own for each call of <c>tf.gradients</c>, in which the gradients of the elements add up. What is read
/// going forward is written going back, and the other way round.</summary>
internal static class ArrayGradient
{
    /// <summary>Makes the array of gradients, or finds it, once the array has its final size; the flow comes after it.</summary>
    public static (Tensor Handle, Tensor Flow) Make(Tensor handle, Tensor flow, string source, string? name = null)
    {
        using var scope = GraphScopes.NameScope(name, "TensorArrayGrad", handle);
        using var beside = handle.Graph.ColocateWith(handle.Op);
        var gradient = Nodes.Make("TensorArrayGradV3", name, [handle, flow], ("source", AttrValues.Of(source)));
        using var after = handle.Graph.ControlDependencies([gradient.Op]);
        return (gradient, ArrayFunctions.Identity(flow, "gradient_flow"));
    }

    public static Tensor Write(GradientCall g, Tensor flow)
    {
        var (handle, after) = Find(g, flow);
        using var scope = handle.Graph.NameScope("TensorArrayWrite");
        return Nodes.Make("TensorArrayWriteV3", null, [handle, g.Inputs[1], Value(g), after]);
    }

    public static Tensor Scatter(GradientCall g, Tensor flow)
    {
        var (handle, after) = Find(g, flow);
        using var scope = handle.Graph.NameScope("TensorArrayScatter");
        return Nodes.Make("TensorArrayScatterV3", null, [handle, g.Inputs[1], Value(g), after]);
    }

    public static Tensor Split(GradientCall g, Tensor flow)
    {
        var (handle, after) = Find(g, flow);
        using var scope = handle.Graph.NameScope("TensorArraySplit");
        return Nodes.Make("TensorArraySplitV3", null, [handle, Value(g), MathFunctions.Cast(g.Outputs[1], DType.Int64), after]);
    }

    public static Tensor Read(GradientCall g)
    {
        var (handle, flow) = Find(g, g.Grad);
        return Nodes.Make("TensorArrayReadV3", null, [handle, g.Inputs[1], flow], ("dtype", AttrValues.Of(g.Attrs.Type("T"))));
    }

    public static Tensor Gather(GradientCall g)
    {
        var (handle, flow) = Find(g, g.Grad);
        return Nodes.Make("TensorArrayGatherV3", null, [handle, g.Inputs[1], flow], ("dtype", AttrValues.Of(g.Attrs.Type("T"))));
    }

    public static Tensor Concat(GradientCall g)
    {
        var (handle, flow) = Find(g, g.Grad);
        return Nodes.Make("TensorArrayConcatV3", null, [handle, flow], ("dtype", AttrValues.Of(g.Attrs.Type("T"))));
    }

    private static (Tensor Handle, Tensor Flow) Find(GradientCall g, Tensor flow) => Make(g.Inputs[0], flow, Source(g.First.Source.Name));

    private static Tensor Value(GradientCall g) => g.First.AsTensor(g.Op.Graph, null, "value", asRef: false);

    // Which call a gradient belongs to is told by its name: up to the last scope that begins with "gradients".
    private static string Source(string name)
    {
        var parts = name.Split('/');
        var last = System.Array.FindLastIndex(parts, p => p.StartsWith("gradients", StringComparison.Ordinal));
        if (last >= 0) return string.Join('/', parts[..(last + 1)]);
        throw new ValueError($"Expected op/tensor name to start with gradients (excluding scope), got: {name}. This means that a tf.gradients op with this op in its "
            + "dependency path has a custom name that does not start with 'gradients'. Please make sure all calls to tf.gradients that have non-empty 'name' arguments "
            + "use names that start with 'gradients'.");
    }
}

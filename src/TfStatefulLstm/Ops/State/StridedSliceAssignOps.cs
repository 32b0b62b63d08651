using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;

namespace TfStatefulLstm.Ops.State;

/// <summary>Gives a slice of a variable a value (<c>v[2:4].assign(x)</c>).</summary>
internal sealed class StridedSliceAssign : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("StridedSliceAssign")
        .Input("ref: Ref(T)").Input("begin: Index").Input("end: Index").Input("strides: Index").Input("value: T").Output("output_ref: Ref(T)")
        .Attr("T: type").Attr("Index: {int32, int64}").Attr("begin_mask: int = 0").Attr("end_mask: int = 0").Attr("ellipsis_mask: int = 0")
        .Attr("new_axis_mask: int = 0").Attr("shrink_axis_mask: int = 0");

    public override void InferShapes(ShapeContext c) => c.SetOutput(0, c.Input(0));

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var masks = StridedSliceSpec.Masks.Of(node);
        return new FunctionKernel(c =>
        {
            if (c.ReadVariable(0) is not { } old) throw new FailedPreconditionError($"Attempting to use uninitialized value {c.VariableName(0)}");
            c.AssignVariable(0, Replaced(c, old, masks));
        });
    }

    /// <summary>A copy of the old value with a slice replaced.</summary>
    internal static NDArray Replaced(KernelContext c, NDArray old, StridedSliceSpec.Masks masks)
    {
        var value = c.Scratch(old.DType, old.Dims);
        Elements.Copy(old, value);
        StridedSlice.Replace(value, c.Input(1), c.Input(2), c.Input(3), masks, c.Input(4));
        return value;
    }
}

/// <summary>Gives a slice of a resource variable a value.</summary>
internal sealed class ResourceStridedSliceAssign : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("ResourceStridedSliceAssign")
        .Input("ref: resource").Input("begin: Index").Input("end: Index").Input("strides: Index").Input("value: T").Attr("T: type")
        .Attr("Index: {int32, int64}").Attr("begin_mask: int = 0").Attr("end_mask: int = 0").Attr("ellipsis_mask: int = 0")
        .Attr("new_axis_mask: int = 0").Attr("shrink_axis_mask: int = 0").Stateful();

    public override void InferShapes(ShapeContext c) { }

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var masks = StridedSliceSpec.Masks.Of(node);
        return new FunctionKernel(c => c.AssignVariable(0, StridedSliceAssign.Replaced(c, ResourceVariables.Require(c), masks)));
    }
}

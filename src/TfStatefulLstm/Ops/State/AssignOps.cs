using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Array;

namespace TfStatefulLstm.Ops.State;

/// <summary>Gives a variable a value (<c>tf.assign</c>).</summary>
internal sealed class Assign : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Assign")
        .Input("ref: Ref(T)").Input("value: T").Output("output_ref: Ref(T)").Attr("T: type").Attr("validate_shape: bool = true")
        .Attr("use_locking: bool = true").AllowsUninitializedInput();

    public override Gradient? Gradient => Gradients.NotDifferentiable;

    public override void InferShapes(ShapeContext c) =>
        c.SetOutput(0, c.Attrs.Bool("validate_shape") ? ShapeContext.Merge(c.Input(0), c.Input(1)) : c.Input(1));

    public override Kernel CreateKernel(NodeAttrs node)
    {
        var validate = node.Bool("validate_shape");
        return new FunctionKernel(c =>
        {
            var value = c.Input(1);
            if (validate && !Fits(c, value))
                throw new InvalidArgumentError($"Assign requires shapes of both tensors to match. lhs shape= {(c.ReadVariable(0)?.Shape ?? c.VariableShape(0)).ToDebugString()} rhs shape= {value.Shape.ToDebugString()}");
            c.AssignVariable(0, value);
        });
    }

    // A variable without a value has the shape that it was declared with. In the steady state nothing is allocated, no shape either.
    private static bool Fits(KernelContext c, NDArray value) =>
        c.ReadVariable(0) is { } old ? old.Dims.SequenceEqual(value.Dims) : c.VariableShape(0).IsCompatibleWith(value.Shape);
}

/// <summary>Adds to a variable or subtracts from it.</summary>
internal abstract class AssignCombined(Combine combine) : Op
{
    public sealed override void InferShapes(ShapeContext c) => c.SetOutput(0, ShapeContext.Merge(c.Input(0), c.Input(1)));

    public sealed override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c =>
    {
        if (c.ReadVariable(0) is not { } old) throw new FailedPreconditionError($"Attempting to use uninitialized value {c.VariableName(0)}");
        if (!old.Dims.SequenceEqual(c.Input(1).Dims)) throw new InvalidArgumentError("Parameters and update must be the same size");
        c.AssignVariable(0, Combined(c, old, c.Input(1), combine));
    });

    /// <summary>A new value made of the old one and an update of its shape.</summary>
    internal static NDArray Combined(KernelContext c, NDArray old, NDArray update, Combine combine)
    {
        var value = c.Scratch(old.DType, old.Dims);
        Elements.Copy(old, value);
        Arithmetic.Apply(combine, value, 0, update, 0, value.Length);
        return value;
    }
}

/// <summary>Adds to a variable (<c>tf.assign_add</c>).</summary>
internal sealed class AssignAdd() : AssignCombined(Combine.Add)
{
    public override OpSchema Schema { get; } = OpSchema.Define("AssignAdd")
        .Input("ref: Ref(T)").Input("value: T").Output("output_ref: Ref(T)")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}")
        .Attr("use_locking: bool = false");

    public override Gradient? Gradient => Gradients.NotDifferentiable;
}

/// <summary>Subtracts from a variable (<c>tf.assign_sub</c>).</summary>
internal sealed class AssignSub() : AssignCombined(Combine.Subtract)
{
    public override OpSchema Schema { get; } = OpSchema.Define("AssignSub")
        .Input("ref: Ref(T)").Input("value: T").Output("output_ref: Ref(T)")
        .Attr("T: {float, double, int32, uint8, int16, int8, complex64, int64, qint8, quint8, qint32, bfloat16, uint16, complex128, half, uint32, uint64}")
        .Attr("use_locking: bool = false");

    public override Gradient? Gradient => Gradients.NotDifferentiable;
}

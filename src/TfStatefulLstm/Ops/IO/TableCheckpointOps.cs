using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Ops.IO;

/// <summary>Writes tensors to a V1 checkpoint.</summary>
internal sealed class Save : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Save")
        .Input("filename: string").Input("tensor_names: string").Input("data: T").Attr("T: list(type) >= 1").Stateful();

    public override void InferShapes(ShapeContext c) => TableCheckpointInputs.InferNames(c, 2);

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c => TableCheckpointInputs.Save(c, 2));
}

/// <summary>Writes slices of tensors to a V1 checkpoint.</summary>
internal sealed class SaveSlices : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("SaveSlices")
        .Input("filename: string").Input("tensor_names: string").Input("shapes_and_slices: string").Input("data: T").Attr("T: list(type) >= 1").Stateful();

    public override void InferShapes(ShapeContext c) => TableCheckpointInputs.InferNames(c, 3);

    public override Kernel CreateKernel(NodeAttrs node) => new FunctionKernel(c => TableCheckpointInputs.Save(c, 3));
}

/// <summary>Reads a tensor from the checkpoint files that match a pattern.</summary>
internal sealed class Restore : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("Restore")
        .Input("file_pattern: string").Input("tensor_name: string").Output("tensor: dt").Attr("dt: type").Attr("preferred_shard: int = -1").Stateful();

    public override void InferShapes(ShapeContext c)
    {
        c.WithRank(0, 0);
        c.WithRank(1, 0);
        c.SetOutput(0, Shape.Unknown);
    }

    public override Kernel CreateKernel(NodeAttrs node) => TableCheckpointInputs.Restorer(node);
}

/// <summary>Reads a slice of a tensor from the checkpoint files that match a pattern.</summary>
internal sealed class RestoreSlice : Op
{
    public override OpSchema Schema { get; } = OpSchema.Define("RestoreSlice")
        .Input("file_pattern: string").Input("tensor_name: string").Input("shape_and_slice: string").Output("tensor: dt")
        .Attr("dt: type").Attr("preferred_shard: int = -1").Stateful();

    public override void InferShapes(ShapeContext c)
    {
        for (var i = 0; i < 3; i++) c.WithRank(i, 0);
        var spec = c.InputTensor(2) is { } constant ? CheckpointInputs.String(constant) : "";
        c.SetOutput(0, spec.Length > 0 ? new Shape(TensorSlice.ParseSpec(spec).Dims) : Shape.Unknown);
    }

    public override Kernel CreateKernel(NodeAttrs node) => TableCheckpointInputs.Restorer(node);
}

/// <summary>What the ops of V1 checkpoints share.</summary>
internal static class TableCheckpointInputs
{
    /// <summary>One name, and one slice where there are slices, for each tensor.</summary>
    public static void InferNames(ShapeContext c, int firstTensor)
    {
        c.WithRank(0, 0);
        for (var i = 1; i < firstTensor; i++) ShapeContext.WithValue(c.WithRank(i, 1)[0], c.InputCount - firstTensor);
    }

    /// <exception cref="InvalidArgumentError">File name, names and tensors do not fit each other.</exception>
    public static void Save(KernelContext c, int firstTensor)
    {
        var count = c.InputCount - firstTensor;
        if (c.Input(0).Length != 1) throw new InvalidArgumentError($"Input 0 (filename) must be a string scalar; got a tensor of {c.Input(0).Length}elements");
        if (c.Input(1).Length != count) throw new InvalidArgumentError($"The size of the inputs(filename, tensor_names) does not match the number of data tensors: {c.Input(1).Length} names for {count} tensors");
        var slices = firstTensor == 3 ? BundleIO.Strings(c.Input(2)) : [.. Enumerable.Repeat("", count)];
        if (slices.Length != count) throw new InvalidArgumentError($"Expected {count} elements for the tensor_slices, but got {slices.Length}");
        var tensors = new NDArray[count];
        for (var i = 0; i < count; i++) tensors[i] = c.Input(i + firstTensor);
        BundleIO.SaveTable(CheckpointInputs.String(c.Input(0)), BundleIO.Strings(c.Input(1)), slices, tensors);
    }

    /// <summary>Restore and RestoreSlice. All files are open at once, so that no shard is preferred to another.</summary>
    public static Kernel Restorer(NodeAttrs node)
    {
        var dtype = node.Type("dt");
        return new FunctionKernel(c =>
        {
            for (var i = 0; i < 2; i++)
                if (c.Input(i).Length != 1)
                    throw new InvalidArgumentError($"Input {i} ({(i == 0 ? "file_pattern" : "tensor_name")}) must be a string scalar; got a tensor of {c.Input(i).Length}elements");
            c.SetOutput(0, BundleIO.RestoreOne(CheckpointInputs.String(c.Input(0)), CheckpointInputs.String(c.Input(1)), c.InputCount > 2 ? CheckpointInputs.String(c.Input(2)) : "", dtype));
        });
    }
}

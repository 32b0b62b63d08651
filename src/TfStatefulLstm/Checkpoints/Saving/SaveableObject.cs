using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Checkpoints.Saving;

/// <summary>One tensor of a checkpoint: what is saved under which name (<c>SaveSpec</c>).</summary>
/// <param name="tensor">Gives the tensor; some make a node every time they are asked.</param>
/// <param name="sliceSpec">Which part of a partitioned tensor it is (<c>10 4 0,5:0,4</c>); empty for a whole one.</param>
/// <param name="name">Its name in the checkpoint.</param>
/// <param name="dtype">Its element type.</param>
public sealed class SaveSpec(Func<TensorConvertible> tensor, string sliceSpec, string name, DType dtype)
{
    /// <summary>A tensor that exists.</summary>
    public SaveSpec(TensorConvertible tensor, string sliceSpec, string name) : this(() => tensor, sliceSpec, name, tensor.ElementType) { }

    /// <summary>The tensor or variable to save.</summary>
    public TensorConvertible Tensor => tensor();

    /// <summary>Which part of a partitioned tensor it is; empty for a whole one.</summary>
    public string SliceSpec => sliceSpec;

    /// <summary>The name in the checkpoint.</summary>
    public string Name => name;

    /// <summary>The element type.</summary>
    public DType DType => dtype.Base();
}

/// <summary>Something that a saver saves and restores (<c>tf.train.SaverBuilder.SaveableObject</c>).</summary>
/// <param name="op">The variable, tensor or operation that it stands for; no saver takes the same twice.</param>
/// <param name="specs">Its tensors.</param>
/// <param name="name">Its name.</param>
/// <param name="device">The device that it is restored on.</param>
public abstract class SaveableObject(object op, IReadOnlyList<SaveSpec> specs, string name, string device) : INamed
{
    /// <summary>What it stands for.</summary>
    public object Op => op;

    /// <summary>Its tensors.</summary>
    public IReadOnlyList<SaveSpec> Specs => specs;

    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>The device that it is restored on; empty for any.</summary>
    public string Device => device;

    /// <summary>Makes the operation that restores it.</summary>
    /// <param name="tensors">The restored tensors, one a spec.</param>
    /// <param name="shapes">The shapes to give them, if they are to be reshaped: known ones or tensors.</param>
    public abstract Dependency Restore(IReadOnlyList<Tensor> tensors, IReadOnlyList<TensorLike>? shapes);

    internal static Tensor Reshaped(Tensor tensor, IReadOnlyList<TensorLike>? shapes) =>
        shapes is null ? tensor : tensor.Graph.Apply("Reshape", null, [tensor, shapes[0]]).Output;
}

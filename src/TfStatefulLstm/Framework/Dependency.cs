namespace TfStatefulLstm.Framework;

/// <summary>What Python takes where something is only to run: an operation, a tensor, a variable, gathered slices.</summary>
public sealed class Dependency
{
    private Dependency(object item, Operation operation)
    {
        Item = item;
        Operation = operation;
    }

    /// <summary>The operation that runs.</summary>
    public Operation Operation { get; }

    /// <summary>The operation, tensor or variable as it was given.</summary>
    internal object Item { get; }

    /// <summary>An operation.</summary>
    public static implicit operator Dependency(Operation op) => new(op, op);

    /// <summary>The operation behind a tensor or a variable.</summary>
    public static implicit operator Dependency(TensorConvertible value) => new(value, value.Source);
}

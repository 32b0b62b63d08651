using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Training;

/// <summary>A number that an optimizer works with: a constant, a tensor or variable, or a function that makes one each time gradients are applied.</summary>
public sealed class Hyperparameter
{
    private readonly TensorLike? _value;
    private readonly Func<TensorLike>? _make;

    private Hyperparameter(TensorLike? value, Func<TensorLike>? make) => (_value, _make) = (value, make);

    /// <summary>What it is now: the value, or what the function makes.</summary>
    internal TensorLike Value => _make is null ? _value! : _make();

    /// <summary>What makes it, if a function does.</summary>
    internal Func<TensorLike>? Make => _make;

    /// <summary>The tensor that it is now.</summary>
    internal Tensor ToTensor(string name) => Nodes.Convert(Value, name: name);

    /// <summary>A number.</summary>
    public static implicit operator Hyperparameter(double value) => new(value, null);

    /// <summary>A number.</summary>
    public static implicit operator Hyperparameter(float value) => new(value, null);

    /// <summary>A tensor or a variable.</summary>
    public static implicit operator Hyperparameter(TensorConvertible value) => new(value, null);

    /// <summary>An array.</summary>
    public static implicit operator Hyperparameter(NDArray value) => new(value, null);

    /// <summary>A function.</summary>
    public static implicit operator Hyperparameter(Func<TensorLike> make) => new(null, make);
}

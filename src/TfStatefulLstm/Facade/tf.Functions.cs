using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Functions of the program's own as nodes.
public sealed partial class tensorflow
{
    /// <summary>A node that calls a function of the program's own in each run. No gradient flows through it, and a graph that another process reads has no function.</summary>
    /// <param name="func">From the values of the inputs those of the outputs, which must be of the types that are said.</param>
    /// <param name="inp">The inputs.</param>
    /// <param name="Tout">The types of the outputs; their shapes are unknown until <c>set_shape</c>.</param>
    /// <param name="stateful">Whether it may give other values for the same inputs.</param>
    /// <param name="name">The node's name.</param>
    public IReadOnlyList<Tensor> py_func(Func<NDArray[], NDArray[]> func, TensorLike inp, IReadOnlyList<DType> Tout, bool stateful = true, string? name = null) =>
        RuntimeFunctions.Call(func, inp, Tout, stateful, name);

    /// <summary>A node that calls a function of one output.</summary>
    /// <inheritdoc cref="py_func(Func{NDArray[], NDArray[]}, TensorLike, IReadOnlyList{DType}, bool, string)"/>
    public Tensor py_func(Func<NDArray[], NDArray> func, TensorLike inp, DType Tout, bool stateful = true, string? name = null) =>
        RuntimeFunctions.Call(values => [func(values)], inp, [Tout], stateful, name)[0];
}

using System.Runtime.CompilerServices;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.ControlFlow;

/// <summary>Between the types that a program's loops and branches are written with (tensors, arrays of them, tuples of these) and nested structures.</summary>
internal static class FlowStructure
{
    /// <exception cref="TypeError">A value is of no type that goes in or out of control flow.</exception>
    public static Nest<FlowValue> ToNest(object? value) => value switch
    {
        null => throw new ValueError("None values not supported."),
        Nest<FlowValue> nest => nest,
        Nest<Tensor> nest => nest.Map(t => (FlowValue)t),
        FlowValue flow => flow,
        TensorConvertible tensor => (FlowValue)tensor,
        Operation op => (FlowValue)op,
        TensorLike like => (FlowValue)like,
        Tensor[] tensors => Nest<FlowValue>.List(tensors.Select(t => Nest<FlowValue>.Leaf(t))),
        ITuple tuple => Nest<FlowValue>.Tuple(Enumerable.Range(0, tuple.Length).Select(i => ToNest(tuple[i]))),
        int or long or float or double or bool => (FlowValue)TensorLike.Of(value),
        _ => throw new TypeError($"Failed to convert object of type {value.GetType()} to Tensor. Contents: {value}."),
    };

    /// <exception cref="TypeError">The structure does not fit the type.</exception>
    public static T FromNest<T>(Nest<FlowValue> nest) => (T)FromNest(nest, typeof(T));

    private static object FromNest(Nest<FlowValue> nest, Type type)
    {
        if (type == typeof(Nest<FlowValue>)) return nest;
        if (type == typeof(Nest<Tensor>)) return nest.Map(v => v.Tensor);
        if (type == typeof(Tensor[])) return nest.Flatten().ConvertAll(v => v.Tensor).ToArray();
        if (type == typeof(FlowValue)) return nest.Value;
        if (type == typeof(TensorArray)) return nest.Value.TensorArray ?? throw new TypeError($"A TensorArray was expected, but this is {nest}.");
        if (type == typeof(TensorConvertible)) return nest.Value.Convertible;
        if (type.IsAssignableFrom(typeof(Tensor))) return nest.Value.Tensor;
        if (type.IsAssignableTo(typeof(ITuple)) && type.IsGenericType && type.GenericTypeArguments.Length == nest.Count)
            return Activator.CreateInstance(type, type.GenericTypeArguments.Select((t, i) => FromNest(nest[i], t)).ToArray())!;
        throw new TypeError($"{nest} cannot be a {type.Name}: loops and branches work on tensors, TensorArrays, arrays of tensors, and tuples of these.");
    }
}

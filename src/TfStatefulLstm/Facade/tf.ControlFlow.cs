using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// What runs when, and branches.
public sealed partial class tensorflow
{
    /// <summary>An operation that does nothing.</summary>
    public Operation no_op(string? name = null) => ControlFunctions.NoOp(name);

    /// <summary>An operation that has run when all inputs have run: operations, tensors, variables.</summary>
    public Operation group(params Dependency[] inputs) => ControlFunctions.Group(inputs);

    /// <summary>An operation of that name that has run when all inputs have run: operations, tensors, variables.</summary>
    public Operation group(IEnumerable<Dependency> inputs, string? name = null) => ControlFunctions.Group(inputs, name);

    /// <summary>The tensors, each of which is there only when all of them, and the control inputs, are computed.</summary>
    /// <param name="tensors">Tensors or variables.</param>
    /// <param name="name">The name scope.</param>
    /// <param name="control_inputs">What else to wait for.</param>
    /// <exception cref="ValueError">There is nothing to wait for.</exception>
    public Tensor[] tuple(IEnumerable<TensorConvertible> tensors, string? name = null, IEnumerable<Dependency>? control_inputs = null) =>
        [.. ControlFunctions.Tuple(tensors.Select(t => (Dependency)t), name, control_inputs).Select(t => (Tensor)t!.Item)];

    /// <summary>The tensors and operations, each of which is there only when all of them, and the control inputs, are computed; null stays null.</summary>
    /// <param name="tensors">Tensors, variables, operations.</param>
    /// <param name="name">The name scope.</param>
    /// <param name="control_inputs">What else to wait for.</param>
    /// <exception cref="ValueError">There is nothing to wait for.</exception>
    public Dependency?[] tuple(IEnumerable<Dependency?> tensors, string? name = null, IEnumerable<Dependency>? control_inputs = null) =>
        ControlFunctions.Tuple(tensors, name, control_inputs);

    /// <summary>Fails the run with the data if the condition does not hold.</summary>
    /// <param name="condition">What must be true.</param>
    /// <param name="data">Tensors and texts that the error shows.</param>
    /// <param name="summarize">How many elements of each tensor it shows.</param>
    /// <param name="name">The name scope.</param>
    public Operation Assert(TensorLike condition, TensorLike data, int? summarize = null, string? name = null) => Asserts.Assert(condition, data, summarize, name);

    /// <summary>The result of one function or the other. Both build their nodes, of which one half runs.</summary>
    /// <typeparam name="T">A tensor, an array of tensors, a TensorArray, or a tuple of these.</typeparam>
    /// <param name="pred">Which.</param>
    /// <param name="true_fn">What to do if it is true.</param>
    /// <param name="false_fn">What to do if it is false; it must give the same structure of the same types.</param>
    /// <param name="strict">Whether a list of one stays a list.</param>
    /// <param name="name">The name scope.</param>
    /// <exception cref="ValueError">The functions give results of different types.</exception>
    /// <exception cref="TypeError">The functions give structures of different kinds.</exception>
    public T cond<T>(TensorLike pred, Func<T> true_fn, Func<T> false_fn, bool strict = false, string? name = null) =>
        FlowStructure.FromNest<T>(Conditional.Cond(pred, () => FlowStructure.ToNest(true_fn()), () => FlowStructure.ToNest(false_fn()), strict, name));

    /// <summary>Runs one operation or the other; the result is the predicate once it has run.</summary>
    /// <inheritdoc cref="cond{T}"/>
    public Tensor cond(TensorLike pred, Func<Operation> true_fn, Func<Operation> false_fn, bool strict = false, string? name = null) =>
        Conditional.Cond(pred, () => (FlowValue)true_fn(), () => (FlowValue)false_fn(), strict, name).Value.Tensor;

    /// <summary>The result of one function or the other, of any structure.</summary>
    /// <inheritdoc cref="cond{T}"/>
    public Nest<FlowValue> cond(TensorLike pred, Func<Nest<FlowValue>> true_fn, Func<Nest<FlowValue>> false_fn, bool strict = false, string? name = null) =>
        Conditional.Cond(pred, true_fn, false_fn, strict, name);

    /// <summary>The result of the first function whose predicate is true.</summary>
    /// <typeparam name="T">A tensor, an array of tensors, a TensorArray, or a tuple of these.</typeparam>
    /// <param name="pred_fn_pairs">Predicates and functions, in order.</param>
    /// <param name="default">What to do if no predicate is true; without it, the run checks that one is.</param>
    /// <param name="exclusive">Whether the run checks that at most one predicate is true.</param>
    /// <param name="strict">Whether a list of one stays a list.</param>
    /// <param name="name">The name scope.</param>
    /// <exception cref="TypeError">A predicate is no truth value.</exception>
    public T @case<T>((Tensor, Func<T>)[] pred_fn_pairs, Func<T>? @default = null, bool exclusive = false, bool strict = false, string name = "case") =>
        FlowStructure.FromNest<T>(Conditional.Case(
            System.Array.ConvertAll(pred_fn_pairs, p => (p.Item1, (Func<Nest<FlowValue>?>)(() => FlowStructure.ToNest(p.Item2())))),
            @default is null ? null : () => FlowStructure.ToNest(@default()), exclusive, strict, name));

    /// <summary>A new array of tensors (<c>tf.TensorArray</c>).</summary>
    /// <param name="dtype">The type of the elements.</param>
    /// <param name="size">The number of elements.</param>
    /// <param name="dynamic_size">Whether writes may make it larger.</param>
    /// <param name="clear_after_read">Whether an element can be read only once; by default it can.</param>
    /// <param name="tensor_array_name">A name for the array in the run.</param>
    /// <param name="infer_shape">Whether all elements have the same shape.</param>
    /// <param name="element_shape">What is known of the shape of an element.</param>
    /// <param name="colocate_with_first_write_call">Whether its writes are placed with the first value that is written.</param>
    /// <param name="name">The node's name.</param>
    public TensorArray TensorArray(DType dtype, TensorLike size, bool? dynamic_size = null, bool? clear_after_read = null, string? tensor_array_name = null,
        bool infer_shape = true, Shape? element_shape = null, bool colocate_with_first_write_call = true, string? name = null) =>
        new(dtype, size, dynamic_size, clear_after_read, tensor_array_name, null, null, infer_shape, element_shape, colocate_with_first_write_call, name);
}

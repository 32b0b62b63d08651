using System.Runtime.CompilerServices;
using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Facade;

// Loops.
public sealed partial class tensorflow
{
    /// <summary>Repeats the body while the condition holds.</summary>
    /// <param name="cond">From the loop variables, whether to go on.</param>
    /// <param name="body">From the loop variables, their next values, in the same structure.</param>
    /// <param name="loop_vars">The initial values.</param>
    /// <param name="shape_invariants">The shapes that the variables keep; by default those of the initial values.</param>
    /// <param name="parallel_iterations">How many iterations may run at the same time.</param>
    /// <param name="back_prop">Whether gradients flow through the loop.</param>
    /// <param name="swap_memory">Whether what the gradient needs may be moved to main memory.</param>
    /// <param name="name">The name scope.</param>
    /// <param name="maximum_iterations">How often the body runs at most.</param>
    /// <param name="return_same_structure">Whether a single variable comes back in its structure too.</param>
    /// <exception cref="ValueError">The body's results differ from the loop variables in structure or shape.</exception>
    [OverloadResolutionPriority(1)]
    public Nest<FlowValue> while_loop(Func<Nest<FlowValue>, Tensor> cond, Func<Nest<FlowValue>, Nest<FlowValue>> body, Nest<FlowValue> loop_vars,
        Nest<Shape>? shape_invariants = null, int parallel_iterations = 10, bool back_prop = true, bool swap_memory = false, string? name = null,
        TensorLike? maximum_iterations = null, bool return_same_structure = false) =>
        WhileLoop.Build(cond, body, loop_vars, shape_invariants, parallel_iterations, back_prop, swap_memory, name, maximum_iterations, return_same_structure);

    /// <summary>Repeats the body while the condition holds: a loop of one variable.</summary>
    /// <typeparam name="T">A tensor, a TensorArray, an array of tensors, or a tuple of these.</typeparam>
    /// <inheritdoc cref="while_loop(Func{Nest{FlowValue}, Tensor}, Func{Nest{FlowValue}, Nest{FlowValue}}, Nest{FlowValue}, Nest{Shape}?, int, bool, bool, string?, TensorLike?, bool)"/>
    public T while_loop<T>(Func<T, Tensor> cond, Func<T, T> body, T loop_vars, Nest<Shape>? shape_invariants = null, int parallel_iterations = 10,
        bool back_prop = true, bool swap_memory = false, string? name = null, TensorLike? maximum_iterations = null) =>
        FlowStructure.FromNest<T>(WhileLoop.Build(v => cond(FlowStructure.FromNest<T>(v[0])), v => Nest<FlowValue>.List(FlowStructure.ToNest(body(FlowStructure.FromNest<T>(v[0])))),
            Nest<FlowValue>.List(FlowStructure.ToNest(loop_vars)), shape_invariants, parallel_iterations, back_prop, swap_memory, name, maximum_iterations,
            returnSameStructure: true)[0]);

    /// <summary>Repeats the body while the condition holds: a loop of two variables.</summary>
    /// <inheritdoc cref="while_loop{T}"/>
    public (T1, T2) while_loop<T1, T2>(Func<T1, T2, Tensor> cond, Func<T1, T2, (T1, T2)> body, (T1, T2) loop_vars,
        Nest<Shape>? shape_invariants = null, int parallel_iterations = 10, bool back_prop = true, bool swap_memory = false, string? name = null,
        TensorLike? maximum_iterations = null) =>
        FlowStructure.FromNest<(T1, T2)>(WhileLoop.Build(v => cond(FlowStructure.FromNest<T1>(v[0]), FlowStructure.FromNest<T2>(v[1])),
            v => FlowStructure.ToNest(body(FlowStructure.FromNest<T1>(v[0]), FlowStructure.FromNest<T2>(v[1]))), FlowStructure.ToNest(loop_vars),
            shape_invariants, parallel_iterations, back_prop, swap_memory, name, maximum_iterations, returnSameStructure: true));

    /// <summary>Repeats the body while the condition holds: a loop of three variables.</summary>
    /// <inheritdoc cref="while_loop{T}"/>
    public (T1, T2, T3) while_loop<T1, T2, T3>(Func<T1, T2, T3, Tensor> cond, Func<T1, T2, T3, (T1, T2, T3)> body, (T1, T2, T3) loop_vars,
        Nest<Shape>? shape_invariants = null, int parallel_iterations = 10, bool back_prop = true, bool swap_memory = false, string? name = null,
        TensorLike? maximum_iterations = null) =>
        FlowStructure.FromNest<(T1, T2, T3)>(WhileLoop.Build(v => cond(FlowStructure.FromNest<T1>(v[0]), FlowStructure.FromNest<T2>(v[1]), FlowStructure.FromNest<T3>(v[2])),
            v => FlowStructure.ToNest(body(FlowStructure.FromNest<T1>(v[0]), FlowStructure.FromNest<T2>(v[1]), FlowStructure.FromNest<T3>(v[2]))), FlowStructure.ToNest(loop_vars),
            shape_invariants, parallel_iterations, back_prop, swap_memory, name, maximum_iterations, returnSameStructure: true));

    /// <summary>Repeats the body while the condition holds: a loop of four variables.</summary>
    /// <inheritdoc cref="while_loop{T}"/>
    public (T1, T2, T3, T4) while_loop<T1, T2, T3, T4>(Func<T1, T2, T3, T4, Tensor> cond, Func<T1, T2, T3, T4, (T1, T2, T3, T4)> body, (T1, T2, T3, T4) loop_vars,
        Nest<Shape>? shape_invariants = null, int parallel_iterations = 10, bool back_prop = true, bool swap_memory = false, string? name = null,
        TensorLike? maximum_iterations = null) =>
        FlowStructure.FromNest<(T1, T2, T3, T4)>(WhileLoop.Build(v => cond(FlowStructure.FromNest<T1>(v[0]), FlowStructure.FromNest<T2>(v[1]), FlowStructure.FromNest<T3>(v[2]), FlowStructure.FromNest<T4>(v[3])),
            v => FlowStructure.ToNest(body(FlowStructure.FromNest<T1>(v[0]), FlowStructure.FromNest<T2>(v[1]), FlowStructure.FromNest<T3>(v[2]), FlowStructure.FromNest<T4>(v[3]))), FlowStructure.ToNest(loop_vars),
            shape_invariants, parallel_iterations, back_prop, swap_memory, name, maximum_iterations, returnSameStructure: true));

    /// <summary>Repeats the body while the condition holds: a loop of five variables.</summary>
    /// <inheritdoc cref="while_loop{T}"/>
    public (T1, T2, T3, T4, T5) while_loop<T1, T2, T3, T4, T5>(Func<T1, T2, T3, T4, T5, Tensor> cond, Func<T1, T2, T3, T4, T5, (T1, T2, T3, T4, T5)> body, (T1, T2, T3, T4, T5) loop_vars,
        Nest<Shape>? shape_invariants = null, int parallel_iterations = 10, bool back_prop = true, bool swap_memory = false, string? name = null,
        TensorLike? maximum_iterations = null) =>
        FlowStructure.FromNest<(T1, T2, T3, T4, T5)>(WhileLoop.Build(v => cond(FlowStructure.FromNest<T1>(v[0]), FlowStructure.FromNest<T2>(v[1]), FlowStructure.FromNest<T3>(v[2]), FlowStructure.FromNest<T4>(v[3]), FlowStructure.FromNest<T5>(v[4])),
            v => FlowStructure.ToNest(body(FlowStructure.FromNest<T1>(v[0]), FlowStructure.FromNest<T2>(v[1]), FlowStructure.FromNest<T3>(v[2]), FlowStructure.FromNest<T4>(v[3]), FlowStructure.FromNest<T5>(v[4]))), FlowStructure.ToNest(loop_vars),
            shape_invariants, parallel_iterations, back_prop, swap_memory, name, maximum_iterations, returnSameStructure: true));

    /// <summary>Repeats the body while the condition holds: a loop of six variables.</summary>
    /// <inheritdoc cref="while_loop{T}"/>
    public (T1, T2, T3, T4, T5, T6) while_loop<T1, T2, T3, T4, T5, T6>(Func<T1, T2, T3, T4, T5, T6, Tensor> cond, Func<T1, T2, T3, T4, T5, T6, (T1, T2, T3, T4, T5, T6)> body, (T1, T2, T3, T4, T5, T6) loop_vars,
        Nest<Shape>? shape_invariants = null, int parallel_iterations = 10, bool back_prop = true, bool swap_memory = false, string? name = null,
        TensorLike? maximum_iterations = null) =>
        FlowStructure.FromNest<(T1, T2, T3, T4, T5, T6)>(WhileLoop.Build(v => cond(FlowStructure.FromNest<T1>(v[0]), FlowStructure.FromNest<T2>(v[1]), FlowStructure.FromNest<T3>(v[2]), FlowStructure.FromNest<T4>(v[3]), FlowStructure.FromNest<T5>(v[4]), FlowStructure.FromNest<T6>(v[5])),
            v => FlowStructure.ToNest(body(FlowStructure.FromNest<T1>(v[0]), FlowStructure.FromNest<T2>(v[1]), FlowStructure.FromNest<T3>(v[2]), FlowStructure.FromNest<T4>(v[3]), FlowStructure.FromNest<T5>(v[4]), FlowStructure.FromNest<T6>(v[5]))), FlowStructure.ToNest(loop_vars),
            shape_invariants, parallel_iterations, back_prop, swap_memory, name, maximum_iterations, returnSameStructure: true));
}

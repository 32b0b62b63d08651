using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.ControlFlow.Gradients;

/// <summary>Adds the nodes that compute gradients to a graph (<c>tf.gradients</c>).</summary>
internal static class GradientGraph
{
    /// <summary>The sums of the derivatives of all ys with respect to each x: a tensor, rows of one, or null where nothing connects them.</summary>
    /// <exception cref="LookupError">An op on the way has no gradient.</exception>
    /// <exception cref="ValueError">The gradients given do not match the ys, or the gradient would go through the start of a loop from inside it.</exception>
    /// <exception cref="TypeError">A y is of a type that has no gradient, or its gradient is.</exception>
    public static TensorConvertible?[] Build(IReadOnlyList<TensorLike> ys, IReadOnlyList<TensorConvertible> xs, GradientOptions options)
    {
        var graph = GraphScopes.Of([.. ys, .. xs.Select(x => (TensorLike)x), .. options.Stop.Select(s => (TensorLike)s), .. options.GradYs?.Select(g => g is null ? null : (TensorLike)g) ?? []]);
        using var current = graph.AsDefault();
        Backpropagation back;
        // What ends the loops, and zeros for what is not connected, Python makes outside the scope.
        using (graph.NameScope(options.Name)) back = Back(graph, ys, xs, options);
        return back.Finish();
    }

    private static Backpropagation Back(Graph graph, IReadOnlyList<TensorLike> ys, IReadOnlyList<TensorConvertible> xs, GradientOptions options)
    {
        // TensorFlow marks the call by this name, so it is taken.
        graph.UniqueName("uid");
        var from = ys.Select(y => Dense(y, graph)).ToArray();
        var to = xs.Select(x => x is ResourceVariable variable ? variable.Handle : x.AsTensor(graph, null, "x", asRef: true)).ToArray();
        var starts = Starts(options.GradYs ?? new TensorConvertible?[from.Length], from, options.Colocate);
        var back = new Backpropagation(graph, from, to, starts, options);
        back.Run();
        return back;
    }

    private static Tensor Dense(TensorLike y, Graph graph) => y.Value is IndexedSlices
        ? throw new TypeError($"{y.Value} is no Tensor: gradients are taken of tensors.")
        : y.ToTensor(graph, name: "y");

    private static TensorConvertible[] Starts(IReadOnlyList<TensorConvertible?> given, Tensor[] ys, bool colocate)
    {
        if (given.Count != ys.Length) throw new ValueError($"Passed {given.Count} grad_ys for {ys.Length} ys");
        var graph = ys.Length > 0 ? ys[0].Graph : Graph.Default;
        var converted = given.Select(g => g is IndexedSlices ? g : g?.AsTensor(graph, null, "grad_y", asRef: false)).ToArray();
        var result = new TensorConvertible[ys.Length];
        for (var i = 0; i < ys.Length; i++)
        {
            using var beside = colocate ? graph.ColocateWith(ys[i].Op) : null;
            result[i] = converted[i] is { } start ? Named(Checked(start, ys[i]), i) : Ones(ys[i], i);
        }
        return result;
    }

    private static Tensor Ones(Tensor y, int index)
    {
        if (y.DType.IsComplex()) throw new TypeError($"Gradients of complex tensors must set grad_ys (y.dtype = tf.{y.DType.Name()})");
        var shape = ArrayFunctions.Shape(y);
        return ConstantFunctions.Fill(shape, ConstantFunctions.Constant(1, y.DType, name: $"grad_ys_{index}"));
    }

    private static TensorConvertible Checked(TensorConvertible start, Tensor y)
    {
        var (type, of) = (start.ElementType, y.DType.Base());
        if (of.IsFloating() || of.IsInteger())
        {
            if (!type.IsFloating() && !type.IsInteger())
                throw new TypeError($"Gradient type {type.Name()} generated for real or integer-valued tensor {y} with type {y.DType.Name()} must be real or integer");
        }
        else if (of.IsComplex())
        {
            if (!type.IsComplex()) throw new TypeError($"Gradient type {type.Name()} generated for complex-valued tensor {y} with type {y.DType.Name()} must be real");
        }
        else if (of is DType.Variant or DType.Resource)
        {
            if (of == DType.Resource == (type == DType.Resource)) throw new TypeError($"Input gradient {start} for {of.Name()} tensor {y} should not be a {type.Name()}");
        }
        else throw new TypeError($"Tensor {y} with type {y.DType.Name()} must be numeric to obtain a default gradient");
        return start;
    }

    // Gradients of TensorArrays are told apart by the scope of the call that their gradient comes from.
    private static TensorConvertible Named(TensorConvertible start, int index) => start is IndexedSlices rows
        ? Rows(rows, index)
        : ArrayFunctions.Identity(start, $"grad_ys_{index}");

    private static IndexedSlices Rows(IndexedSlices rows, int index)
    {
        var indices = ArrayFunctions.Identity(rows.Indices, $"grad_ys_{index}_indices");
        var values = ArrayFunctions.Identity(rows.Values, $"grad_ys_{index}_values");
        return new IndexedSlices(values, indices, rows.DenseShape is { } shape ? ArrayFunctions.Identity(shape, $"grad_ys_{index}_shape") : null);
    }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Functions;

/// <summary>Checks that a run makes, as far as they need no branch: their data is strings and int32, so it costs nothing to have it ready.</summary>
internal static class CheckFunctions
{
    /// <summary>Fails the run if the two shapes differ (<c>tf.assert_equal</c>).</summary>
    /// <exception cref="InvalidArgumentError">Both are known already, and differ.</exception>
    public static Operation AssertEqual(Tensor x, Tensor y)
    {
        var graph = x.Graph;
        // Python opens the scope once to see whether both are the same object, and again to build the check.
        graph.NameScope("assert_equal").Dispose();
        using var scope = graph.NameScope("assert_equal");
        TensorLike data = ["Condition x == y did not hold element-wise:", $"x ({x.Name}) = ", x, $"y ({y.Name}) = ", y];
        var condition = MathFunctions.ReduceAll(MathFunctions.Equal(x, y));
        if (ConstantEvaluation.Evaluate(condition) is { } known && !known.Item<bool>())
            throw new InvalidArgumentError(string.Join('\n', data.Select(d => d.AsTensorOrNull is { } t ? ConstantEvaluation.Evaluate(t)?.ToString() : d.ToArray(null).Item<string>())));
        using var inner = graph.NameScope("Assert");
        foreach (var item in data) item.ToTensor(graph);
        return AssertNode(graph, condition, data, null);
    }

    /// <summary>The node that fails the run with the data if the condition does not hold.</summary>
    public static Operation AssertNode(Graph graph, TensorLike condition, TensorLike data, int? summarize) =>
        graph.Apply("Assert", "Assert", [condition, TensorLike.List(data)], ("summarize", AttrValues.Of((long)(summarize ?? 3))));
}

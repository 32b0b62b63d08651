using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Functions;

// Cross entropies, and what tells whether a prediction is right.
internal static partial class NnFunctions
{
    /// <summary>The cross entropy of a softmax, row by row; gradients flow into the labels too.</summary>
    public static Tensor SoftmaxCrossEntropyWithLogitsV2(TensorLike labels, TensorLike logits, int? axis = null, string? name = null, int? dim = null)
    {
        var along = Nodes.Either<int?>("axis", axis, "dim", dim) ?? -1;
        using var scope = GraphScopes.NameScope(name, "softmax_cross_entropy_with_logits", logits, labels);
        var graph = GraphScopes.Of(logits, labels);
        var scores = logits.ToTensor(graph, name: "logits");
        var target = labels.ToTensor(graph, name: "labels");
        var isHalf = scores.DType.Base() is DType.Float16 or DType.BFloat16;
        var precise = isHalf ? MathFunctions.Cast(scores, DType.Float32) : scores;
        target = MathFunctions.Cast(target, precise.DType);
        var rank = ArrayFunctions.Rank(precise);
        if (along != -1) (precise, target) = (MoveToEnd(precise, along, rank), MoveToEnd(target, along, rank));
        var shape = ArrayFunctions.Shape(precise);
        var flatScores = FlattenOuter(precise);
        var flatTarget = FlattenOuter(target);
        var cost = Nodes.Make("SoftmaxCrossEntropyWithLogits", scope, [flatScores, flatTarget]);
        var outputShape = ArrayFunctions.Slice(shape, new[] { 0 }, new TensorLike[] { MathFunctions.Subtract(rank, 1) });
        cost = ArrayFunctions.Reshape(cost, outputShape);
        if (scores.Shape.HasRank)
        {
            var dims = scores.Shape.ToArray().ToList();
            dims.RemoveAt(along < 0 ? along + dims.Count : along);
            cost.SetShape(Framework.Shape.Of(dims));
        }
        return isHalf ? MathFunctions.Cast(cost, scores.DType) : cost;
    }

    /// <summary>The cross entropy of a softmax, row by row; no gradient flows into the labels.</summary>
    public static Tensor SoftmaxCrossEntropyWithLogits(TensorLike labels, TensorLike logits, int? dim = null, string? name = null, int? axis = null)
    {
        var along = Nodes.Either<int?>("axis", axis, "dim", dim) ?? -1;
        string scopeName;
        Tensor stopped;
        using (var scope = GraphScopes.NameScope(name, "softmax_cross_entropy_with_logits_sg", logits, labels))
        {
            scopeName = scope;
            stopped = ArrayFunctions.StopGradient(labels, "labels_stop_gradient");
        }
        return SoftmaxCrossEntropyWithLogitsV2(stopped, logits, along, scopeName);
    }

    /// <summary>The cross entropy of a softmax, row by row, where each row has one right class.</summary>
    public static Tensor SparseSoftmaxCrossEntropyWithLogits(TensorLike labels, TensorLike logits, string? name = null)
    {
        using var scope = GraphScopes.NameScope(name, "SparseSoftmaxCrossEntropyWithLogits", labels, logits);
        var graph = GraphScopes.Of(labels, logits);
        var target = labels.ToTensor(graph);
        var scores = logits.ToTensor(graph);
        var isHalf = scores.DType.Base() == DType.Float16;
        var precise = isHalf ? MathFunctions.Cast(scores, DType.Float32) : scores;
        var labelsShape = ArrayFunctions.Shape(target);
        var (rows, classes) = (target.Shape, scores.Shape);
        var isStatic = rows.IsFullyDefined && classes.HasRank && (classes.Rank == 0 || classes[..^1].IsFullyDefined);
        if (classes.Rank == 0) throw new ValueError($"Logits cannot be scalars - received shape {classes}.");
        if (classes.HasRank && rows.HasRank && rows.Rank != classes.Rank - 1)
            throw new ValueError($"Rank mismatch: Rank of labels (received {rows.Rank}) should equal rank of logits minus 1 (received {classes.Rank}).");
        if (isStatic && rows != classes[..^1])
        {
            throw new ValueError($"Shape mismatch: The shape of labels (received {rows}) should equal the shape of logits except for the last dimension (received {classes}).");
        }
        Tensor Back(Tensor cost) => isHalf ? MathFunctions.Cast(cost, DType.Float16) : cost;
        if (classes.Rank == 2) return Back(Nodes.Make("SparseSoftmaxCrossEntropyWithLogits", name, [precise, target]));
        var checks = isStatic ? [] : new[] { CheckFunctions.AssertEqual(ArrayFunctions.Shape(target), ArrayFunctions.Shape(scores)[..^1]) };
        using var after = graph.ControlDependencies(checks.OfType<Operation>());
        var shape = ArrayFunctions.Shape(scores);
        var count = shape[ArrayFunctions.Rank(scores) - 1];
        var flat = ArrayFunctions.Reshape(precise, new TensorLike[] { -1, count });
        var flatTarget = ArrayFunctions.Reshape(target, new[] { -1 });
        var cost = Nodes.Make("SparseSoftmaxCrossEntropyWithLogits", name, [flat, flatTarget]);
        cost = ArrayFunctions.Reshape(cost, labelsShape);
        cost.SetShape(rows);
        return Back(cost);
    }

    /// <summary>The cross entropy of a logistic function, element by element.</summary>
    public static Tensor SigmoidCrossEntropyWithLogits(TensorLike labels, TensorLike logits, string? name = null)
    {
        using var scope = GraphScopes.NameScope(name, "logistic_loss", logits, labels);
        var graph = GraphScopes.Of(logits, labels);
        var x = logits.ToTensor(graph, name: "logits");
        var z = labels.ToTensor(graph, name: "labels");
        if (!x.Shape.IsCompatibleWith(z.Shape)) throw new ValueError($"logits and labels must have the same shape ({x.Shape} vs {z.Shape})");
        var zeros = ConstantFunctions.ZerosLike(x, x.DType);
        var isPositive = x >= zeros;
        var relu = ArrayFunctions.Where(isPositive, x, zeros);
        var negative = ArrayFunctions.Where(isPositive, -x, x);
        var linear = x * z;
        var left = relu - linear;
        return MathFunctions.Add(left, MathFunctions.Log1p(MathFunctions.Exp(negative)), scope);
    }

    /// <summary>Whether the right class is among the k highest scores.</summary>
    public static Tensor InTopK(TensorLike predictions, TensorLike targets, TensorLike k, string? name = null)
    {
        using var scope = GraphScopes.NameScope(name, "in_top_k", predictions, targets);
        return Nodes.Make("InTopKV2", name, [predictions, targets, k]);
    }

    /// <summary>The k largest elements along the last axis, and their indices.</summary>
    public static (Tensor Values, Tensor Indices) TopK(TensorLike input, TensorLike? k = null, bool sorted = true, string? name = null)
    {
        var op = Nodes.Op("TopKV2", name, [input, k ?? 1], ("sorted", AttrValues.Of(sorted)));
        return (op.Outputs[0], op.Outputs[1]);
    }

    private static Tensor MoveToEnd(Tensor tensor, int dim, Tensor rank)
    {
        var before = ConstantFunctions.Range(dim);
        var after = ConstantFunctions.Range(dim + 1, rank);
        return ArrayFunctions.Transpose(tensor, ArrayFunctions.Concat([before, after, new[] { dim }], 0));
    }

    private static Tensor FlattenOuter(Tensor logits)
    {
        var rank = ArrayFunctions.Rank(logits);
        var shape = ArrayFunctions.Shape(logits);
        var last = ArrayFunctions.Slice(shape, new TensorLike[] { MathFunctions.Subtract(rank, 1) }, new[] { 1 });
        var result = ArrayFunctions.Reshape(logits, ArrayFunctions.Concat([new[] { -1 }, last], 0));
        if (logits.Shape.HasRank && (logits.Rank == 1 || logits.Shape[..^1].IsFullyDefined))
            result.SetShape(new Shape(logits.Rank == 1 ? 1 : logits.Shape[..^1].NumElements, logits.Shape[-1]));
        return result;
    }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Losses;

/// <summary>Losses between labels and predictions (<c>tf.losses</c>): each element's loss, weighted, reduced and added to a collection.</summary>
internal static class LossFunctions
{
    /// <summary>|prediction - label|.</summary>
    public static Tensor AbsoluteDifference(TensorLike labels, TensorLike predictions, LossOptions options) => Compared("absolute_difference", predictions, labels, options,
        (p, l) => MathFunctions.Abs(MathFunctions.Subtract(p, l)));

    /// <summary>(prediction - label) squared.</summary>
    public static Tensor MeanSquaredError(TensorLike labels, TensorLike predictions, LossOptions options) => Compared("mean_squared_error", predictions, labels, options,
        (p, l) => MathFunctions.SquaredDifference(p, l));

    /// <summary>1 - cosine, of vectors of length 1.</summary>
    public static Tensor CosineDistance(TensorLike labels, TensorLike predictions, int axis, LossOptions options) => Compared("cosine_distance_loss", predictions, labels, options,
        (p, l) => 1 - MathFunctions.ReduceSum(MathFunctions.Multiply(p, l), new[] { axis }, keepdims: true));

    /// <summary>max(0, 1 - label * logit) with labels of 0 and 1 taken as -1 and 1.</summary>
    public static Tensor Hinge(TensorLike labels, TensorLike logits, LossOptions options) => Compared("hinge_loss", logits, labels, options, (p, l) =>
    {
        var ones = ConstantFunctions.OnesLike(l);
        var signs = MathFunctions.Subtract(2 * l, ones);
        return NnFunctions.Relu(MathFunctions.Subtract(ones, MathFunctions.Multiply(signs, p)));
    });

    /// <summary>Half the square up to delta, linear from there.</summary>
    public static Tensor Huber(TensorLike labels, TensorLike predictions, TensorLike delta, LossOptions options) => Compared("huber_loss", predictions, labels, options, (p, l) =>
    {
        var error = MathFunctions.Abs(MathFunctions.Subtract(p, l));
        var quadratic = MathFunctions.Minimum(error, delta);
        var linear = MathFunctions.Subtract(error, quadratic);
        var half = ((TensorLike)0.5).ToTensor(quadratic.Graph, quadratic.DType);
        return MathFunctions.Add(MathFunctions.Multiply(half, MathFunctions.Multiply(quadratic, quadratic)), MathFunctions.Multiply(delta, linear));
    });

    /// <summary>-label log(p + epsilon) - (1 - label) log(1 - p + epsilon).</summary>
    public static Tensor Log(TensorLike labels, TensorLike predictions, double epsilon, LossOptions options) => Compared("log_loss", predictions, labels, options, (p, l) =>
        -MathFunctions.Multiply(l, MathFunctions.Log(p + epsilon)) - MathFunctions.Multiply(1 - l, MathFunctions.Log(1 - p + epsilon)));

    /// <summary>Cross entropy of independent truths.</summary>
    public static Tensor SigmoidCrossEntropy(TensorLike labels, TensorLike logits, double smoothing, LossOptions options)
    {
        using var scope = options.Open("sigmoid_cross_entropy_loss", logits, labels);
        var (given, classes) = LogitsAndLabels(logits, labels);
        if (smoothing > 0) classes = classes * (1 - smoothing) + 0.5 * smoothing;
        return options.Weighted(NnFunctions.SigmoidCrossEntropyWithLogits(labels: classes, logits: given, name: "xentropy"), scope);
    }

    /// <summary>Cross entropy of one class of many, labels as probabilities.</summary>
    public static Tensor SoftmaxCrossEntropy(TensorLike labels, TensorLike logits, double smoothing, LossOptions options)
    {
        using var scope = options.Open("softmax_cross_entropy_loss", logits, labels);
        var (given, classes) = LogitsAndLabels(logits, labels);
        if (smoothing > 0)
        {
            var count = MathFunctions.Cast(ArrayFunctions.Shape(classes)[new Slice[] { -1 }], given.DType);
            var negatives = smoothing / count;
            classes = classes * (1.0 - smoothing) + negatives;
        }
        classes = ArrayFunctions.StopGradient(classes, "labels_stop_gradient");
        return options.Weighted(NnFunctions.SoftmaxCrossEntropyWithLogitsV2(labels: classes, logits: given, name: "xentropy"), scope);
    }

    /// <summary>Cross entropy of one class of many, labels as numbers.</summary>
    public static Tensor SparseSoftmaxCrossEntropy(TensorLike labels, TensorLike logits, LossOptions options)
    {
        using var scope = options.Open("sparse_softmax_cross_entropy_loss", logits, labels);
        var (classes, given) = Squeezed(labels, logits);
        var weights = (options.Weights ?? 1.0).ToTensor(given.Graph);
        if (weights.Shape.HasRank && classes.Shape.HasRank)
        {
            if (weights.Rank - classes.Rank == 1) weights = ArrayFunctions.Squeeze(weights, new[] { -1 });
        }
        else if (weights.Rank != 0) throw new ValueError($"The ranks of weights and labels must be known: {weights}, {classes}");
        var losses = NnFunctions.SparseSoftmaxCrossEntropyWithLogits(labels: classes, logits: given, name: "xentropy");
        return (options with { Weights = weights }).Weighted(losses, scope);
    }

    /// <summary>The losses of a collection.</summary>
    public static IReadOnlyList<Tensor> Losses(string collection, string? scope) => [.. Graph.Default.Collection(collection, scope).OfType<Tensor>()];

    /// <summary>The sum of what regularizers added; 0 if they added nothing.</summary>
    public static Tensor RegularizationLoss(string? scope, string name)
    {
        var losses = Losses(GraphKeys.Names.REGULARIZATION_LOSSES, scope);
        return losses.Count > 0 ? MathFunctions.AddN(losses.ToArray(), name) : ConstantFunctions.Constant(0.0);
    }

    /// <summary>The sum of all losses.</summary>
    public static Tensor TotalLoss(bool addRegularization, string name, string? scope)
    {
        var losses = Losses(GraphKeys.Names.LOSSES, scope).ToList();
        if (addRegularization) losses.AddRange(Losses(GraphKeys.Names.REGULARIZATION_LOSSES, scope));
        return MathFunctions.AddN(losses.ToArray(), name);
    }

    private static Tensor Compared(string name, TensorLike predictions, TensorLike labels, LossOptions options, Func<Tensor, Tensor, Tensor> losses)
    {
        using var scope = options.Open(name, predictions, labels);
        var (p, l) = (MathFunctions.Cast(predictions, DType.Float32), MathFunctions.Cast(labels, DType.Float32));
        CheckCompatible(p, l);
        return options.Weighted(losses(p, l), scope);
    }

    private static (Tensor Logits, Tensor Labels) LogitsAndLabels(TensorLike logits, TensorLike labels)
    {
        var given = Nodes.Convert(logits);
        var classes = MathFunctions.Cast(labels, given.DType);
        CheckCompatible(given, classes);
        return (given, classes);
    }

    private static void CheckCompatible(Tensor x, Tensor y)
    {
        if (!x.Shape.IsCompatibleWith(y.Shape)) throw new ValueError($"Shapes {x.Shape} and {y.Shape} are incompatible");
    }

    // Labels with one dimension of size 1 too many lose it, as do logits.
    private static (Tensor Labels, Tensor Logits) Squeezed(TensorLike labels, TensorLike logits)
    {
        using var scope = GraphScopes.NameScope(null, "remove_squeezable_dimensions", labels, logits);
        var (p, l) = (Nodes.Convert(logits), Nodes.Convert(labels));
        if (!p.Shape.HasRank || !l.Shape.HasRank) return (l, p);
        var difference = p.Rank - l.Rank;
        if (difference == 2) p = ArrayFunctions.Squeeze(p, new[] { -1 });
        else if (difference == 0) l = ArrayFunctions.Squeeze(l, new[] { -1 });
        return (l, p);
    }
}

/// <summary>What all losses take.</summary>
/// <param name="Weights">The weight of each element, or of all; 1 where nothing is said.</param>
/// <param name="Scope">The name scope.</param>
/// <param name="Collection">The collection that the loss is added to, or null.</param>
/// <param name="Reduction">How the losses of single elements become one.</param>
internal sealed record LossOptions(TensorLike? Weights, string? Scope, string? Collection, string Reduction)
{
    public NameScope Open(string name, TensorLike predictions, TensorLike labels) => GraphScopes.NameScope(Scope, name, predictions, labels, Weights);

    public Tensor Weighted(Tensor losses, string scope) => WeightedLoss.Compute(losses, Weights, scope, Collection, Reduction);
}

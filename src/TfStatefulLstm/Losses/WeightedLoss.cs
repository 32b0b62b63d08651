using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Losses;

/// <summary>How the losses of single elements become one (<c>tf.losses.Reduction</c>).</summary>
public static class Reduction
{
    /// <summary>They do not.</summary>
    public const string NONE = "none";

    /// <summary>Their weighted sum.</summary>
    public const string SUM = "weighted_sum";

    /// <summary>The weighted sum over the number of elements.</summary>
    public const string SUM_OVER_BATCH_SIZE = "weighted_sum_over_batch_size";

    /// <summary>The weighted sum over the sum of the weights.</summary>
    public const string MEAN = "weighted_mean";

    /// <summary>The weighted sum over the number of weights that are not zero.</summary>
    public const string SUM_BY_NONZERO_WEIGHTS = "weighted_sum_by_nonzero_weights";

    /// <summary>The old name of <see cref="SUM_BY_NONZERO_WEIGHTS"/>.</summary>
    public const string SUM_OVER_NONZERO_WEIGHTS = SUM_BY_NONZERO_WEIGHTS;

    internal static void Validate(string reduction)
    {
        if (reduction is not (NONE or SUM or SUM_OVER_BATCH_SIZE or MEAN or SUM_BY_NONZERO_WEIGHTS)) throw new ValueError($"Invalid Reduction Key {reduction}.");
    }
}

/// <summary>Weights, and what becomes of the losses of single elements.</summary>
internal static class WeightedLoss
{
    private const string CannotBroadcast = "weights can not be broadcast to values.";

    /// <summary>One loss of many (<c>compute_weighted_loss</c>).</summary>
    public static Tensor Compute(TensorLike losses, TensorLike? weights, string? scope, string? collection, string reduction)
    {
        Reduction.Validate(reduction);
        var weight = weights ?? 1.0;
        using var names = GraphScopes.NameScope(scope, "weighted_loss", losses, weight);
        var graph = GraphScopes.Of(losses, weight);
        using var check = graph.ControlDependencies([AssertBroadcastable(weight, losses)]);
        var values = losses.ToTensor(graph);
        var type = values.DType;
        values = MathFunctions.Cast(values, DType.Float32);
        var weightTensor = MathFunctions.Cast(weight, DType.Float32);
        var weighted = MathFunctions.Multiply(values, weightTensor);
        var loss = reduction == Reduction.NONE ? weighted : Reduced(weighted, values, weightTensor, reduction);
        loss = MathFunctions.Cast(loss, type);
        if (collection is not null) graph.AddToCollection(collection, loss);
        return loss;
    }

    private static Tensor Reduced(Tensor weighted, Tensor values, Tensor weights, string reduction)
    {
        var sum = MathFunctions.ReduceSum(weighted);
        return reduction switch
        {
            Reduction.MEAN => SafeMean(sum, MathFunctions.ReduceSum(ConstantFunctions.OnesLike(values) * weights)),
            Reduction.SUM_BY_NONZERO_WEIGHTS => SafeMean(sum, NumPresent(values, weights)),
            Reduction.SUM_OVER_BATCH_SIZE => SafeMean(sum, NumElements(values)),
            _ => sum,
        };
    }

    private static Tensor SafeMean(Tensor losses, Tensor present) => MathFunctions.DivNoNan(MathFunctions.ReduceSum(losses), present, "value");

    private static Tensor NumElements(Tensor losses)
    {
        using var scope = losses.Graph.NameScope("num_elements");
        return MathFunctions.Cast(ArrayFunctions.Size(losses, scope), losses.DType);
    }

    private static Tensor NumPresent(Tensor losses, Tensor weights)
    {
        using var scope = losses.Graph.NameScope("num_present");
        weights = MathFunctions.Cast(weights, DType.Float32);
        var present = ArrayFunctions.Where(MathFunctions.Equal(weights, 0.0), ConstantFunctions.ZerosLike(weights), ConstantFunctions.OnesLike(weights));
        return MathFunctions.ReduceSum(BroadcastWeights(present, losses), name: scope);
    }

    /// <summary>The weights in the shape of the values (<c>broadcast_weights</c>).</summary>
    /// <exception cref="ValueError">They do not fit.</exception>
    public static Tensor BroadcastWeights(Tensor weights, Tensor values)
    {
        using var scope = values.Graph.NameScope("broadcast_weights");
        if (weights.Shape.IsFullyDefined && values.Shape.IsFullyDefined && weights.Shape.IsCompatibleWith(values.Shape)) return weights;
        using var check = values.Graph.ControlDependencies([AssertBroadcastable(weights, values)]);
        return MathFunctions.Multiply(weights, ConstantFunctions.OnesLike(values), scope);
    }

    private static Operation AssertBroadcastable(TensorLike weightsLike, TensorLike valuesLike)
    {
        using var scope = GraphScopes.NameScope(null, "assert_broadcastable", weightsLike, valuesLike);
        var graph = GraphScopes.Of(weightsLike, valuesLike);
        var (weights, weightsShape, weightsRank) = Described(graph, "weights", weightsLike);
        var (values, valuesShape, valuesRank) = Described(graph, "values", valuesLike);
        if (weights.Shape.HasRank && values.Shape.HasRank)
        {
            if (weights.Rank == 0) return ControlFunctions.NoOp("static_scalar_check_success");
            if (weights.Rank != values.Rank)
            {
                throw new ValueError($"{CannotBroadcast} values.rank={values.Rank}. weights.rank={weights.Rank}. "
                    + $"values.shape={values.Shape}. weights.shape={weights.Shape}.");
            }
            if (weights.Shape.IsFullyDefined && values.Shape.IsFullyDefined)
            {
                for (var i = 0; i < values.Rank; i++)
                {
                    if (weights.Shape[i] == 1 || weights.Shape[i] == values.Shape[i]) continue;
                    throw new ValueError($"{CannotBroadcast} Mismatch at dim {i}. values.shape={List(values.Shape)} weights.shape={List(weights.Shape)}.");
                }
                return ControlFunctions.NoOp("static_dims_check_success");
            }
        }
        return AssertInRun(scope, weights, weightsShape, weightsRank, values, valuesShape, valuesRank);
    }

    private static (Tensor Value, Tensor Shape, Tensor Rank) Described(Graph graph, string name, TensorLike value)
    {
        using var scope = graph.NameScope(name);
        var tensor = value.ToTensor(graph, name: scope);
        var shape = ArrayFunctions.Shape(tensor, "shape");
        return (tensor, shape, ArrayFunctions.Rank(tensor, "rank"));
    }

    private static Operation AssertInRun(string scope, Tensor weights, Tensor weightsShape, Tensor weightsRank, Tensor values, Tensor valuesShape, Tensor valuesRank)
    {
        var isScalar = MathFunctions.Equal(0, weightsRank, "is_scalar");
        var fits = Conditional.Cond(isScalar, () => (FlowValue)isScalar, () => (FlowValue)FitsInRun(weightsRank, weightsShape, valuesRank, valuesShape), name: "is_valid_shape");
        TensorLike[] data = [CannotBroadcast, "weights.shape=", weights.Name, weightsShape, "values.shape=", values.Name, valuesShape, "is_scalar=", isScalar];
        return Asserts.Assert(fits.Value.Tensor, data, name: scope);
    }

    private static Tensor FitsInRun(Tensor weightsRank, Tensor weightsShape, Tensor valuesRank, Tensor valuesShape)
    {
        using var scope = weightsRank.Graph.NameScope("has_valid_nonscalar_shape");
        var isSameRank = MathFunctions.Equal(valuesRank, weightsRank, "is_same_rank");
        return Conditional.Cond(isSameRank, () => (FlowValue)HasValidDims(weightsShape, valuesShape), () => (FlowValue)isSameRank, name: scope).Value.Tensor;
    }

    // Every dimension of the weights is 1 or that of the values.
    private static Tensor HasValidDims(Tensor weightsShape, Tensor valuesShape)
    {
        using var scope = weightsShape.Graph.NameScope("has_invalid_dims");
        var values = ArrayFunctions.ExpandDims(valuesShape, -1);
        var valid = ArrayFunctions.Concat(new TensorLike[] { values, ConstantFunctions.OnesLike(values) }, 1);
        var invalid = Nodes.Op("DenseToDenseSetOperation", null, [ArrayFunctions.ExpandDims(weightsShape, -1), valid],
            ("set_operation", AttrValues.Of("a-b")), ("validate_indices", AttrValues.Of(true)));
        return MathFunctions.Equal(0, ArrayFunctions.Size(invalid.Outputs[1], "num_invalid_dims"), scope);
    }

    private static string List(Shape shape) => $"[{string.Join(' ', shape.ToArray())}]";
}

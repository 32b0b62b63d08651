using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Functions;

/// <summary>The building blocks of networks (<c>nn_ops</c>, <c>nn_impl</c>): biases, activations, normalization, dropout.</summary>
internal static partial class NnFunctions
{
    /// <summary>The value plus a bias along its channels.</summary>
    public static Tensor BiasAdd(TensorLike value, TensorLike bias, string? dataFormat = null, string? name = null)
    {
        using var scope = GraphScopes.NameScope(name, "BiasAdd", value, bias);
        var format = dataFormat switch
        {
            null => "NHWC",
            _ when dataFormat.StartsWith("NC", StringComparison.Ordinal) => "NCHW",
            _ when dataFormat.StartsWith('N') && dataFormat.EndsWith('C') => "NHWC",
            _ => throw new ValueError("data_format must be of the form `N...C` or `NC...`"),
        };
        var graph = GraphScopes.Of(value, bias);
        var input = value.ToTensor(graph, name: "input");
        return graph.Apply("BiasAdd", scope, [input, bias.ToTensor(graph, input.DType.Base(), "bias")], ("data_format", AttrValues.Of(format))).Output;
    }

    /// <summary>The matrix product x * weights plus biases.</summary>
    public static Tensor XwPlusB(TensorLike x, TensorLike weights, TensorLike biases, string? name = null)
    {
        using var scope = GraphScopes.NameScope(name, "xw_plus_b", x, weights, biases);
        var graph = GraphScopes.Of(x, weights, biases);
        var (input, w, b) = (x.ToTensor(graph, name: "x"), weights.ToTensor(graph, name: "weights"), biases.ToTensor(graph, name: "biases"));
        return BiasAdd(MathFunctions.Matmul(input, w), b, name: scope);
    }

    /// <summary>max(x, 0).</summary>
    public static Tensor Relu(TensorLike features, string? name = null) => Nodes.Make("Relu", name, [features]);

    /// <summary>min(max(x, 0), 6).</summary>
    public static Tensor Relu6(TensorLike features, string? name = null) => Nodes.Make("Relu6", name, [features]);

    /// <summary>x where it is positive, alpha * x elsewhere.</summary>
    public static Tensor LeakyRelu(TensorLike features, float alpha = 0.2f, string? name = null)
    {
        using var scope = GraphScopes.NameScope(name, "LeakyRelu", features);
        var tensor = Nodes.Convert(features, name: "features");
        if (tensor.DType.IsInteger()) tensor = MathFunctions.Cast(tensor, DType.Float32);
        return Nodes.Make("LeakyRelu", scope, [tensor], ("alpha", AttrValues.Of(alpha)));
    }

    /// <summary>x where it is positive, exp(x) - 1 elsewhere.</summary>
    public static Tensor Elu(TensorLike features, string? name = null) => Nodes.Make("Elu", name, [features]);

    /// <summary>The scaled exponential linear unit.</summary>
    public static Tensor Selu(TensorLike features, string? name = null) => Nodes.Make("Selu", name, [features]);

    /// <summary>log(exp(x) + 1).</summary>
    public static Tensor Softplus(TensorLike features, string? name = null) => Nodes.Make("Softplus", name, [features]);

    /// <summary>x / (abs(x) + 1).</summary>
    public static Tensor Softsign(TensorLike features, string? name = null) => Nodes.Make("Softsign", name, [features]);

    /// <summary>The softmax along an axis.</summary>
    public static Tensor Softmax(TensorLike logits, int? axis = null, string? name = null, int? dim = null) =>
        AlongAxis("Softmax", logits, Nodes.Either<int?>("axis", axis, "dim", dim) ?? -1, name);

    /// <summary>The logarithm of the softmax along an axis.</summary>
    public static Tensor LogSoftmax(TensorLike logits, int? axis = null, string? name = null, int? dim = null) =>
        AlongAxis("LogSoftmax", logits, Nodes.Either<int?>("axis", axis, "dim", dim) ?? -1, name);

    /// <summary>Half the sum of the squares.</summary>
    public static Tensor L2Loss(TensorLike t, string? name = null) => Nodes.Make("L2Loss", name, [t]);

    /// <summary>The tensor divided by its norm along axes.</summary>
    public static Tensor L2Normalize(TensorLike x, TensorLike? axis = null, double epsilon = 1e-12, string? name = null, TensorLike? dim = null)
    {
        axis = Nodes.Either("axis", axis, "dim", dim);
        using var scope = GraphScopes.NameScope(name, "l2_normalize", x);
        var tensor = Nodes.Convert(x, name: "x");
        var squares = MathFunctions.ReduceSum(MathFunctions.Square(tensor), axis, keepdims: true);
        return MathFunctions.Multiply(tensor, MathFunctions.Rsqrt(MathFunctions.Maximum(squares, epsilon)), scope);
    }

    /// <summary>Mean and variance along axes.</summary>
    public static (Tensor Mean, Tensor Variance) Moments(TensorLike x, TensorLike axes, string? name = null, bool? keepDims = null, bool? keepdims = null)
    {
        var keep = Nodes.Either("keepdims", keepdims, "keep_dims", keepDims) ?? false;
        using var scope = GraphScopes.NameScope(name, "moments", x, axes);
        var isHalf = x.Value is TensorConvertible { ElementType: DType.Float16 };
        TensorLike y = isHalf ? MathFunctions.Cast(x, DType.Float32) : x;
        var mean = MathFunctions.ReduceMean(y, axes, keepdims: true, name: "mean");
        var variance = MathFunctions.ReduceMean(MathFunctions.SquaredDifference(y, ArrayFunctions.StopGradient(mean)), axes, keepdims: true, name: "variance");
        if (!keep)
        {
            mean = ArrayFunctions.Squeeze(mean, axes);
            variance = ArrayFunctions.Squeeze(variance, axes);
        }
        return isHalf ? (MathFunctions.Cast(mean, DType.Float16), MathFunctions.Cast(variance, DType.Float16)) : (mean, variance);
    }

    /// <summary>The tensor normalized: scale * (x - mean) / sqrt(variance + epsilon) + offset.</summary>
    public static Tensor BatchNormalization(TensorLike x, TensorLike mean, TensorLike variance, TensorLike? offset, TensorLike? scale, TensorLike varianceEpsilon,
        string? name = null)
    {
        using var scope = GraphScopes.NameScope(name, "batchnorm", x, mean, variance, scale, offset);
        var (input, center, width) = (Nodes.Convert(x), Nodes.Convert(mean), Nodes.Convert(variance));
        var inverse = MathFunctions.Rsqrt(width + varianceEpsilon);
        if (scale is not null) inverse *= scale;
        var scaled = input * MathFunctions.Cast(inverse, input.DType.Base());
        var shift = offset is not null ? Difference(offset, center * inverse) : -center * inverse;
        return scaled + MathFunctions.Cast(shift, input.DType.Base());
    }

    /// <summary>The tensor with some elements set to zero at random and the others scaled up, so that the mean stays.</summary>
    public static Tensor Dropout(TensorLike x, TensorLike? keepProb = null, TensorLike? noiseShape = null, long? seed = null, string? name = null, TensorLike? rate = null)
    {
        var drop = Nodes.Either("rate", rate, "keep_prob", keepProb is null ? null : Complement(keepProb)) ?? throw new ValueError("You must provide a rate to dropout.");
        using var scope = GraphScopes.NameScope(name, "dropout", x);
        var graph = GraphScopes.Of(x);
        var tensor = x.ToTensor(graph, name: "x");
        if (!tensor.DType.IsFloating())
            throw new ValueError($"x has to be a floating point tensor since it's going to be scaled. Got a <dtype: '{tensor.DType.Name()}'> tensor instead.");
        if (Number(drop) is { } number)
        {
            if (!(number >= 0 && number < 1)) throw new ValueError($"rate must be a scalar tensor or a float in the range [0, 1), got {number:g}");
            if (number == 0) return tensor;
        }
        var rates = drop.ToTensor(graph, tensor.DType.Base(), "rate");
        if (rates.Rank > 0) throw new ValueError($"Shape {rates.Shape} must have rank 0");
        if (ConstantEvaluation.Evaluate(rates) is { } known && Convert.ToDouble(known.Boxed(0)) == 0) return tensor;
        var random = RandomFunctions.RandomUniform(noiseShape is null ? ArrayFunctions.Shape(tensor) : NoiseShape(tensor, noiseShape), dtype: tensor.DType.Base(), seed: seed);
        var keep = 1 - rates;
        var scale = 1 / keep;
        var mask = random >= rates;
        var result = tensor * scale * MathFunctions.Cast(mask, tensor.DType.Base());
        result.SetShape(tensor.Shape);
        return result;
    }

    private static Tensor Difference(TensorLike x, Tensor y) => x.Value is TensorConvertible ? Nodes.Convert(x) - y : x - y;

    // Python computes 1. - keep_prob: with numbers in double precision, with tensors as nodes outside the dropout's scope.
    private static TensorLike Complement(TensorLike keepProb) => Number(keepProb) is { } number ? 1.0 - number : 1.0 - Nodes.Convert(keepProb);

    private static double? Number(TensorLike value) => value.Value is TensorLike.Literal { Array: { Rank: 0 } number } ? Convert.ToDouble(number.Boxed(0)) : null;

    // A dimension that is left open takes the tensor's.
    private static TensorLike NoiseShape(Tensor tensor, TensorLike noiseShape)
    {
        if (!noiseShape.IsConstant) return noiseShape;
        var dims = noiseShape.ToArray(DType.Int64).ToArray<long>();
        if (tensor.Rank != dims.Length || !dims.Contains(-1)) return noiseShape;
        return Shape.Of(dims.Select((d, i) => d < 0 ? tensor.Shape[i] : d));
    }

    private static Tensor AlongAxis(string type, TensorLike logits, int axis, string? name)
    {
        var tensor = Nodes.Convert(logits);
        var rank = tensor.Rank;
        if (axis == -1 || rank > 0 && axis == rank - 1) return Nodes.Make(type, name, [tensor]);
        if (axis < -rank || axis >= rank)
        {
            throw new InvalidArgumentError($"Dimension ({axis}) must be in the range [{-rank}, {rank}) where {rank} is the number of dimensions in the input.");
        }
        // The op works along the last axis: the two are swapped before and after.
        var ranks = ArrayFunctions.Rank(tensor);
        TensorLike dim = axis < 0 ? axis + ranks : axis;
        var inputRank = ArrayFunctions.Rank(tensor);
        TensorLike position = axis < 0 ? Nodes.Convert(dim) % rank : axis % rank;
        var swapped = Swap(tensor, position, MathFunctions.Subtract(inputRank, 1), null);
        var result = Swap(Nodes.Make(type, null, [swapped]), position, MathFunctions.Subtract(inputRank, 1), name);
        result.SetShape(tensor.Shape);
        return result;
    }

    private static Tensor Swap(Tensor tensor, TensorLike dim, Tensor last, string? name)
    {
        var before = ConstantFunctions.Range(dim);
        var next = dim.IsConstant ? (TensorLike)((int)Number(dim)!.Value + 1) : Nodes.Convert(dim) + 1;
        var between = ConstantFunctions.Range(next, last);
        return ArrayFunctions.Transpose(tensor, ArrayFunctions.Concat([before, new TensorLike[] { last }, between, new TensorLike[] { dim }], 0), name ?? "transpose");
    }
}

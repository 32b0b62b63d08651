namespace TfStatefulLstm.Framework;

/// <summary>A tensor of which only some elements are given, the rest being zero (<c>tf.SparseTensor</c>): three tensors that belong together.</summary>
public sealed class SparseTensor
{
    /// <summary>A sparse tensor of these parts.</summary>
    /// <param name="indices">Where the elements stand, int64 [elements, rank].</param>
    /// <param name="values">The elements, [elements].</param>
    /// <param name="denseShape">The shape of the whole, int64 [rank].</param>
    /// <exception cref="ValueError">The parts do not fit each other.</exception>
    public SparseTensor(TensorLike indices, TensorLike values, TensorLike denseShape)
    {
        using (GraphScopes.NameScope(null, "SparseTensor", indices, values, denseShape))
        {
            var graph = GraphScopes.Of(indices, values, denseShape);
            Indices = indices.ToTensor(graph, DType.Int64, "indices");
            Values = values.ToTensor(graph, name: "values");
            DenseShape = denseShape.ToTensor(graph, DType.Int64, "dense_shape");
        }
        Fit(OfRank(Indices, 2)[0], OfRank(Values, 1)[0]);
        Fit(Indices.Shape[1], OfRank(DenseShape, 1)[0]);
    }

    /// <summary>Where the elements stand, [elements, rank].</summary>
    public Tensor Indices { get; }

    /// <summary>The elements.</summary>
    public Tensor Values { get; }

    /// <summary>The shape of the whole.</summary>
    public Tensor DenseShape { get; }

    /// <inheritdoc cref="Indices"/>
    public Tensor indices => Indices;

    /// <inheritdoc cref="Values"/>
    public Tensor values => Values;

    /// <inheritdoc cref="DenseShape"/>
    public Tensor dense_shape => DenseShape;

    /// <summary>The type of the elements.</summary>
    public DType dtype => Values.DType;

    /// <summary>The operation that makes the values.</summary>
    public Operation op => Values.Op;

    /// <summary>The graph.</summary>
    public Graph graph => Indices.Graph;

    /// <summary>What is known of the shape of the whole.</summary>
    public Shape get_shape() => ConstantEvaluation.Evaluate(DenseShape) is { } known ? Shape.Of(known.ToArray<long>()) : Shape.UnknownOfRank((int)DenseShape.Shape[0]);

    /// <summary>As Python prints it.</summary>
    public override string ToString() => $"SparseTensor(indices={Indices}, values={Values}, dense_shape={DenseShape})";

    private static Shape OfRank(Tensor tensor, int rank)
    {
        if (tensor.Rank >= 0 && tensor.Rank != rank) throw new ValueError($"Shape {tensor.Shape} must have rank {rank}");
        return tensor.Rank < 0 ? Shape.UnknownOfRank(rank) : tensor.Shape;
    }

    private static void Fit(long a, long b)
    {
        if (a >= 0 && b >= 0 && a != b) throw new ValueError($"Dimensions {a} and {b} are not compatible");
    }
}

/// <summary>The value of a sparse tensor, to feed and as fetched (<c>tf.SparseTensorValue</c>).</summary>
/// <param name="indices">Where the elements stand, int64 [elements, rank].</param>
/// <param name="values">The elements, [elements].</param>
/// <param name="dense_shape">The shape of the whole, int64 [rank].</param>
public sealed record SparseTensorValue(NDArray indices, NDArray values, NDArray dense_shape);

namespace TfStatefulLstm.Framework;

/// <summary>A tensor of which only some rows are given, such as the gradient of a gather (<c>tf.IndexedSlices</c>). A row that is named twice counts twice.</summary>
public sealed class IndexedSlices : TensorConvertible
{
    /// <summary>Slices of these values.</summary>
    /// <param name="values">The rows.</param>
    /// <param name="indices">For each row, where it stands in the whole.</param>
    /// <param name="denseShape">The shape of the whole, if known.</param>
    public IndexedSlices(Tensor values, Tensor indices, Tensor? denseShape = null) => (Values, Indices, DenseShape) = (values, indices, denseShape);

    /// <summary>The rows.</summary>
    public Tensor Values { get; }

    /// <summary>For each row, where it stands in the whole.</summary>
    public Tensor Indices { get; }

    /// <summary>The shape of the whole, if known.</summary>
    public Tensor? DenseShape { get; }

    /// <summary>The type of the values.</summary>
    public DType DType => Values.DType;

    /// <inheritdoc/>
    public override Graph OfGraph => Values.Graph;

    internal override Operation Source => Values.Op;

    internal override DType ElementType => Values.ElementType;

    /// <summary>The same rows of other values.</summary>
    internal IndexedSlices With(Tensor values) => new(values, Indices, DenseShape);

    /// <summary>The whole tensor, zero where no row is given.</summary>
    /// <exception cref="ValueError">Its shape is not known, or it is of another type than asked for.</exception>
    internal override Tensor AsTensor(Graph graph, DType? dtype, string? name, bool asRef)
    {
        if (dtype is { } wanted && wanted.Base() != ElementType)
            throw new ValueError($"Tensor conversion requested dtype {wanted.Base().Name()} for IndexedSlices with dtype {ElementType.Name()}");
        if (DenseShape is null) throw new ValueError($"Tensor conversion requested for IndexedSlices without dense_shape: {this}");
        return graph.Apply("UnsortedSegmentSum", name, [Values, Indices, DenseShape[0]]).Output;
    }

    /// <summary>As Python prints it.</summary>
    public override string ToString() =>
        $"IndexedSlices(indices={Indices}, values={Values}{(DenseShape is null ? "" : $", dense_shape={DenseShape}")})";
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Ops.TensorArrays;

namespace TfStatefulLstm.ControlFlow;

/// <summary>An array of tensors that loops write and read element by element (<c>tf.TensorArray</c>). Every write gives a new array; the flow, a scalar, puts
/// writes and reads in order.</summary>
public sealed class TensorArray : TensorConvertible
{
    // Arrays that came out of one another share what they learn of their elements, and the op that their nodes are placed with.
    private readonly Knowledge _known;
    private readonly bool _inferShape;
    private readonly bool _colocate;

    /// <summary>Makes the node of a new array, or a view of an existing one by its handle and flow.</summary>
    /// <param name="dtype">The type of the elements.</param>
    /// <param name="size">The number of elements.</param>
    /// <param name="dynamic_size">Whether writes may make it larger.</param>
    /// <param name="clear_after_read">Whether an element can be read only once; by default it can.</param>
    /// <param name="tensor_array_name">A name for the array in the run.</param>
    /// <param name="handle">The handle of an existing array.</param>
    /// <param name="flow">The flow of an existing array.</param>
    /// <param name="infer_shape">Whether all elements have the same shape.</param>
    /// <param name="element_shape">What is known of the shape of an element.</param>
    /// <param name="colocate_with_first_write_call">Whether its writes are placed with the first value that is written.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="ValueError">There is neither a handle nor a size, or there are both.</exception>
    public TensorArray(DType dtype, TensorLike? size = null, bool? dynamic_size = null, bool? clear_after_read = null, string? tensor_array_name = null,
        Tensor? handle = null, Tensor? flow = null, bool infer_shape = true, Shape? element_shape = null, bool colocate_with_first_write_call = true, string? name = null)
    {
        CheckHandle(handle, size, dynamic_size, clear_after_read, tensor_array_name, element_shape);
        DType = dtype.Base();
        _known = new Knowledge { ElementShape = element_shape ?? Shape.Unknown };
        (_inferShape, _colocate) = (infer_shape, colocate_with_first_write_call);
        TensorLike? handleLike = handle is null ? null : (TensorLike)handle, flowLike = flow is null ? null : (TensorLike)flow;
        using var scope = GraphScopes.NameScope(name, "TensorArray", handleLike, size, flowLike);
        if (handle is not null)
        {
            Handle = handle;
            Flow = flow ?? throw new ValueError("flow must not be None if handle is not None.");
            return;
        }
        var graph = GraphScopes.Of(size);
        using var device = _colocate ? graph.Device((string?)null) : null;
        using var alone = _colocate ? graph.ColocateWith(null, ignoreExisting: true) : null;
        var op = graph.Apply("TensorArrayV3", scope, [size!], ("dtype", AttrValues.Of(DType)), ("element_shape", AttrValues.Of(_known.ElementShape)),
            ("identical_element_shapes", AttrValues.Of(infer_shape)), ("dynamic_size", AttrValues.Of(dynamic_size ?? false)),
            ("clear_after_read", AttrValues.Of(clear_after_read ?? true)), ("tensor_array_name", AttrValues.Of(tensor_array_name ?? "")));
        (Handle, Flow) = (op.Outputs[0], op.Outputs[1]);
    }

    private TensorArray(TensorArray of, Tensor handle, Tensor flow, bool colocate)
    {
        // Python makes a whole new object, whose constructor opens a scope: the name is taken.
        GraphScopes.NameScope(null, "TensorArray", handle, flow).Dispose();
        (DType, Handle, Flow, _known, _inferShape, _colocate) = (of.DType, handle, flow, of._known, of._inferShape, colocate);
    }

    /// <summary>The type of the elements.</summary>
    public DType DType { get; }

    /// <summary>The handle of the array.</summary>
    public Tensor Handle { get; }

    /// <summary>What orders writes before reads.</summary>
    public Tensor Flow { get; }

    /// <summary>What is known of the shape of an element.</summary>
    public Shape ElementShape => _known.ElementShape;

    /// <inheritdoc cref="DType"/>
    public DType dtype => DType;

    /// <inheritdoc cref="Handle"/>
    public Tensor handle => Handle;

    /// <inheritdoc cref="Flow"/>
    public Tensor flow => Flow;

    /// <inheritdoc cref="ElementShape"/>
    public Shape element_shape => ElementShape;

    /// <summary>The same array after an identity of its flow.</summary>
    public TensorArray identity() => WithFlow(ArrayFunctions.Identity(Flow));

    /// <summary>The same array at another point of its flow (<c>build_ta_with_new_flow</c>).</summary>
    internal TensorArray WithFlow(Tensor flow) => new(this, Handle, flow, _colocate);

    /// <summary>The element at an index.</summary>
    public Tensor read(TensorLike index, string? name = null)
    {
        var value = Nodes.Make("TensorArrayReadV3", name, [Handle, index, Flow], ("dtype", AttrValues.Of(DType)));
        value.SetShape(ElementShape);
        return value;
    }

    /// <summary>The array after the value is written at an index.</summary>
    /// <exception cref="ValueError">The value's shape does not fit the elements'.</exception>
    public TensorArray write(TensorLike index, TensorLike value, string? name = null)
    {
        using var scope = GraphScopes.NameScope(name, "TensorArrayWrite", Handle, index, value);
        var tensor = value.ToTensor(Handle.Graph, name: "value", preferred: DType);
        CheckElementShape(tensor.Shape);
        Tensor flow;
        using (ColocateWith(tensor)) flow = Nodes.Make("TensorArrayWriteV3", name, [Handle, index, tensor, Flow]);
        return WithFlow(flow);
    }

    /// <summary>All elements, stacked.</summary>
    public Tensor stack(string? name = null)
    {
        using var beside = Handle.Graph.ColocateWith(Handle.Op);
        using var scope = GraphScopes.NameScope(name, "TensorArrayStack", Handle);
        return gather(ConstantFunctions.Range(0, size()), name);
    }

    /// <summary>The elements at these indices, stacked.</summary>
    public Tensor gather(TensorLike indices, string? name = null)
    {
        var value = Nodes.Make("TensorArrayGatherV3", name, [Handle, indices, Flow], ("dtype", AttrValues.Of(DType)), ("element_shape", AttrValues.Of(ElementShape)));
        if (ElementShape.HasRank) value.SetShape(new Shape(-1).Concatenate(ElementShape));
        return value;
    }

    /// <summary>All elements, one after another along their first dimension.</summary>
    public Tensor concat(string? name = null)
    {
        var rest = ElementShape.HasRank ? ElementShape[1..] : Shape.Unknown;
        var value = Nodes.Make("TensorArrayConcatV3", name, [Handle, Flow], ("dtype", AttrValues.Of(DType)), ("element_shape_except0", AttrValues.Of(rest)));
        if (ElementShape.HasRank) value.SetShape(new Shape(-1).Concatenate(rest));
        return value;
    }

    /// <summary>The array after the slices of the value are written from its first element on.</summary>
    /// <exception cref="ValueError">The value's shape does not fit the elements'.</exception>
    public TensorArray unstack(TensorLike value, string? name = null)
    {
        using var scope = GraphScopes.NameScope(name, "TensorArrayUnstack", Handle, value);
        var count = ArrayFunctions.Shape(value)[0];
        return scatter(ConstantFunctions.Range(0, count), value, name);
    }

    /// <summary>The array after the slices of the value are written at these indices.</summary>
    /// <exception cref="ValueError">The value's shape does not fit the elements'.</exception>
    public TensorArray scatter(TensorLike indices, TensorLike value, string? name = null)
    {
        using var scope = GraphScopes.NameScope(name, "TensorArrayScatter", Handle, value, indices);
        var tensor = value.ToTensor(Handle.Graph, name: "value", preferred: DType);
        CheckElementShape(tensor.Shape.HasRank ? tensor.Shape[1..] : Shape.Unknown);
        Tensor flow;
        using (ColocateWith(tensor)) flow = Nodes.Make("TensorArrayScatterV3", name, [Handle, indices, tensor, Flow]);
        return WithFlow(flow);
    }

    /// <summary>The array after the value is cut into elements of these lengths along its first dimension.</summary>
    /// <exception cref="ValueError">The value's shape does not fit the elements'.</exception>
    public TensorArray split(TensorLike value, TensorLike lengths, string? name = null)
    {
        using var scope = GraphScopes.NameScope(name, "TensorArraySplit", Handle, value, lengths);
        var tensor = value.ToTensor(Handle.Graph, DType, "value");
        Tensor flow;
        using (ColocateWith(tensor))
        {
            var lengths64 = MathFunctions.Cast(lengths, DType.Int64);
            if (tensor.Shape.HasRank && ConstantEvaluation.Evaluate(lengths64) is { Rank: > 0, Length: > 0 } known && known.ToArray<long>() is var all && all.Max() == all.Min())
                CheckElementShape(new Shape(all[0]).Concatenate(tensor.Shape[1..]));
            flow = Nodes.Make("TensorArraySplitV3", name, [Handle, tensor, lengths64, Flow]);
        }
        return WithFlow(flow);
    }

    /// <summary>The number of elements.</summary>
    public Tensor size(string? name = null) => Nodes.Make("TensorArraySizeV3", name, [Handle, Flow]);

    /// <summary>Frees the array.</summary>
    public Operation close(string? name = null) => Nodes.Op("TensorArrayCloseV3", name, [Handle]);

    /// <summary>The array that gradients of this one's elements add up in.</summary>
    /// <param name="source">Which gradient it is, where there are several.</param>
    /// <param name="flow">The flow at which the array has its final size; by default its own.</param>
    /// <param name="name">The node's name.</param>
    public TensorArray grad(string source, Tensor? flow = null, string? name = null)
    {
        var (handle, after) = ArrayGradient.Make(Handle, flow ?? Flow, source, name);
        return new TensorArray(this, handle, after, colocate: false);
    }

    /// <inheritdoc/>
    public override Graph? OfGraph => Flow.Graph;

    internal override DType ElementType => DType;

    internal override Operation Source => Flow.Op;

    // It goes through loops and branches beside tensors, and is none.
    internal override Tensor AsTensor(Graph graph, DType? dtype, string? name, bool asRef) =>
        throw new TypeError($"Failed to convert object of type TensorArray to Tensor. Contents: {this}. Consider casting elements to a supported type.");

    /// <summary>As Python prints it.</summary>
    public override string ToString() => $"TensorArray({Handle.Name}, dtype={DType.Name()})";

    private static void CheckHandle(Tensor? handle, TensorLike? size, bool? dynamicSize, bool? clearAfterRead, string? arrayName, Shape? elementShape)
    {
        if (handle is null)
        {
            if (size is null) throw new ValueError("Size must be provided if handle is not provided");
            return;
        }
        if (!string.IsNullOrEmpty(arrayName)) throw new ValueError("Cannot construct with both handle and tensor_array_name");
        var second = size is not null ? "size" : elementShape is not null ? "element_shape" : dynamicSize is not null ? "dynamic_size" : clearAfterRead is not null ? "clear_after_read" : null;
        if (second is not null) throw new ValueError($"Cannot provide both a handle and {second} at the same time");
    }

    private void CheckElementShape(Shape shape)
    {
        if (!shape.IsCompatibleWith(ElementShape)) throw new ValueError($"Inconsistent shapes: saw {shape} but expected {ElementShape} ");
        if (_inferShape) _known.ElementShape = ElementShape.MergeWith(shape);
    }

    private IDisposable? ColocateWith(Tensor value)
    {
        if (!_colocate) return null;
        _known.PlacedWith ??= value.Op;
        return value.Graph.ColocateWith(_known.PlacedWith);
    }

    private sealed class Knowledge
    {
        public required Shape ElementShape { get; set; }

        public Operation? PlacedWith { get; set; }
    }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Ops.Functions;

// Parts of tensors, by position, by index and by condition.
internal static partial class ArrayFunctions
{
    /// <summary>A block of a tensor.</summary>
    public static Tensor Slice(TensorLike input, TensorLike begin, TensorLike size, string? name = null) => Nodes.Make("Slice", name, [input, begin, size]);

    /// <summary>A slice with a step, as Python's <c>x[begin:end:strides]</c>; the bits of the masks say for each dimension what is left out.</summary>
    public static Tensor StridedSlice(TensorLike input, TensorLike begin, TensorLike end, TensorLike? strides = null, int beginMask = 0, int endMask = 0,
        int ellipsisMask = 0, int newAxisMask = 0, int shrinkAxisMask = 0, string? name = null) =>
        Nodes.Make("StridedSlice", name, [input, begin, end, strides ?? ConstantFunctions.OnesLike(begin)],
            ("begin_mask", AttrValues.Of((long)beginMask)), ("end_mask", AttrValues.Of((long)endMask)), ("ellipsis_mask", AttrValues.Of((long)ellipsisMask)),
            ("new_axis_mask", AttrValues.Of((long)newAxisMask)), ("shrink_axis_mask", AttrValues.Of((long)shrinkAxisMask)));

    /// <summary>The slices of these indices.</summary>
    public static Tensor Gather(TensorLike @params, TensorLike indices, bool? validateIndices = null, string? name = null, TensorLike? axis = null, int batchDims = 0)
    {
        _ = validateIndices;
        axis ??= batchDims;
        var isFirst = Nodes.ConstantValue(axis) is { Length: 1 } known && Convert.ToInt64(known.Boxed(0)) == 0;
        if (isFirst && @params.Value is TensorConvertible source && source.SparseRead(indices, name) is { } rows) return rows;
        return Nodes.Make("GatherV2", name, [@params, indices, axis], ("batch_dims", AttrValues.Of(isFirst ? 0L : batchDims)));
    }

    /// <summary>The slices that each vector of indices points at.</summary>
    public static Tensor GatherNd(TensorLike @params, TensorLike indices, string? name = null, int batchDims = 0) =>
        batchDims == 0 ? Nodes.Make("GatherNd", name, [@params, indices]) : GridFunctions.BatchGatherNd(@params, indices, batchDims, name);

    /// <summary>Vectors that are on at one index and off elsewhere.</summary>
    public static Tensor OneHot(TensorLike indices, TensorLike depth, TensorLike? onValue = null, TensorLike? offValue = null, int? axis = null,
        DType? dtype = null, string? name = null)
    {
        using var scope = GraphScopes.NameScope(name, "one_hot", indices, depth, onValue, offValue);
        var graph = GraphScopes.Of(indices, depth, onValue, offValue);
        DType? on = onValue?.ToTensor(graph).DType.Base(), off = offValue?.ToTensor(graph).DType.Base();
        if (dtype is { } wanted && on is { } o && o != wanted) throw new TypeError($"dtype {Repr(o)} of on_value does not match dtype parameter {Repr(wanted)}");
        if (dtype is { } asked && off is { } f && f != asked) throw new TypeError($"dtype {Repr(f)} of off_value does not match dtype parameter {Repr(asked)}");
        var type = dtype ?? on ?? off ?? DType.Float32;
        onValue ??= ((TensorLike)1).ToTensor(graph, type, "on_value");
        offValue ??= ((TensorLike)0).ToTensor(graph, type, "off_value");
        if ((on ?? type) != (off ?? type)) throw new TypeError($"dtype {Repr(on ?? type)} of on_value does not match dtype {Repr(off ?? type)} of off_value");
        return graph.Apply("OneHot", scope, [indices, depth, onValue, offValue], ("axis", AttrValues.Of((long)(axis ?? -1)))).Output;
    }

    /// <summary>With one argument, the indices of the true elements; with three, x where the condition holds and y elsewhere.</summary>
    public static Tensor Where(TensorLike condition, TensorLike? x = null, TensorLike? y = null, string? name = null)
    {
        if (x is null != y is null) throw new ValueError("x and y must both be non-None or both be None.");
        if (x is not null) return Nodes.Make("Select", name, [condition, x, y!]);
        using var scope = GraphScopes.NameScope(name, "Where", condition);
        return Nodes.Make("Where", scope, [Nodes.Convert(condition, name: "condition", preferred: DType.Bool)]);
    }

    /// <summary>The elements where the mask is true.</summary>
    public static Tensor BooleanMask(TensorLike tensor, TensorLike mask, string name = "boolean_mask", int? axis = null)
    {
        using var scope = GraphScopes.NameScope(name, null, tensor, mask);
        var graph = GraphScopes.Of(tensor, mask);
        var (t, m) = (tensor.ToTensor(graph, name: "tensor"), mask.ToTensor(graph, name: "mask"));
        var rank = m.Rank;
        if (rank == 0) throw new ValueError("mask cannot be scalar.");
        if (rank < 0)
        {
            throw new ValueError("Number of mask dimensions must be specified, even if some dimensions are None.  E.g. shape=[None] is ok, but shape=None is not.");
        }
        var from = axis ?? 0;
        var to = from + rank;
        if (t.Shape.HasRank && !t.Shape[from..System.Math.Min(to, t.Rank)].IsCompatibleWith(m.Shape)) throw new ValueError($"Shapes {t.Shape[from..System.Math.Min(to, t.Rank)]} and {m.Shape} are incompatible");
        var leading = Nodes.Make("Prod", null, [Shape(t)[new Slice(from, to)], new[] { 0 }]);
        var before = Shape(t)[new Slice(null, from)];
        var after = Shape(t)[new Slice(to)];
        var flat = Reshape(t, Concat([before, new TensorLike[] { leading }, after], 0));
        if (t.Shape.HasRank)
            flat.SetShape(t.Shape[..from].Concatenate(new Shape(t.Shape[from..to].NumElements)).Concatenate(t.Shape[to..]));
        var indices = Squeeze(Where(Reshape(m, new[] { -1 })), new[] { 1 });
        return Gather(flat, indices, axis: from);
    }

    /// <summary>The tensor with the order along these axes reversed.</summary>
    public static Tensor Reverse(TensorLike tensor, TensorLike axis, string? name = null) => Nodes.Make("ReverseV2", name, [tensor, axis]);

    /// <summary>The tensor with the first elements of each row reversed, as many as its length says.</summary>
    public static Tensor ReverseSequence(TensorLike input, TensorLike seqLengths, int? seqAxis = null, int? batchAxis = null, string? name = null,
        int? seqDim = null, int? batchDim = null) =>
        Nodes.Make("ReverseSequence", name, [input, seqLengths],
            ("seq_dim", AttrValues.Of((long)(Nodes.Either<int?>("seq_axis", seqAxis, "seq_dim", seqDim) ?? throw new TypeError("Expected int for argument 'seq_dim' not None.")))),
            ("batch_dim", AttrValues.Of((long)(Nodes.Either<int?>("batch_axis", batchAxis, "batch_dim", batchDim) ?? 0))));

    /// <summary>Rows that are true up to their length.</summary>
    public static Tensor SequenceMask(TensorLike lengths, TensorLike? maxlen = null, DType dtype = DType.Bool, string? name = null)
    {
        using var scope = GraphScopes.NameScope(name, "SequenceMask", lengths, maxlen);
        var graph = GraphScopes.Of(lengths, maxlen);
        var length = lengths.ToTensor(graph);
        Tensor max;
        if (maxlen is null)
        {
            TensorLike all = length.Shape.HasRank
                ? Constants.Make(graph, NDArray.Of(Enumerable.Range(0, length.Rank).ToArray()), "Const")
                : graph.Apply("Range", null, [0, Rank(length), 1]).Output;
            var largest = graph.Apply("Max", null, [length, all]).Output;
            max = graph.Apply("Maximum", null, [Constants.Make(graph, NDArray.Scalar(0).AsType(largest.DType), "Const"), largest]).Output;
        }
        else max = maxlen.ToTensor(graph);
        if (max.Rank > 0) throw new ValueError("maxlen must be scalar for sequence_mask");
        var zero = Constants.Make(graph, NDArray.Scalar(0).AsType(max.DType), "Const");
        var one = Constants.Make(graph, NDArray.Scalar(1).AsType(max.DType), "Const");
        var row = graph.Apply("Range", null, [zero, max, one]).Output;
        var matrix = graph.Apply("Cast", null, [ExpandDims(length, -1)], ("DstT", AttrValues.Of(max.DType.Base()))).Output;
        var result = row < matrix;
        return result.DType == dtype.Base() ? result : graph.Apply("Cast", null, [result], ("DstT", AttrValues.Of(dtype.Base()))).Output;
    }

    /// <summary>The permutation that undoes this one.</summary>
    public static Tensor InvertPermutation(TensorLike x, string? name = null) => Nodes.Make("InvertPermutation", name, [x]);

    private static string Repr(DType type) => $"<dtype: '{type.Name()}'>";
}

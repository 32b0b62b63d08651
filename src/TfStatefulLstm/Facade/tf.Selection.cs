using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Parts of tensors, by position, by index and by condition.
public sealed partial class tensorflow
{
    /// <summary>A block of a tensor.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="begin">Where it begins in each dimension.</param>
    /// <param name="size">Its size in each dimension; -1 is all that is left.</param>
    /// <param name="name">The node's name.</param>
    public Tensor slice(TensorLike input, TensorLike begin, TensorLike size, string? name = null) => ArrayFunctions.Slice(input, begin, size, name);

    /// <summary>A slice with a step, as Python's <c>x[begin:end:strides]</c>; the bits of the masks say for each dimension what is left out.</summary>
    public Tensor strided_slice(TensorLike input, TensorLike begin, TensorLike end, TensorLike? strides = null, int begin_mask = 0, int end_mask = 0,
        int ellipsis_mask = 0, int new_axis_mask = 0, int shrink_axis_mask = 0, string? name = null) =>
        ArrayFunctions.StridedSlice(input, begin, end, strides, begin_mask, end_mask, ellipsis_mask, new_axis_mask, shrink_axis_mask, name);

    /// <summary>The slices of these indices.</summary>
    /// <param name="params">The tensor.</param>
    /// <param name="indices">The indices.</param>
    /// <param name="validate_indices">Has no effect, as in TensorFlow.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="axis">Along which dimension; by default the first that is no batch dimension.</param>
    /// <param name="batch_dims">How many leading dimensions both have in common.</param>
    public Tensor gather(TensorLike @params, TensorLike indices, bool? validate_indices = null, string? name = null, TensorLike? axis = null,
        int batch_dims = 0) =>
        ArrayFunctions.Gather(@params, indices, validate_indices, name, axis, batch_dims);

    /// <summary>The slices that each vector of indices points at.</summary>
    /// <param name="params">The tensor.</param>
    /// <param name="indices">Vectors of indices.</param>
    /// <param name="name">The node's name, or that of the scope of several.</param>
    /// <param name="batch_dims">How many leading dimensions both have in common.</param>
    /// <exception cref="ValueError">There are not that many dimensions.</exception>
    public Tensor gather_nd(TensorLike @params, TensorLike indices, string? name = null, int batch_dims = 0) => ArrayFunctions.GatherNd(@params, indices, name, batch_dims);

    /// <summary>For each vector a tensor that repeats it along the axes of all others: the coordinates of a grid.</summary>
    /// <param name="args">The vectors.</param>
    /// <param name="indexing"><c>xy</c>, where the first two axes are columns and rows, or <c>ij</c>.</param>
    /// <param name="name">The name scope.</param>
    /// <exception cref="ValueError">The indexing is neither.</exception>
    public Tensor[] meshgrid(IReadOnlyList<TensorLike> args, string indexing = "xy", string name = "meshgrid") => GridFunctions.Meshgrid(args, indexing, name);

    /// <inheritdoc cref="meshgrid(IReadOnlyList{TensorLike}, string, string)"/>
    public Tensor[] meshgrid(params TensorLike[] args) => GridFunctions.Meshgrid(args);

    /// <summary>Matrices with the rows of a tensor on their diagonals, zero elsewhere.</summary>
    public Tensor matrix_diag(TensorLike diagonal, string name = "diag") => Nodes.Make("MatrixDiag", name, [diagonal]);

    /// <summary>The diagonals of matrices.</summary>
    public Tensor matrix_diag_part(TensorLike input, string name = "diag_part") => Nodes.Make("MatrixDiagPart", name, [input]);

    /// <summary>Matrices with other diagonals.</summary>
    public Tensor matrix_set_diag(TensorLike input, TensorLike diagonal, string name = "set_diag") => Nodes.Make("MatrixSetDiag", name, [input, diagonal]);

    /// <summary>A tensor of twice the rank with this one on its diagonal, zero elsewhere.</summary>
    public Tensor diag(TensorLike diagonal, string? name = null) => Nodes.Make("Diag", name, [diagonal]);

    /// <summary>The diagonal of a tensor whose dimensions come twice.</summary>
    public Tensor diag_part(TensorLike input, string? name = null) => Nodes.Make("DiagPart", name, [input]);

    /// <summary>Vectors that are on at one index and off elsewhere.</summary>
    /// <param name="indices">The indices.</param>
    /// <param name="depth">Their length.</param>
    /// <param name="on_value">The value at the index; by default 1.</param>
    /// <param name="off_value">The value elsewhere; by default 0.</param>
    /// <param name="axis">Where the new dimension stands; by default last.</param>
    /// <param name="dtype">The element type; by default that of the values, or float32.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="TypeError">The types do not match.</exception>
    public Tensor one_hot(TensorLike indices, TensorLike depth, TensorLike? on_value = null, TensorLike? off_value = null, int? axis = null,
        DType? dtype = null, string? name = null) =>
        ArrayFunctions.OneHot(indices, depth, on_value, off_value, axis, dtype, name);

    /// <summary>With one argument, the indices of the true elements; with three, x where the condition holds and y elsewhere.</summary>
    /// <exception cref="ValueError">Only one of x and y is given.</exception>
    public Tensor where(TensorLike condition, TensorLike? x = null, TensorLike? y = null, string? name = null) => ArrayFunctions.Where(condition, x, y, name);

    /// <summary>The elements where the mask is true.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="mask">Truth values, of known rank; its shape is the tensor's from the axis on.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="axis">Where the mask begins; by default at the first dimension.</param>
    /// <exception cref="ValueError">The mask is a scalar, of unknown rank, or does not fit the tensor.</exception>
    public Tensor boolean_mask(TensorLike tensor, TensorLike mask, string name = "boolean_mask", int? axis = null) =>
        ArrayFunctions.BooleanMask(tensor, mask, name, axis);

    /// <summary>The tensor with the order along these axes reversed.</summary>
    public Tensor reverse(TensorLike tensor, TensorLike axis, string? name = null) => ArrayFunctions.Reverse(tensor, axis, name);

    /// <summary>The tensor with the first elements of each row reversed, as many as its length says.</summary>
    /// <param name="input">The tensor.</param>
    /// <param name="seq_lengths">For each row of the batch, how many elements to reverse.</param>
    /// <param name="seq_axis">The dimension that is reversed.</param>
    /// <param name="batch_axis">The dimension of the batch; by default the first.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="seq_dim">The old name of <paramref name="seq_axis"/>.</param>
    /// <param name="batch_dim">The old name of <paramref name="batch_axis"/>.</param>
    public Tensor reverse_sequence(TensorLike input, TensorLike seq_lengths, int? seq_axis = null, int? batch_axis = null, string? name = null,
        int? seq_dim = null, int? batch_dim = null) =>
        ArrayFunctions.ReverseSequence(input, seq_lengths, seq_axis, batch_axis, name, seq_dim, batch_dim);

    /// <summary>Rows that are true up to their length.</summary>
    /// <param name="lengths">The lengths.</param>
    /// <param name="maxlen">The length of the rows; by default the largest length.</param>
    /// <param name="dtype">The element type.</param>
    /// <param name="name">The node's name.</param>
    /// <exception cref="ValueError">Maxlen is no scalar.</exception>
    public Tensor sequence_mask(TensorLike lengths, TensorLike? maxlen = null, DType dtype = DType.Bool, string? name = null) =>
        ArrayFunctions.SequenceMask(lengths, maxlen, dtype, name);

    /// <summary>The permutation that undoes this one.</summary>
    public Tensor invert_permutation(TensorLike x, string? name = null) => ArrayFunctions.InvertPermutation(x, name);
}

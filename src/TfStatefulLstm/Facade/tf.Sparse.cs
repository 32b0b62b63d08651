using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Sparse tensors.
public sealed partial class tensorflow
{
    /// <summary>A tensor of which only some elements are given.</summary>
    /// <param name="indices">Where the elements stand, int64 [elements, rank].</param>
    /// <param name="values">The elements, [elements].</param>
    /// <param name="dense_shape">The shape of the whole, int64 [rank].</param>
    /// <exception cref="ValueError">The parts do not fit each other.</exception>
    public SparseTensor SparseTensor(TensorLike indices, TensorLike values, TensorLike dense_shape) => new(indices, values, dense_shape);

    /// <summary>The value of a sparse tensor, to be fed.</summary>
    public SparseTensorValue SparseTensorValue(NDArray indices, NDArray values, NDArray dense_shape) => new(indices, values, dense_shape);

    /// <summary>A sparse tensor to be fed: <c>(x, tf.SparseTensorValue(...))</c>.</summary>
    /// <param name="dtype">The type of its elements.</param>
    /// <param name="shape">The shape of the whole.</param>
    /// <param name="name">The prefix of the names of its parts.</param>
    public SparseTensor sparse_placeholder(DType dtype, Shape? shape = null, string? name = null) => SparseFunctions.Placeholder(dtype, shape, name);

    /// <summary>The whole of a sparse tensor.</summary>
    /// <param name="sp_input">The sparse tensor.</param>
    /// <param name="default_value">What stands where no element is given; 0 where nothing is said.</param>
    /// <param name="validate_indices">Whether a run checks that the indices are in order and none comes twice.</param>
    /// <param name="name">The node's name.</param>
    public Tensor sparse_tensor_to_dense(SparseTensor sp_input, TensorLike? default_value = null, bool validate_indices = true, string? name = null) =>
        SparseFunctions.ToDense(sp_input, default_value, validate_indices, name);

    /// <summary>A sparse matrix with the default value in the first column of every empty row, and which rows those are.</summary>
    /// <param name="sp_input">The sparse matrix.</param>
    /// <param name="default_value">What empty rows get.</param>
    /// <param name="name">The name scope.</param>
    public (SparseTensor Filled, Tensor EmptyRows) sparse_fill_empty_rows(SparseTensor sp_input, TensorLike default_value, string? name = null) =>
        SparseFunctions.FillEmptyRows(sp_input, default_value, name);

    /// <summary>For each pair of sequences, how many insertions, deletions and substitutions make one of the other.</summary>
    /// <param name="hypothesis">Sequences along the last dimension.</param>
    /// <param name="truth">Sequences along the last dimension.</param>
    /// <param name="normalize">Whether the distance is divided by the length of the true sequence.</param>
    /// <param name="name">The node's name.</param>
    /// <returns>The distances, of the shape of both without the last dimension.</returns>
    public Tensor edit_distance(SparseTensor hypothesis, SparseTensor truth, bool normalize = true, string name = "edit_distance") =>
        SparseFunctions.EditDistance(hypothesis, truth, normalize, name);
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Facade;

// Rows of tables by their ids.
public sealed partial class tensorflow_nn
{
    /// <summary>The rows of a table, or of a table in parts, by their ids.</summary>
    /// <param name="params">The table, or its parts.</param>
    /// <param name="ids">The ids.</param>
    /// <param name="partition_strategy">How ids are spread over the parts: <c>mod</c> or <c>div</c>.</param>
    /// <param name="name">The node's name.</param>
    /// <param name="validate_indices">Has no effect, as in TensorFlow.</param>
    /// <param name="max_norm">If given, the norm that rows are clipped to.</param>
    /// <exception cref="ValueError">There are no parts, or no such strategy.</exception>
    public Tensor embedding_lookup(TensorLike @params, TensorLike ids, string partition_strategy = "mod", string? name = null, bool validate_indices = true,
        TensorLike? max_norm = null) =>
        EmbeddingFunctions.EmbeddingLookup(@params, ids, partition_strategy, name, validate_indices, max_norm);
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Checkpoints;

// The members as Python spells them.
public sealed partial class CheckpointReader
{
    /// <inheritdoc cref="DebugString"/>
    public string debug_string() => DebugString();

    /// <inheritdoc cref="GetVariableToShapeMap"/>
    public IReadOnlyDictionary<string, Shape> get_variable_to_shape_map() => GetVariableToShapeMap();

    /// <inheritdoc cref="GetVariableToDtypeMap"/>
    public IReadOnlyDictionary<string, DType> get_variable_to_dtype_map() => GetVariableToDtypeMap();

    /// <inheritdoc cref="HasTensor"/>
    /// <param name="tensor_str">The name.</param>
    public bool has_tensor(string tensor_str) => HasTensor(tensor_str);

    /// <inheritdoc cref="GetTensor"/>
    /// <param name="tensor_str">The name.</param>
    public NDArray get_tensor(string tensor_str) => GetTensor(tensor_str);
}

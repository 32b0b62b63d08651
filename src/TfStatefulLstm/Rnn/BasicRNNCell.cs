using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Layers;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>The plain recurrent cell: <c>output = state = act(W [input, state] + b)</c> (<c>tf.nn.rnn_cell.BasicRNNCell</c>).</summary>
/// <param name="numUnits">The width of state and output.</param>
/// <param name="activation">The activation; <c>tanh</c> where nothing is said.</param>
/// <param name="reuse">Whether its weights must be there already.</param>
/// <param name="name">Its name, and that of its scope.</param>
/// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
/// <param name="trainable">Whether optimizers train its weights.</param>
public sealed class BasicRNNCell(long numUnits, Activation? activation = null, Reuse? reuse = null, string? name = null, DType? dtype = null,
    bool trainable = true) : LayerRNNCell(name, dtype, reuse, trainable: trainable)
{
    private readonly Activation _activation = activation ?? MathFunctions.Tanh;
    private VariableBase _kernel = null!;
    private VariableBase _bias = null!;

    /// <inheritdoc/>
    public override Nest<Shape> StateSize => new Shape(numUnits);

    /// <inheritdoc/>
    public override Nest<Shape> OutputSize => new Shape(numUnits);

    /// <inheritdoc/>
    protected override void Build(Nest<Shape> inputs)
    {
        _kernel = AddWeight("kernel", new Shape(Depth(inputs) + numUnits, numUnits));
        _bias = AddWeight("bias", new Shape(numUnits), new Zeros());
    }

    /// <inheritdoc/>
    protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
    {
        CheckTypes([.. inputs.Flatten(), .. state.Flatten()]);
        var gates = MathFunctions.Matmul(ArrayFunctions.Concat(new TensorLike[] { inputs.Value, state.Value }, 1), _kernel);
        var output = _activation(NnFunctions.BiasAdd(gates, _bias));
        return (output, output);
    }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Layers;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>The gated recurrent unit (<c>tf.nn.rnn_cell.GRUCell</c>): gates r and u, candidate c from the input and r * state, and
/// <c>output = state = u * state + (1 - u) * c</c>.</summary>
/// <param name="numUnits">The width of state and output.</param>
/// <param name="activation">The candidate's activation; <c>tanh</c> where nothing is said.</param>
/// <param name="reuse">Whether its weights must be there already.</param>
/// <param name="kernelInitializer">The initializer of both kernels.</param>
/// <param name="biasInitializer">The initializer of both biases; ones for the gates and zeros for the candidate where nothing is said.</param>
/// <param name="name">Its name, and that of its scope.</param>
/// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
/// <param name="trainable">Whether optimizers train its weights.</param>
public sealed class GRUCell(long numUnits, Activation? activation = null, Reuse? reuse = null, Initializer? kernelInitializer = null,
    Initializer? biasInitializer = null, string? name = null, DType? dtype = null, bool trainable = true)
    : LayerRNNCell(name, dtype, reuse, trainable: trainable)
{
    private readonly Activation _activation = activation ?? MathFunctions.Tanh;
    private VariableBase _gateKernel = null!;
    private VariableBase _gateBias = null!;
    private VariableBase _candidateKernel = null!;
    private VariableBase _candidateBias = null!;

    /// <inheritdoc/>
    public override Nest<Shape> StateSize => new Shape(numUnits);

    /// <inheritdoc/>
    public override Nest<Shape> OutputSize => new Shape(numUnits);

    /// <inheritdoc/>
    protected override void Build(Nest<Shape> inputs)
    {
        var rows = Depth(inputs) + numUnits;
        _gateKernel = AddWeight("gates/kernel", new Shape(rows, 2 * numUnits), kernelInitializer);
        _gateBias = AddWeight("gates/bias", new Shape(2 * numUnits), biasInitializer ?? new Constant(1.0));
        _candidateKernel = AddWeight("candidate/kernel", new Shape(rows, numUnits), kernelInitializer);
        _candidateBias = AddWeight("candidate/bias", new Shape(numUnits), biasInitializer ?? new Zeros());
    }

    /// <inheritdoc/>
    protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
    {
        CheckTypes([.. inputs.Flatten(), .. state.Flatten()]);
        TensorLike input = inputs.Value, before = state.Value;
        var gates = MathFunctions.Matmul(ArrayFunctions.Concat(new[] { input, before }, 1), _gateKernel);
        var ru = ArrayFunctions.Split(MathFunctions.Sigmoid(NnFunctions.BiasAdd(gates, _gateBias)), 2, 1);
        var (r, u) = (ru[0], ru[1]);
        var candidate = MathFunctions.Matmul(ArrayFunctions.Concat(new[] { input, r * before }, 1), _candidateKernel);
        var c = _activation(NnFunctions.BiasAdd(candidate, _candidateBias));
        var after = u * before + (1 - u) * c;
        return (after, after);
    }
}

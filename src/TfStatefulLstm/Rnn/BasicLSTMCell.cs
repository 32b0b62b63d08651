using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Layers;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>The LSTM without options (<c>tf.nn.rnn_cell.BasicLSTMCell</c>). Its weights are those of <see cref="LSTMCell"/>, gates in the order i, j, f, o.</summary>
/// <param name="numUnits">The width of the memory and the output.</param>
/// <param name="forgetBias">What is added to the forget gate before its sigmoid.</param>
/// <param name="stateIsTuple">Whether the state is a pair (c, h), or both in one tensor.</param>
/// <param name="activation">The activation of memory and input; <c>tanh</c> where nothing is said.</param>
/// <param name="reuse">Whether its weights must be there already.</param>
/// <param name="name">Its name, and that of its scope.</param>
/// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
/// <param name="trainable">Whether optimizers train its weights.</param>
public sealed class BasicLSTMCell(long numUnits, double forgetBias = 1, bool stateIsTuple = true, Activation? activation = null, Reuse? reuse = null,
    string? name = null, DType? dtype = null, bool trainable = true) : LayerRNNCell(name, dtype, reuse, trainable: trainable)
{
    private readonly Activation _activation = activation ?? MathFunctions.Tanh;
    private VariableBase _kernel = null!;
    private VariableBase _bias = null!;

    /// <inheritdoc/>
    public override Nest<Shape> StateSize => stateIsTuple ? LSTMStateTuple.Sizes(numUnits, numUnits) : new Shape(2 * numUnits);

    /// <inheritdoc/>
    public override Nest<Shape> OutputSize => new Shape(numUnits);

    /// <inheritdoc/>
    protected override void Build(Nest<Shape> inputs)
    {
        _kernel = AddWeight("kernel", new Shape(Depth(inputs) + numUnits, 4 * numUnits));
        _bias = AddWeight("bias", new Shape(4 * numUnits), new Zeros());
    }

    /// <inheritdoc/>
    protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
    {
        CheckTypes([.. inputs.Flatten(), .. state.Flatten()]);
        var one = ConstantFunctions.Constant(1, Framework.DType.Int32);
        var (c, h) = stateIsTuple ? Pair(state) : Halves(state, one);
        var gates = NnFunctions.BiasAdd(MathFunctions.Matmul(ArrayFunctions.Concat(new TensorLike[] { inputs.Value, h }, 1), _kernel), _bias);
        var parts = ArrayFunctions.Split(gates, 4, one);
        var (i, j, f, o) = (parts[0], parts[1], parts[2], parts[3]);
        var bias = ConstantFunctions.Constant(forgetBias, f.DType);
        var newC = MathFunctions.Add(MathFunctions.Multiply(c, MathFunctions.Sigmoid(MathFunctions.Add(f, bias))),
            MathFunctions.Multiply(MathFunctions.Sigmoid(i), _activation(j)));
        var newH = MathFunctions.Multiply(_activation(newC), MathFunctions.Sigmoid(o));
        return (newH, stateIsTuple ? LSTMStateTuple.Of(newC, newH) : ArrayFunctions.Concat(new TensorLike[] { newC, newH }, 1));
    }

    private static (TensorLike C, TensorLike H) Halves(Nested state, Tensor axis)
    {
        var halves = ArrayFunctions.Split(state.Value, 2, axis);
        return (halves[0], halves[1]);
    }
}

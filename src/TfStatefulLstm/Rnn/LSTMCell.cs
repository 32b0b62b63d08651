using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Layers;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>The LSTM with all its options (<c>tf.nn.rnn_cell.LSTMCell</c>); gates in the order i, j, f, o.</summary>
public sealed class LSTMCell : LayerRNNCell
{
    private readonly long _units;
    private readonly bool _usePeepholes;
    private readonly double? _cellClip;
    private readonly Initializer? _initializer;
    private readonly long? _projection;
    private readonly double? _projClip;
    private readonly int? _unitShards;
    private readonly int? _projShards;
    private readonly double _forgetBias;
    private readonly bool _stateIsTuple;
    private readonly Activation _activation;
    private VariableBase _kernel = null!;
    private VariableBase _bias = null!;
    private VariableBase? _forgetPeephole;
    private VariableBase? _inputPeephole;
    private VariableBase? _outputPeephole;
    private VariableBase? _projKernel;

    /// <param name="numUnits">The width of the memory, and of the output where there is no projection.</param>
    /// <param name="usePeepholes">Whether the gates see the memory.</param>
    /// <param name="cellClip">What the memory is clipped to, if anything.</param>
    /// <param name="initializer">The initializer of all weights but the bias.</param>
    /// <param name="numProj">The width of the output, which is then a projection.</param>
    /// <param name="projClip">What the projection is clipped to, if anything.</param>
    /// <param name="numUnitShards">The number of parts that the kernel is kept in.</param>
    /// <param name="numProjShards">The number of parts that the projection's kernel is kept in.</param>
    /// <param name="forgetBias">What is added to the forget gate before its sigmoid.</param>
    /// <param name="stateIsTuple">Whether the state is a pair (c, h), or both in one tensor.</param>
    /// <param name="activation">The activation of memory and input; <c>tanh</c> where nothing is said.</param>
    /// <param name="reuse">Whether its weights must be there already.</param>
    /// <param name="name">Its name, and that of its scope.</param>
    /// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
    /// <param name="trainable">Whether optimizers train its weights.</param>
    public LSTMCell(long numUnits, bool usePeepholes = false, double? cellClip = null, Initializer? initializer = null, long? numProj = null,
        double? projClip = null, int? numUnitShards = null, int? numProjShards = null, double forgetBias = 1, bool stateIsTuple = true,
        Activation? activation = null, Reuse? reuse = null, string? name = null, DType? dtype = null, bool trainable = true)
        : base(name, dtype, reuse, trainable: trainable)
    {
        (_units, _usePeepholes, _cellClip, _initializer) = (numUnits, usePeepholes, cellClip, initializer);
        (_projection, _projClip, _unitShards, _projShards) = (numProj, projClip, numUnitShards, numProjShards);
        (_forgetBias, _stateIsTuple, _activation) = (forgetBias, stateIsTuple, activation ?? MathFunctions.Tanh);
    }

    /// <inheritdoc/>
    public override Nest<Shape> StateSize => _stateIsTuple ? LSTMStateTuple.Sizes(_units, OutputWidth) : new Shape(_units + OutputWidth);

    /// <inheritdoc/>
    public override Nest<Shape> OutputSize => new Shape(OutputWidth);

    private long OutputWidth => _projection ?? _units;

    /// <inheritdoc/>
    protected override void Build(Nest<Shape> inputs)
    {
        var rows = Depth(inputs) + OutputWidth;
        _kernel = AddWeight("kernel", new Shape(rows, 4 * _units), _initializer, partitioner: Shards(_unitShards));
        _bias = AddWeight("bias", new Shape(4 * _units), new Zeros());
        if (_usePeepholes)
        {
            _forgetPeephole = AddWeight("w_f_diag", new Shape(_units), _initializer);
            _inputPeephole = AddWeight("w_i_diag", new Shape(_units), _initializer);
            _outputPeephole = AddWeight("w_o_diag", new Shape(_units), _initializer);
        }
        if (_projection is { } width) _projKernel = AddWeight("projection/kernel", new Shape(_units, width), _initializer, partitioner: Shards(_projShards));
    }

    /// <inheritdoc/>
    protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
    {
        CheckTypes([.. inputs.Flatten(), .. state.Flatten()]);
        var (cBefore, mBefore) = _stateIsTuple ? Pair(state) : Halves(state.Value);
        if (ShapeOf(inputs.Value)[1] < 0) throw new ValueError("Could not infer input size from inputs.get_shape()[-1]");
        var matrix = NnFunctions.BiasAdd(MathFunctions.Matmul(ArrayFunctions.Concat(new TensorLike[] { inputs.Value, mBefore }, 1), _kernel), _bias);
        var gates = ArrayFunctions.Split(matrix, 4, 1);
        var c = Clipped(Memory(gates[0], gates[1], gates[2], cBefore), _cellClip);
        var m = _outputPeephole is { } peephole
            ? MathFunctions.Sigmoid(gates[3] + peephole * c) * _activation(c)
            : MathFunctions.Sigmoid(gates[3]) * _activation(c);
        if (_projKernel is not null) m = Clipped(MathFunctions.Matmul(m, _projKernel), _projClip);
        return (m, _stateIsTuple ? LSTMStateTuple.Of(c, m) : ArrayFunctions.Concat(new TensorLike[] { c, m }, 1));
    }

    private Tensor Memory(Tensor i, Tensor j, Tensor f, TensorLike before) => _forgetPeephole is { } forget && _inputPeephole is { } input
        ? MathFunctions.Sigmoid(f + _forgetBias + forget * before) * before + MathFunctions.Sigmoid(i + input * before) * _activation(j)
        : MathFunctions.Sigmoid(f + _forgetBias) * before + MathFunctions.Sigmoid(i) * _activation(j);

    private (TensorLike C, TensorLike M) Halves(TensorConvertible state) => (
        ArrayFunctions.Slice(state, new[] { 0, 0 }, new[] { -1, (int)_units }),
        ArrayFunctions.Slice(state, new[] { 0, (int)_units }, new[] { -1, (int)OutputWidth }));

    private static Tensor Clipped(Tensor x, double? clip) => clip is { } limit ? ClipFunctions.ClipByValue(x, -limit, limit) : x;

    private static Partitioner? Shards(int? count) => count is { } n ? Partitioners.FixedSize(n) : null;
}

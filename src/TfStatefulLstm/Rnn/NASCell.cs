using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>The cell that a search over architectures found (<c>tf.contrib.rnn.NASCell</c>, arXiv 1611.01578).</summary>
/// <param name="numUnits">The width of the memory, and of the output where there is no projection.</param>
/// <param name="numProj">The width of the output, which is then a projection.</param>
/// <param name="useBias">Whether there is a bias.</param>
/// <param name="reuse">Whether its weights must be there already.</param>
/// <param name="name">Its name, and that of its scope.</param>
/// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
/// <param name="trainable">Whether optimizers train its weights.</param>
public sealed class NASCell(long numUnits, long? numProj = null, bool useBias = false, Reuse? reuse = null, string? name = null, DType? dtype = null,
    bool trainable = true) : LayerRNNCell(name, dtype, reuse, rank: null, trainable)
{
    // Input and output each come in so many forms.
    private const int Forms = 8;

    private VariableBase _recurrent = null!;
    private VariableBase _kernel = null!;
    private VariableBase? _bias;
    private VariableBase? _projection;

    /// <inheritdoc/>
    public override Nest<Shape> StateSize => LSTMStateTuple.Sizes(numUnits, OutputWidth);

    /// <inheritdoc/>
    public override Nest<Shape> OutputSize => new Shape(OutputWidth);

    private long OutputWidth => numProj ?? numUnits;

    /// <inheritdoc/>
    protected override void Build(Nest<Shape> inputs)
    {
        var shape = inputs.Value;
        if (shape.HasRank && shape.Rank != 2) throw new ValueError($"Shape {shape} must have rank 2");
        if (!shape.HasRank || shape[1] < 0) throw new ValueError("Could not infer input size from inputs.get_shape()[-1]");
        _recurrent = AddWeight("recurrent_kernel", new Shape(OutputWidth, Forms * numUnits));
        _kernel = AddWeight("kernel", new Shape(shape[1], Forms * numUnits));
        if (useBias) _bias = AddWeight("bias", new Shape(Forms * numUnits), new Zeros());
        if (numProj is { } width) _projection = AddWeight("projection_weights", new Shape(numUnits, width));
    }

    /// <inheritdoc/>
    protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
    {
        var (memory, before) = Pair(state);
        var recurrent = MathFunctions.Matmul(before, _recurrent);
        var input = MathFunctions.Matmul(inputs.Value, _kernel);
        if (_bias is not null) recurrent = NnFunctions.BiasAdd(recurrent, _bias);
        var h = ArrayFunctions.Split(recurrent, Forms, 1);
        var x = ArrayFunctions.Split(input, Forms, 1);

        var a0 = MathFunctions.Sigmoid(x[0] + h[0]);
        var a1 = NnFunctions.Relu(x[1] + h[1]);
        var a2 = MathFunctions.Sigmoid(x[2] + h[2]);
        var a3 = NnFunctions.Relu(x[3] * h[3]);
        var a4 = MathFunctions.Tanh(x[4] + h[4]);
        var a5 = MathFunctions.Sigmoid(x[5] + h[5]);
        var a6 = MathFunctions.Tanh(x[6] + h[6]);
        var a7 = MathFunctions.Sigmoid(x[7] + h[7]);

        var b0 = MathFunctions.Tanh(a0 * a1);
        var b1 = MathFunctions.Tanh(a2 + a3);
        var b2 = MathFunctions.Tanh(a4 * a5);
        var b3 = MathFunctions.Sigmoid(a6 + a7);

        b0 = MathFunctions.Tanh(b0 + memory);
        var c = b0 * b1;
        var output = MathFunctions.Tanh(c * MathFunctions.Tanh(b2 + b3));
        if (_projection is not null) output = MathFunctions.Matmul(output, _projection);
        return (output, LSTMStateTuple.Of(c, output));
    }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>The LSTM whose step is one op (<c>tf.contrib.rnn.LSTMBlockCell</c>); its weights are those of an <see cref="LSTMCell"/> of that name.</summary>
/// <param name="numUnits">The width of the memory and the output.</param>
/// <param name="forgetBias">What is added to the forget gate before its sigmoid.</param>
/// <param name="cellClip">What the memory is clipped to, if anything.</param>
/// <param name="usePeephole">Whether the gates see the memory.</param>
/// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
/// <param name="reuse">Whether its weights must be there already.</param>
/// <param name="name">Its name, and that of its scope.</param>
public sealed class LSTMBlockCell(long numUnits, double forgetBias = 1, double? cellClip = null, bool usePeephole = false, DType? dtype = null, Reuse? reuse = null,
    string? name = "lstm_cell") : LayerRNNCell(name, dtype, reuse)
{
    private VariableBase _kernel = null!;
    private VariableBase _bias = null!;
    private VariableBase[] _peepholes = [];

    /// <inheritdoc/>
    public override Nest<Shape> StateSize => LSTMStateTuple.Sizes(numUnits, numUnits);

    /// <inheritdoc/>
    public override Nest<Shape> OutputSize => new Shape(numUnits);

    /// <inheritdoc/>
    protected override void Build(Nest<Shape> inputs)
    {
        var depth = inputs.Value[1];
        if (depth <= 0) throw new ValueError($"Expecting inputs_shape[1] to be set: {inputs.Value}");
        _kernel = AddWeight("kernel", new Shape(depth + numUnits, 4 * numUnits));
        _bias = AddWeight("bias", new Shape(4 * numUnits), new Constant(0.0));
        if (usePeephole) _peepholes = [.. new[] { "w_i_diag", "w_f_diag", "w_o_diag" }.Select(n => AddWeight(n, new Shape(numUnits)))];
    }

    /// <inheritdoc/>
    protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
    {
        if (state.Count != 2) throw new ValueError("Expecting state to be a tuple with length 2.");
        var (memory, before) = Pair(state);
        TensorLike[] peepholes;
        if (usePeephole) peepholes = [.. _peepholes.Select(p => (TensorLike)p)];
        else
        {
            var none = ConstantFunctions.Zeros(new Shape(numUnits), DType!.Value);
            peepholes = [none, none, none];
        }
        // A clip below 0 is none.
        var step = Nodes.Op("LSTMBlockCell", null, [inputs.Value, memory, before, _kernel, .. peepholes, _bias], ("forget_bias", AttrValues.Of((float)forgetBias)),
            ("cell_clip", AttrValues.Of((float)(cellClip ?? -1))), ("use_peephole", AttrValues.Of(usePeephole))).Outputs;
        return (step[6], LSTMStateTuple.Of(step[1], step[6]));
    }
}

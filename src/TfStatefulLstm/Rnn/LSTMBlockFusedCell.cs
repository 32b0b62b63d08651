using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Rnn;

/// <summary>The LSTM whose steps are all one op (<c>tf.contrib.rnn.LSTMBlockFusedCell</c>); its weights are those of an <see cref="LSTMCell"/> of that name.</summary>
/// <param name="numUnits">The width of the memory and the output.</param>
/// <param name="forgetBias">What is added to the forget gate before its sigmoid.</param>
/// <param name="cellClip">What the memory is clipped to, if anything.</param>
/// <param name="usePeephole">Whether the gates see the memory.</param>
/// <param name="reuse">Whether its weights must be there already.</param>
/// <param name="dtype">The type of its weights; that of its input where nothing is said.</param>
/// <param name="name">Its name, and that of its scope.</param>
public sealed class LSTMBlockFusedCell(long numUnits, double forgetBias = 1, double? cellClip = null, bool usePeephole = false, Reuse? reuse = null,
    DType? dtype = null, string? name = "lstm_fused_cell") : LSTMBlockWrapper(name, dtype, reuse)
{
    private VariableBase _kernel = null!;
    private VariableBase _bias = null!;
    private VariableBase[] _peepholes = [];

    /// <inheritdoc/>
    public override long NumUnits => numUnits;

    /// <inheritdoc/>
    protected override void Build(Nest<Shape> inputs)
    {
        _kernel = AddWeight("kernel", new Shape(inputs.Value[2] + numUnits, 4 * numUnits));
        _bias = AddWeight("bias", new Shape(4 * numUnits), new Constant(0.0));
        if (usePeephole) _peepholes = [.. new[] { "w_i_diag", "w_f_diag", "w_o_diag" }.Select(n => AddWeight(n, new Shape(numUnits)))];
    }

    private protected override (Tensor Memory, Tensor Outputs) CallCell(Tensor inputs, TensorLike memory, TensorLike output, DType dtype, Tensor? lengths)
    {
        var steps = Size(inputs, 0);
        TensorLike[] peepholes;
        if (usePeephole) peepholes = [.. _peepholes.Select(p => (TensorLike)p)];
        else
        {
            var none = ConstantFunctions.Zeros(new Shape(numUnits), dtype);
            peepholes = [none, none, none];
        }
        var most = MathFunctions.Cast(lengths is null ? steps : MathFunctions.ReduceMax(lengths), Framework.DType.Int64);
        // A clip below 0 is none.
        var all = Nodes.Op("BlockLSTM", null, [most, inputs, memory, output, _kernel, .. peepholes, _bias], ("forget_bias", AttrValues.Of((float)forgetBias)),
            ("cell_clip", AttrValues.Of((float)(cellClip ?? -1))), ("use_peephole", AttrValues.Of(usePeephole))).Outputs;
        return (all[1], all[6]);
    }
}

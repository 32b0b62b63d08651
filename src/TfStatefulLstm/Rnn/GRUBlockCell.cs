using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>The GRU whose step is one op, its weights as a <see cref="GRUCell"/> of that name has them (<c>tf.contrib.rnn.GRUBlockCellV2</c>).</summary>
/// <param name="numUnits">The width of state and output.</param>
/// <param name="reuse">Whether its weights must be there already.</param>
/// <param name="name">Its name, and that of its scope.</param>
public sealed class GRUBlockCellV2(long numUnits, Reuse? reuse = null, string? name = "gru_cell") : GRUBlockCell(numUnits, reuse, name)
{
    private protected override (string GateKernel, string GateBias, string CandidateKernel, string CandidateBias) Names =>
        ("gates/kernel", "gates/bias", "candidate/kernel", "candidate/bias");
}

/// <summary>The GRU whose step is one op, its weights under names of its own (<c>tf.contrib.rnn.GRUBlockCell</c>).</summary>
/// <param name="numUnits">The width of state and output.</param>
/// <param name="reuse">Whether its weights must be there already.</param>
/// <param name="name">Its name, and that of its scope.</param>
public class GRUBlockCell(long numUnits, Reuse? reuse = null, string? name = "gru_cell") : LayerRNNCell(name, null, reuse)
{
    private VariableBase _gateKernel = null!;
    private VariableBase _gateBias = null!;
    private VariableBase _candidateKernel = null!;
    private VariableBase _candidateBias = null!;

    /// <inheritdoc/>
    public override Nest<Shape> StateSize => new Shape(numUnits);

    /// <inheritdoc/>
    public override Nest<Shape> OutputSize => new Shape(numUnits);

    private protected virtual (string GateKernel, string GateBias, string CandidateKernel, string CandidateBias) Names => ("w_ru", "b_ru", "w_c", "b_c");

    /// <inheritdoc/>
    protected override void Build(Nest<Shape> inputs)
    {
        var depth = inputs.Value[1];
        if (depth < 0) throw new ValueError("Expecting input_size to be set.");
        _gateKernel = AddWeight(Names.GateKernel, new Shape(depth + numUnits, 2 * numUnits));
        _gateBias = AddWeight(Names.GateBias, new Shape(2 * numUnits), new Constant(1.0));
        _candidateKernel = AddWeight(Names.CandidateKernel, new Shape(depth + numUnits, numUnits));
        _candidateBias = AddWeight(Names.CandidateBias, new Shape(numUnits), new Constant(0.0));
    }

    /// <inheritdoc/>
    protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
    {
        var shape = ShapeOf(state.Value);
        if (shape.HasRank && shape.Rank != 2) throw new ValueError($"Shape {shape} must have rank 2");
        if (shape.HasRank && shape[1] >= 0 && shape[1] != numUnits) throw new ValueError($"Shape of h_prev[1] incorrect: cell_size {numUnits} vs {shape[1]}");
        var after = Nodes.Op("GRUBlockCell", null, [inputs.Value, state.Value, _gateKernel, _candidateKernel, _gateBias, _candidateBias]).Outputs[3];
        return (after, after);
    }
}

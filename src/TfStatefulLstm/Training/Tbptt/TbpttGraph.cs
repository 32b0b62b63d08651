using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn.State;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Training.Tbptt;

/// <summary>What of a graph <see cref="TbpttDriver"/> runs: where windows are fed, what trains, and the ops of the state pattern.</summary>
public sealed record TbpttGraph
{
    /// <summary>The placeholder of the inputs, [rows, time, ...].</summary>
    public required Tensor Inputs { get; init; }

    /// <summary>The placeholder of the targets, [rows, time, ...].</summary>
    public required Tensor Targets { get; init; }

    /// <summary>The loss, a scalar.</summary>
    public required Tensor Loss { get; init; }

    /// <summary>What trains, an optimizer's <c>minimize</c> or <c>apply_gradients</c>.</summary>
    public required Operation Train { get; init; }

    /// <summary>The variables of the state.</summary>
    public required Nested States { get; init; }

    /// <summary>Writes the new state back: <c>get_state_update_op</c>.</summary>
    public required IReadOnlyList<Tensor> Update { get; init; }

    /// <summary>Resets all rows: <c>get_state_reset_op</c>.</summary>
    public required IReadOnlyList<Tensor> Reset { get; init; }

    /// <summary>Resets the rows that <see cref="ResetMask"/> is fed true for; needed where rows begin at times of their own and there is no <see cref="Starts"/>.</summary>
    public IReadOnlyList<Tensor>? ResetRows { get; init; }

    /// <summary>The placeholder of the rows that <see cref="ResetRows"/> resets, truth values [rows].</summary>
    public Tensor? ResetMask { get; init; }

    /// <summary>A placeholder of the rows that begin in this very run, truth values [rows]. Where there is one the graph itself resets, and nothing else is run for it.</summary>
    public Tensor? Starts { get; init; }

    /// <summary>The placeholder of the rows' lengths, whole numbers [rows], where the graph wants them.</summary>
    public Tensor? Lengths { get; init; }

    /// <summary>The loss that validation measures, if another than <see cref="Loss"/>.</summary>
    public Tensor? ValidationLoss { get; init; }

    /// <summary>What else every step fetches, by names of the caller's choice: a learning rate, the gradients' norm.</summary>
    public IReadOnlyDictionary<string, Tensor> Values { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>The graph around a stateful layer. Where its initial state is learned, rows begin within the training step, so that gradients reach that state.</summary>
    /// <param name="rnn">The layer.</param>
    /// <param name="inputs">The placeholder of the inputs.</param>
    /// <param name="targets">The placeholder of the targets.</param>
    /// <param name="loss">The loss, made from what the layer gives without writing its state back: <see cref="StatefulRnn.Peek"/>.</param>
    /// <param name="train">What trains.</param>
    public static TbpttGraph Of(StatefulRnn rnn, Tensor inputs, Tensor targets, Tensor loss, Operation train) => new()
    {
        Inputs = inputs,
        Targets = targets,
        Loss = loss,
        Train = train,
        States = rnn.States,
        Update = rnn.Update,
        Reset = rnn.Reset,
        ResetRows = rnn.ResetRows,
        ResetMask = rnn.ResetMask,
        Starts = rnn.Starts,
    };
}

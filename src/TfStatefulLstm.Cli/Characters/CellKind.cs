using TfStatefulLstm.Rnn;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Cli.Characters;

/// <summary>A kind of recurrent cell that a character model may be made of.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Weight">The name, in the scope of its layer, of a weight that no other kind has.</param>
/// <param name="Make">Makes one of so many units.</param>
internal sealed record CellKind(string Name, string Weight, Func<long, RNNCell> Make)
{
    /// <summary>All kinds.</summary>
    public static IReadOnlyList<CellKind> All { get; } =
    [
        new("lstm", "lstm_cell/kernel", units => tf.nn.rnn_cell.LSTMCell(units)),
        new("gru", "gru_cell/gates/kernel", units => tf.nn.rnn_cell.GRUCell(units)),
        new("rnn", "basic_rnn_cell/kernel", units => tf.nn.rnn_cell.BasicRNNCell(units)),
    ];

    /// <summary>The kind of that name.</summary>
    public static CellKind Of(string name) => All.Single(c => c.Name == name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

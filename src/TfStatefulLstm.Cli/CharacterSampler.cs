using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Framework;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;

namespace TfStatefulLstm.Cli;

/// <summary>Reads one character a run and says what may follow; what it has read before is in its state variables alone.</summary>
internal sealed class CharacterSampler : IDisposable
{
    private readonly CharacterModel _model;
    private readonly Tensor _probabilities;
    private readonly Fetches _update;
    private readonly Session _session;

    /// <summary>Builds the one-character graph and restores the weights.</summary>
    /// <exception cref="CliError">The checkpoint is of another model.</exception>
    public CharacterSampler(CheckpointReader checkpoint, CharacterText text)
    {
        using var graph = new Graph().as_default();
        using (tf.name_scope("sample"))
        {
            _model = CharacterModel.Build(CharacterModel.Sizes.Of(checkpoint, text), 1, 1);
            _update = get_state_update_op(_model.States, _model.NewStates);
            _probabilities = tf.nn.softmax(_model.Logits, name: "probabilities");
        }
        _session = _model.Restore(checkpoint);
    }

    /// <summary>Reads a character.</summary>
    /// <returns>The probability of every character to follow.</returns>
    public NDArray Next(int id, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return _session.run((_probabilities, _update), (_model.X, new[,] { { id } })).Item1;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}

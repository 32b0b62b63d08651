using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Training.Corpus;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;

namespace TfStatefulLstm.Cli;

/// <summary>Measures the loss on held-out text, as the training program measures it.</summary>
internal sealed class CharacterEvaluator : IDisposable
{
    private const int Batch = 50, Time = 50;
    private readonly ContiguousBatcher _windows;
    private readonly CharacterModel _model;
    private readonly Tensor _y, _loss;
    private readonly Fetches _update, _reset;
    private readonly Session _session;

    /// <summary>Builds the training graph's forward half and restores the weights.</summary>
    /// <exception cref="CliError">The checkpoint is of another model, or the text too short.</exception>
    public CharacterEvaluator(CheckpointReader checkpoint, CharacterText text)
    {
        _windows = text.HeldOut(Batch, Time);
        using var graph = new Graph().as_default();
        using (tf.name_scope("train"))
        {
            _model = CharacterModel.Build(CharacterModel.Sizes.Of(checkpoint, text), Batch, Time);
            _y = tf.placeholder(tf.int32, [Batch, Time], name: "y");
            _loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels: tf.reshape(_y, [-1]), logits: _model.Logits), name: "loss");
            _update = get_state_update_op(_model.States, _model.NewStates);
        }
        _reset = _model.Reset;
        _session = _model.Restore(checkpoint);
    }

    /// <summary>The mean loss of a character, in nats.</summary>
    /// <param name="carry">Whether the state goes on from run to run, or is reset after each.</param>
    /// <param name="done">Called after every run.</param>
    /// <param name="cancellation">Ends the work.</param>
    public double Loss(bool carry, Action done, CancellationToken cancellation)
    {
        _session.run(_reset);
        var losses = new List<double>();
        foreach (var window in _windows.Epoch())
        {
            cancellation.ThrowIfCancellationRequested();
            losses.Add((float)_session.run((_loss, carry ? _update : _reset), (_model.X, window.Inputs), (_y, window.Targets)).Item1);
            done();
        }
        return losses.Average();
    }

    /// <summary>How many runs <see cref="Loss"/> takes.</summary>
    public int Runs => _windows.WindowsPerEpoch;

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}

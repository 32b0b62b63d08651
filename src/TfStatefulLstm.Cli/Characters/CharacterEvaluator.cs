using TfStatefulLstm.Framework;
using TfStatefulLstm.Training.Corpus;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;

namespace TfStatefulLstm.Cli.Characters;

/// <summary>Measures the loss on held-out text, as the training program measures it: in rows and steps of the training's sizes.</summary>
internal sealed class CharacterEvaluator : IDisposable
{
    private readonly ContiguousBatcher _windows;
    private readonly CharacterModel _model;
    private readonly Tensor _y, _loss;
    private readonly Fetches _update;
    private readonly Session _session;

    /// <summary>Builds the training graph's forward half and restores the weights.</summary>
    /// <exception cref="CliError">There is too little text.</exception>
    public CharacterEvaluator(CharacterCheckpoint checkpoint)
    {
        var (batch, time) = (checkpoint.Batch, checkpoint.Steps);
        _windows = checkpoint.Text.HeldOut(batch, time);
        using var graph = new Graph().as_default();
        using (tf.name_scope("train"))
        {
            _model = CharacterModel.Build(checkpoint.Sizes, batch, time);
            _y = tf.placeholder(tf.int32, [batch, time], name: "y");
            _loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels: tf.reshape(_y, [-1]), logits: _model.Logits), name: "loss");
            _update = get_state_update_op(_model.States, _model.NewStates);
        }
        _session = checkpoint.Restored();
    }

    /// <summary>How many runs <see cref="Loss"/> takes.</summary>
    public int Runs => _windows.WindowsPerEpoch;

    /// <summary>The mean loss of a character, in nats.</summary>
    /// <param name="carry">Whether the state goes on from run to run, or is reset after each.</param>
    /// <param name="done">Called after every run.</param>
    /// <param name="cancellation">Ends the work.</param>
    public double Loss(bool carry, Action done, CancellationToken cancellation)
    {
        _session.run(_model.Reset);
        return _windows.Epoch().Average(window =>
        {
            cancellation.ThrowIfCancellationRequested();
            var loss = (float)_session.run((_loss, carry ? _update : _model.Reset), (_model.X, window.Inputs), (_y, window.Targets)).Item1;
            done();
            return (double)loss;
        });
    }

    /// <summary>Both losses, with a bar.</summary>
    public (double Carried, double Reset) Losses(CancellationToken cancellation)
    {
        var (carried, reset) = (0.0, 0.0);
        Progress.Run("evaluating", 2 * Runs, done =>
        {
            carried = Loss(carry: true, done, cancellation);
            reset = Loss(carry: false, done, cancellation);
        });
        return (carried, reset);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}

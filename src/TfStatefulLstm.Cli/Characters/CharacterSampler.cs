using System.Text;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Training.Corpus;
using static TfStatefulLstm.Binding;
using static TfStatefulLstm.Rnn.State.StatePattern;

namespace TfStatefulLstm.Cli.Characters;

/// <summary>Chooses the id of the next character by the probabilities of all.</summary>
internal delegate int Choice(ReadOnlySpan<float> probabilities);

/// <summary>Reads one character a run and says what may follow; what it has read before is in its state variables alone.</summary>
internal sealed class CharacterSampler : IDisposable
{
    private readonly Vocabulary _characters;
    private readonly CharacterModel _model;
    private readonly Tensor _probabilities;
    private readonly Fetches _update;
    private readonly Session _session;

    /// <summary>Builds the one-character graph and restores the weights.</summary>
    public CharacterSampler(CharacterCheckpoint checkpoint)
    {
        _characters = checkpoint.Characters;
        using var graph = new Graph().as_default();
        using (tf.name_scope("sample"))
        {
            _model = CharacterModel.Build(checkpoint.Sizes, 1, 1);
            _update = get_state_update_op(_model.States, _model.NewStates);
            _probabilities = tf.nn.softmax(_model.Logits, name: "probabilities");
        }
        _session = checkpoint.Restored();
        _session.run(_model.Reset);
    }

    /// <summary>Text that goes on from a beginning, without end.</summary>
    /// <param name="prime">The beginning, which is not among it.</param>
    /// <param name="choose">Chooses every character.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="CliError">The model does not know a character of the beginning.</exception>
    public IEnumerable<Rune> Text(string prime, Choice choose, CancellationToken cancellation)
    {
        var ids = CharacterText.Encode(_characters, prime);
        foreach (var id in ids.SkipLast(1)) Next(id, cancellation);
        for (var last = ids[^1]; ;)
        {
            last = choose(Next(last, cancellation).AsSpan<float>());
            yield return _characters[last];
        }
    }

    /// <summary>Reads a character.</summary>
    /// <returns>The probability of every character to follow.</returns>
    public NDArray Next(int id, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return _session.run((_probabilities, _update), (_model.X, new[,] { { id } })).Item1;
    }

    /// <summary>The first of the largest probabilities.</summary>
    public static int Likeliest(ReadOnlySpan<float> probabilities)
    {
        var best = 0;
        for (var i = 1; i < probabilities.Length; i++)
            if (probabilities[i] > probabilities[best]) best = i;
        return best;
    }

    /// <summary>A character drawn from the probabilities, each to the power of 1/temperature.</summary>
    public static int Draw(ReadOnlySpan<float> probabilities, double temperature, Random random)
    {
        var weights = new double[probabilities.Length];
        // Relative to the largest, so that a low temperature does not make all of them zero.
        var largest = Math.Log(probabilities[Likeliest(probabilities)]);
        for (var i = 0; i < weights.Length; i++) weights[i] = Math.Exp((Math.Log(probabilities[i]) - largest) / temperature);
        var left = random.NextDouble() * weights.Sum();
        for (var i = 0; i < weights.Length; i++)
            if ((left -= weights[i]) < 0) return i;
        return Likeliest(probabilities);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();
}

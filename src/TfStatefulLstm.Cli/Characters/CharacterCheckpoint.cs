using TfStatefulLstm.Checkpoints;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Training.Corpus;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Cli.Characters;

/// <summary>A trained character model: its checkpoint, and what is known of its training from the checkpoint itself, from the settings that
/// <c>tfstate train</c> keeps beside it, and from the text.</summary>
internal sealed class CharacterCheckpoint : IDisposable
{
    private readonly TrainingSettings? _settings;
    private readonly Lazy<CharacterText> _text;
    private readonly string _target;

    /// <summary>Looks at a checkpoint.</summary>
    /// <param name="reader">The checkpoint, which this closes.</param>
    /// <param name="text">The text; null for the one that it was trained on, or the reference's beside the checkpoint.</param>
    /// <param name="target">Where sessions run.</param>
    /// <exception cref="CliError">It is of another model, or there is no text, or one with other characters.</exception>
    public CharacterCheckpoint(CheckpointReader reader, string? text = null, string target = "")
    {
        _target = target;
        Reader = reader;
        var folder = Path.GetDirectoryName(Path.GetFullPath(reader.Prefix))!;
        _settings = TrainingSettings.Read(folder);
        var known = _settings is null ? null : new Vocabulary(_settings.Characters);
        _text = new Lazy<CharacterText>(() => CharacterText.Read(text ?? _settings?.Text ?? Path.Combine(folder, "tinyshakespeare.txt"), known));
        Characters = known is null || text is not null ? Text.Characters : known;
        Sizes = CharacterModel.Sizes.Of(reader, Characters.Count);
    }

    /// <summary>The checkpoint.</summary>
    public CheckpointReader Reader { get; }

    /// <summary>The text, read when it is asked for: sampling needs its characters alone.</summary>
    /// <exception cref="CliError">There is none, or it has characters that the model does not know.</exception>
    public CharacterText Text => _text.Value;

    /// <summary>The characters that the model knows.</summary>
    public Vocabulary Characters { get; }

    /// <summary>The model's sizes.</summary>
    public CharacterModel.Sizes Sizes { get; }

    /// <summary>How many rows its text was cut into.</summary>
    public int Batch => _settings?.Batch ?? 50;

    /// <summary>How many characters of every row a run took.</summary>
    public int Steps => _settings?.Steps ?? 50;

    /// <summary>A session for the default graph, which has the model, with the checkpoint's weights.</summary>
    public Session Restored()
    {
        var session = tf.Session(target: _target);
        tf.train.Saver(tf.trainable_variables()).restore(session, Reader.Prefix);
        return session;
    }

    /// <inheritdoc/>
    public void Dispose() => Reader.Dispose();
}

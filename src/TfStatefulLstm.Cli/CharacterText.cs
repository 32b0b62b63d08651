using System.Text;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Training.Corpus;

namespace TfStatefulLstm.Cli;

/// <summary>A text as a character model sees it: its first nine tenths train, the rest is held out.</summary>
internal sealed class CharacterText
{
    private const double Training = 0.9;
    private readonly Vocabulary _characters;
    private readonly int[] _ids;

    /// <summary>Takes a text.</summary>
    public CharacterText(string text)
    {
        _characters = new Vocabulary(text);
        _ids = _characters.Encode(text);
    }

    /// <summary>The text of a file.</summary>
    /// <exception cref="CliError">There is no such file.</exception>
    public static CharacterText Read(string path) => File.Exists(path)
        ? new CharacterText(Vocabulary.ReadText(path))
        : throw new CliError($"There is no text {path}: name the text that the model was trained on with --text.");

    /// <summary>How many different characters there are.</summary>
    public int Count => _characters.Count;

    /// <summary>The character of an id.</summary>
    public Rune this[int id] => _characters[id];

    /// <summary>The id of a character.</summary>
    /// <exception cref="CliError">The text does not have it.</exception>
    public int IdOf(Rune character) => _characters.Contains(character)
        ? _characters[character]
        : throw new CliError($"The model does not know the character '{character}': prime it with characters of its text alone.");

    /// <summary>The part that trains, in rows that go on from window to window.</summary>
    /// <param name="batch">How many rows.</param>
    /// <param name="time">How many characters a step takes.</param>
    /// <exception cref="CliError">The text has less than one step.</exception>
    public ContiguousBatcher Trained(int batch, int time) =>
        Cut(_ids.AsSpan(0, Boundary), batch, time, $"The text is too short: nine tenths of it must be more than {(long)batch * time} characters, or --batch or --steps smaller.");

    /// <summary>The part that was held out of the training, cut as <see cref="Trained"/> cuts.</summary>
    /// <exception cref="CliError">It has less than one step.</exception>
    public ContiguousBatcher HeldOut(int batch, int time) =>
        Cut(_ids.AsSpan(Boundary), batch, time, $"The held-out text is too short: it must have more than {(long)batch * time} characters.");

    private int Boundary => (int)(_ids.Length * Training);

    private static ContiguousBatcher Cut(ReadOnlySpan<int> part, int batch, int time, string tooShort)
    {
        try
        {
            return ContiguousBatcher.Of(part, batch, time);
        }
        catch (ValueError e)
        {
            throw new CliError(tooShort, e);
        }
    }
}

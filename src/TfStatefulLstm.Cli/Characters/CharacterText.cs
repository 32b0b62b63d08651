using System.Text;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Training.Corpus;

namespace TfStatefulLstm.Cli.Characters;

/// <summary>A text as a character model sees it: its first nine tenths train, the rest is held out.</summary>
internal sealed class CharacterText
{
    private const double Training = 0.9;
    private readonly int[] _ids;

    /// <summary>Takes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="characters">The characters that it may have; its own if null.</param>
    /// <exception cref="CliError">It has others.</exception>
    public CharacterText(string text, Vocabulary? characters = null)
    {
        Characters = characters ?? new Vocabulary(text);
        _ids = Encode(Characters, text);
    }

    /// <summary>The text of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="characters">The characters that it may have; its own if null.</param>
    /// <exception cref="CliError">There is no such file, or it has other characters.</exception>
    public static CharacterText Read(string path, Vocabulary? characters = null) => File.Exists(path)
        ? new CharacterText(Vocabulary.ReadText(path), characters)
        : throw new CliError($"There is no text {path}: name the text that the model was trained on with --text.");

    /// <summary>The ids of a text's characters.</summary>
    /// <exception cref="CliError">One is not known.</exception>
    public static int[] Encode(Vocabulary characters, string text)
    {
        foreach (var c in text.EnumerateRunes())
            if (!characters.Contains(c)) throw new CliError($"The model does not know the character '{c}': give it characters of the text that it was trained on alone.");
        return characters.Encode(text);
    }

    /// <summary>The characters that it may have.</summary>
    public Vocabulary Characters { get; }

    /// <summary>The part that trains, in rows that go on from window to window.</summary>
    /// <param name="batch">How many rows.</param>
    /// <param name="time">How many characters a step takes.</param>
    /// <param name="part">Which of several equal parts of it.</param>
    /// <param name="parts">How many parts there are.</param>
    /// <exception cref="CliError">The text has less than one step.</exception>
    public ContiguousBatcher Trained(int batch, int time, int part = 0, int parts = 1) =>
        Cut(_ids.AsSpan(0, Boundary)[(int)((long)Boundary * part / parts)..(int)((long)Boundary * (part + 1) / parts)], batch, time, $"The text is too short: nine tenths of it must be more than {(long)batch * time} characters, or --batch or --steps smaller.");

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

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Cli;

/// <summary>A text as a character model sees it: a character's id is its rank among the sorted characters.</summary>
internal sealed class CharacterText
{
    private const double Training = 0.9;
    private readonly string _characters;
    private readonly int[] _ids;

    /// <summary>Takes a text.</summary>
    public CharacterText(string text)
    {
        _characters = string.Concat(text.Distinct().Order());
        _ids = [.. text.Select(c => _characters.IndexOf(c))];
    }

    /// <summary>The text of a file.</summary>
    /// <exception cref="CliError">There is no such file.</exception>
    public static CharacterText Read(string path) => File.Exists(path)
        ? new CharacterText(File.ReadAllText(path))
        : throw new CliError($"There is no text {path}: name the text that the model was trained on with --text.");

    /// <summary>How many different characters there are.</summary>
    public int Count => _characters.Length;

    /// <summary>The character of an id.</summary>
    public char this[int id] => _characters[id];

    /// <summary>The id of a character.</summary>
    /// <exception cref="CliError">The text does not have it.</exception>
    public int IdOf(char character)
    {
        var id = _characters.IndexOf(character);
        return id >= 0 ? id : throw new CliError($"The model does not know the character '{character}': prime it with characters of its text alone.");
    }

    /// <summary>The part that trains, cut into rows of which the columns are fed in turn: step k of T characters takes the columns from k * T on, so that a
    /// row's state carries over.</summary>
    /// <param name="batch">How many rows.</param>
    /// <param name="time">How many characters a step takes.</param>
    /// <returns>For every step the characters, and those that follow them: each <c>[batch, time]</c>.</returns>
    public IEnumerable<(NDArray Characters, NDArray Next)> Trained(int batch, int time) => Steps(_ids.AsMemory(0, Boundary), batch, time);

    /// <summary>The part that was held out of the training, cut as <see cref="Trained"/> cuts.</summary>
    public IEnumerable<(NDArray Characters, NDArray Next)> HeldOut(int batch, int time) => Steps(_ids.AsMemory(Boundary), batch, time);

    private int Boundary => (int)(_ids.Length * Training);

    private static IEnumerable<(NDArray Characters, NDArray Next)> Steps(ReadOnlyMemory<int> part, int batch, int time)
    {
        var columns = (int)((part.Length - 1) / ((long)batch * time)) * time;
        for (var at = 0; at < columns; at += time) yield return (Cut(at), Cut(at + 1));

        NDArray Cut(int start)
        {
            var cut = new int[batch * time];
            for (var row = 0; row < batch; row++) part.Span.Slice(row * columns + start, time).CopyTo(cut.AsSpan(row * time));
            return NDArray.From(cut, batch, time);
        }
    }
}

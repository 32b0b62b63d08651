using System.Text;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Training.Corpus;

/// <summary>The characters of a text and their ids: a character's id is its rank among the sorted characters (<c>sorted(set(text))</c>). Characters are code points, as
/// Python's are.</summary>
public sealed class Vocabulary
{
    private readonly Rune[] _characters;
    private readonly Dictionary<Rune, int> _ids;

    /// <summary>The characters that a text has.</summary>
    public Vocabulary(string text)
    {
        _characters = [.. text.EnumerateRunes().Distinct().Order()];
        _ids = _characters.Index().ToDictionary(c => c.Item, c => c.Index);
    }

    /// <summary>How many characters there are.</summary>
    public int Count => _characters.Length;

    /// <summary>The characters in the order of their ids.</summary>
    public string Characters => string.Concat(_characters);

    /// <summary>The character of an id.</summary>
    public Rune this[int id] => _characters[id];

    /// <summary>The id of a character.</summary>
    /// <exception cref="KeyError">There is no such character.</exception>
    public int this[Rune character] => _ids.TryGetValue(character, out var id) ? id : throw new KeyError($"'{character}'");

    /// <summary>Whether there is such a character.</summary>
    public bool Contains(Rune character) => _ids.ContainsKey(character);

    /// <summary>The ids of a text's characters.</summary>
    /// <exception cref="KeyError">The text has a character that the vocabulary has not.</exception>
    public int[] Encode(string text) => [.. text.EnumerateRunes().Select(c => this[c])];

    /// <summary>The text of the ids.</summary>
    public string Decode(IEnumerable<int> ids) => string.Concat(ids.Select(id => _characters[id]));

    /// <summary>The text of a file, in UTF-8, every line ending with <c>\n</c> as Python's <c>open</c> makes it.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string ReadText(string path) => File.ReadAllText(path).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}

namespace TfStatefulLstm.Runtime.Bundles;

/// <summary>Finds what somebody who asked for a name that does not exist may have meant.</summary>
internal static class ClosestNames
{
    /// <summary>The end of a message that names what is close, or nothing if nothing is.</summary>
    public static string Hint(string name, IEnumerable<string> names)
    {
        var closest = Find(name, names);
        return closest.Count == 0 ? "" : $" (the closest names there: {string.Join(", ", closest)})";
    }

    /// <summary>Up to three names, the closest first: by edits, and at most half of the name's length away.</summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> names) =>
        [.. names.Select(n => (Name: n, Edits: Distance(name, n)))
            .Where(c => c.Edits <= Math.Max(2, Math.Max(name.Length, c.Name.Length) / 2))
            .OrderBy(c => c.Edits).ThenBy(c => c.Name, StringComparer.Ordinal)
            .Take(3).Select(c => c.Name)];

    // Levenshtein's distance, over names of which a hostile file may make the length: the tails of very long ones do not count.
    private static int Distance(string a, string b)
    {
        a = a.Length > 256 ? a[..256] : a;
        b = b.Length > 256 ? b[..256] : b;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var edits = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], edits);
            }
        }
        return row[^1];
    }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Variables;

/// <summary>A graph's open variable scope, and how often each name was opened: default names are made unique with it.</summary>
internal sealed class VariableScopeStore
{
    private static readonly object Key = new();

    private VariableScopeStore(Graph graph) => Current = new VariableScope(graph, "", "", Reuse.No);

    public VariableScope Current { get; set; }

    public Dictionary<string, int> Counts { get; set; } = new(StringComparer.Ordinal);

    public static VariableScopeStore Of(Graph graph)
    {
        var stores = graph.CollectionRef(Key);
        if (stores.Count == 0) stores.Add(new VariableScopeStore(graph));
        return (VariableScopeStore)stores[0];
    }

    public void Open(string name) => Counts[name] = Counts.GetValueOrDefault(name) + 1;

    /// <summary>Forgets the scopes inside that one: a scope that is opened again counts its inner default names from the beginning.</summary>
    public void CloseSubscopes(string name)
    {
        foreach (var inner in Counts.Keys.Where(k => k.StartsWith(name + "/", StringComparison.Ordinal)).ToArray()) Counts[inner] = 0;
    }

    /// <summary>The default name, with a number behind it if the open scope had it before.</summary>
    public string Unique(string prefix)
    {
        var name = Current.Name.Length == 0 ? prefix : $"{Current.Name}/{prefix}";
        if (Counts.GetValueOrDefault(name) == 0) return prefix;
        var i = 1;
        while (Counts.GetValueOrDefault($"{name}_{i}") > 0) i++;
        return $"{prefix}_{i}";
    }
}

using System.Collections.Frozen;

namespace TfStatefulLstm.Framework;

/// <summary>Every op of this library by name. An op is registered by being there: a sealed class derived from <see cref="Op"/>.</summary>
internal static class OpRegistry
{
    private static readonly Lazy<FrozenDictionary<string, Op>> Ops = new(() => typeof(Op).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(Op)) && !t.IsAbstract)
        .Select(t => (Op)Activator.CreateInstance(t, nonPublic: true)!)
        .ToFrozenDictionary(op => op.Schema.Name));

    public static IEnumerable<Op> All => Ops.Value.Values;

    public static bool TryFind(string name, out Op op) => Ops.Value.TryGetValue(name, out op!);

    /// <exception cref="NotFoundError">No such op is registered.</exception>
    public static Op Find(string name, string? node = null) => TryFind(name, out var op)
        ? op
        : throw new NotFoundError($"Op type not registered '{name}' in this library.{Closest(name)}", node);

    private static string Closest(string name)
    {
        var near = Ops.Value.Keys.Where(k => k.Contains(name, StringComparison.OrdinalIgnoreCase) || name.Contains(k, StringComparison.OrdinalIgnoreCase))
            .OrderBy(k => Math.Abs(k.Length - name.Length)).Take(3).ToArray();
        return near.Length == 0 ? "" : $" Close names: {string.Join(", ", near)}.";
    }
}

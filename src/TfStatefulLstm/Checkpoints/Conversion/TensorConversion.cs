using TfStatefulLstm.Checkpoints.Names;
using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Checkpoints.Conversion;

/// <summary>How the recurrent layers of a file are to be laid out.</summary>
public enum LayerLayout
{
    /// <summary>As they are.</summary>
    Unchanged,

    /// <summary>As Keras layers have them: kernel, recurrent kernel and bias, the forget bias in the bias.</summary>
    Keras,

    /// <summary>As cells have them: one kernel, and a bias without the forget bias; a GRU's gates and candidate.</summary>
    Cells,
}

/// <summary>What is done to the tensors of a file on their way to another.</summary>
public sealed record ConversionOptions
{
    /// <summary>Names by hand: that in the one file, and that in the other. A name that ends in <c>/</c> is a scope, with all that is in it.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether names of recurrent cells from before TensorFlow 1.2 become those of 1.2 and later, and shards of a matrix one tensor.</summary>
    public bool ModernNames { get; init; }

    /// <summary>How recurrent layers are laid out.</summary>
    public LayerLayout Layout { get; init; }

    /// <summary>What the cells add to their forget gate.</summary>
    public float ForgetBias { get; init; } = 1;
}

/// <summary>One tensor of the other file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Sources">The names that it is made of.</param>
/// <param name="Value">Makes it.</param>
public sealed record ConvertedTensor(string Name, IReadOnlyList<string> Sources, Func<NDArray> Value);

/// <summary>Renames tensors, puts shards together, and gives recurrent layers another layout: layout first, then the names of the eras, then those by hand.</summary>
public static class TensorConversion
{
    /// <summary>What the other file is to hold, in the order of the names.</summary>
    /// <param name="reader">The one file.</param>
    /// <param name="options">What is to be done.</param>
    /// <exception cref="NotFoundError">A name that is mapped by hand is not there.</exception>
    /// <exception cref="ValueError">There is no layer of the layout that is to be changed.</exception>
    /// <exception cref="InvalidArgumentError">Two tensors would have the same name.</exception>
    public static IReadOnlyList<ConvertedTensor> Plan(CheckpointReader reader, ConversionOptions options)
    {
        var tensors = reader.Names.ToDictionary(n => n, n => new ConvertedTensor(n, [n], () => reader.GetTensor(n)), StringComparer.Ordinal);
        if (options.Layout != LayerLayout.Unchanged) Relayout(reader, options, tensors);
        IReadOnlyList<ConvertedTensor> result = [.. tensors.Values];
        if (options.ModernNames) result = Modern(result);
        result = ByHand(result, options.Names);
        if (result.GroupBy(t => t.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidArgumentError($"Two tensors would be named {twice.Key}: {string.Join(" and ", twice.Select(t => string.Join(", ", t.Sources)))}");
        return [.. result.OrderBy(t => t.Name, StringComparer.Ordinal)];
    }

    // Slots of an optimizer that are laid out as the variables were go: nothing could use them.
    private static void Relayout(CheckpointReader reader, ConversionOptions options, Dictionary<string, ConvertedTensor> tensors)
    {
        var (form, other) = options.Layout == LayerLayout.Keras ? (LayerForm.Keras, LayerForm.Cell) : (LayerForm.Cell, LayerForm.Keras);
        var layers = LayerWeights.Find(reader.Names.Select(n => (n, reader.GetVariableToDtypeMap()[n], reader.GetVariableToShapeMap()[n].ToArray()))).Where(l => l.Is(other)).ToList();
        if (layers.Count == 0) throw new ValueError($"There is no {(other == LayerForm.Cell ? "LSTM or GRU cell" : "Keras LSTM or GRU layer")} in {reader.Prefix}");
        foreach (var layer in layers)
        {
            var sources = layer.Names.ToList();
            foreach (var name in tensors.Keys.Where(n => sources.Exists(s => n == s || n.StartsWith(s + "/", StringComparison.Ordinal))).ToList()) tensors.Remove(name);
            foreach (var (name, value) in layer.As(form).Make(layer, reader.GetTensor, _ => options.ForgetBias)) tensors[name] = new ConvertedTensor(name, sources, value);
        }
    }

    private static List<ConvertedTensor> Modern(IReadOnlyList<ConvertedTensor> tensors)
    {
        var result = new List<ConvertedTensor>();
        foreach (var group in tensors.GroupBy(t => CanonicalNames.Of(t.Name).Name))
        {
            if (!CanonicalNames.IsOfCell(group.Key))
            {
                result.AddRange(group);
                continue;
            }
            var parts = group.OrderBy(t => CanonicalNames.Of(t.Name).Shard ?? -1).ToList();
            var isSharded = parts.Select((p, i) => CanonicalNames.Of(p.Name).Shard == i).All(same => same);
            if (isSharded && parts.Count > 1) result.Add(new ConvertedTensor(group.Key, [.. parts.SelectMany(p => p.Sources)], () => Weights.Blocks.Stack([.. parts.Select(p => p.Value())])));
            else result.AddRange(parts.Select(p => p with { Name = CanonicalNames.Of(p.Name).Shard is null or 0 && parts.Count == 1 ? group.Key : p.Name }));
        }
        return result;
    }

    private static List<ConvertedTensor> ByHand(IReadOnlyList<ConvertedTensor> tensors, IReadOnlyDictionary<string, string> names)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        string Mapped(string name)
        {
            if (names.TryGetValue(name, out var whole))
            {
                used.Add(name);
                return whole;
            }
            // Of scopes that hold it the innermost counts.
            var scope = names.Keys.Where(k => k.EndsWith('/') && name.StartsWith(k, StringComparison.Ordinal)).MaxBy(k => k.Length);
            if (scope is null) return name;
            used.Add(scope);
            return names[scope] + name[scope.Length..];
        }
        List<ConvertedTensor> result = [.. tensors.Select(t => t with { Name = Mapped(t.Name) })];
        if (names.Keys.FirstOrDefault(k => !used.Contains(k)) is { } missing)
            throw new NotFoundError($"There is no tensor {(missing.EndsWith('/') ? "in " : "")}{missing}{Runtime.Bundles.ClosestNames.Hint(missing, tensors.Select(t => t.Name))}");
        return result;
    }
}

using TfStatefulLstm.Checkpoints.Names;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Runtime.Bundles;

namespace TfStatefulLstm.Checkpoints.Saving;

/// <summary>How the tensors of one checkpoint come to the variables of a saver. Where the checkpoint has all under the right names, the saver's own nodes read them.
/// Otherwise what those nodes would have read is made here and fed in their place: the graph stays as it is.</summary>
internal sealed class RestorePlan
{
    private readonly CheckpointSource _source;
    private readonly RestoreOptions _options;
    private readonly List<RestoreTarget> _targets;
    private readonly IReadOnlyDictionary<string, MappedTensor> _mapped;
    private readonly HashSet<string> _zero = new(StringComparer.Ordinal);
    private readonly List<string> _missing = [];

    /// <summary>Finds out what is where.</summary>
    /// <exception cref="NotFoundError">A name that was mapped by hand is not there.</exception>
    public RestorePlan(Operation restore, CheckpointSource source, RestoreOptions options)
    {
        (_source, _options, _targets) = (source, options, RestoreTargets.Of(restore));
        var wanted = _targets.Select(t => new WantedTensor(t.Name, t.DType, t.Shape)).ToList();
        _mapped = options.MapNames || options.Names is not null ? NameMap.Resolve(wanted, source, BiasOf, options.MapNames, options.Names) : new Dictionary<string, MappedTensor>();
        foreach (var target in _targets.Where(t => !_mapped.ContainsKey(t.Name)))
        {
            var isThere = source.Contains(target.Name);
            if (options.ZeroStates && StartsFromZero(target, isThere)) _zero.Add(target.Name);
            if (!isThere) _missing.Add(target.Name);
        }
    }

    /// <summary>Whether the saver's own nodes do all of it; else they would fail.</summary>
    public bool IsPlain => _mapped.Count == 0 && _zero.Count == 0 && (_missing.Count == 0 || !_options.AllowMissing);

    /// <summary>The error of a restore that must not go on.</summary>
    public NotFoundError? Error => _missing.Where(m => !_zero.Contains(m)).Distinct().ToList() is { Count: > 0 } missing && !_options.AllowMissing
        ? new NotFoundError(BundleIO.MissingKeys(missing, _source.Names), _targets.First(t => t.Name == missing[0]).Restored.Op.Name) : null;

    /// <summary>What the nodes would have read, by tensor.</summary>
    /// <exception cref="InvalidArgumentError">A type or shape is not that of the variable.</exception>
    /// <exception cref="DataLossError">The checkpoint is altered or cut short.</exception>
    public Dictionary<string, NDArray> Feeds() => _targets.ToDictionary(t => t.Restored.Name, Value);

    /// <summary>The operations to run when some variables are left as they are.</summary>
    public IReadOnlyList<string> Assigns() => [.. _targets.Where(t => !IsLeft(t)).Select(AssignOf)];

    /// <summary>Whether some variables are left as they are.</summary>
    public bool LeavesSome => _targets.Any(IsLeft);

    /// <summary>What is to be told of it.</summary>
    public RestoreReport Report(string prefix)
    {
        var restored = _targets.Where(t => !_mapped.ContainsKey(t.Name) && !_zero.Contains(t.Name) && !_missing.Contains(t.Name)).Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        var used = _mapped.Values.SelectMany(m => m.Sources).Concat(restored).ToHashSet(StringComparer.Ordinal);
        return new RestoreReport(prefix, [.. _source.Names.Where(restored.Contains)], [.. _source.Names.Where(n => !used.Contains(n))])
        {
            Mapped = [.. _mapped.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new MappedName(m.Key, m.Value.Sources, m.Value.How))],
            Reshaped = [.. _targets.Where(t => t.IsReshaped && restored.Contains(t.Name)).Select(t => new ReshapedName(t.Name, new Shape(_source.Describe(t.Name).Dims), t.Shape)).Where(r => r.Stored != r.Shape)],
            Missing = [.. _missing.Distinct()],
            StartedFromZero = [.. _targets.Select(t => t.Name).Where(_zero.Contains).Distinct()],
        };
    }

    private bool IsLeft(RestoreTarget target) => _missing.Contains(target.Name) && !_zero.Contains(target.Name);

    private bool StartsFromZero(RestoreTarget target, bool isThere)
    {
        if (target.Variable is null || target.IsReshaped || !target.Shape.IsFullyDefined) return false;
        if (!isThere) return RestoreTargets.IsInStates(target.Variable);
        var (stored, shape) = (_source.Describe(target.Name), target.Shape);
        return stored.DType == target.DType && stored.Dims.Length == shape.Rank && shape.Rank > 0 && stored.Dims[0] != shape.Dims[0] && stored.Dims.AsSpan(1).SequenceEqual(shape.Dims[1..])
            && RestoreTargets.IsState(target.Variable, shape);
    }

    private NDArray Value(RestoreTarget target)
    {
        if (_zero.Contains(target.Name) || IsLeft(target)) return target.Shape.IsFullyDefined ? Part(target, new NDArray(target.DType, target.Shape.ToArray())) : new NDArray(target.DType);
        return _mapped.TryGetValue(target.Name, out var mapped) ? Part(target, mapped.Value()) : BundleIO.Restore(_source, target.Name, target.Spec, target.DType);
    }

    private static NDArray Part(RestoreTarget target, NDArray whole)
    {
        if (target.Spec.Length == 0) return whole;
        var (full, slice, _) = TensorSlice.ParseSpec(target.Spec);
        return SliceAssembler.Cut(whole, full, slice);
    }

    private float? BiasOf(string name) => _targets.FirstOrDefault(t => t.Name == name)?.Variable is { } variable ? ForgetBias.Of(variable) : null;

    private static string AssignOf(RestoreTarget target)
    {
        var tensor = target.Restored;
        while (tensor.Consumers is [var use])
        {
            if (use.Type is "Assign" or "AssignVariableOp") return use.Name;
            tensor = use.Output;
        }
        throw new ValueError($"{target.Name} is not restored by an assign, so that the others cannot be restored without it");
    }
}

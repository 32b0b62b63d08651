using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;

namespace TfStatefulLstm.Variables;

/// <summary>What a variable scope is opened with beside its name (<c>tf.variable_scope</c>); null leaves what the scope around it says.</summary>
internal sealed record VariableScopeOptions
{
    public Initializer? Initializer { get; init; }

    public Func<VariableBase, Tensor?>? Regularizer { get; init; }

    public Func<Operation, string>? CachingDevice { get; init; }

    public Partitioner? Partitioner { get; init; }

    public CustomGetter? CustomGetter { get; init; }

    public Reuse Reuse { get; init; }

    public DType? DType { get; init; }

    public bool? UseResource { get; init; }

    public Func<VariableBase, Tensor>? Constraint { get; init; }

    /// <summary>Whether a name scope is opened with it.</summary>
    public bool AuxiliaryNameScope { get; init; } = true;
}

/// <summary>A variable scope by its name, or one that was open before.</summary>
public sealed class ScopeLike
{
    private ScopeLike(string? name, VariableScope? scope) => (Name, Scope) = (name, scope);

    internal string? Name { get; }

    internal VariableScope? Scope { get; }

    /// <summary>A name under the open scope.</summary>
    public static implicit operator ScopeLike(string name) => new(name, null);

    /// <summary>A scope that was open before.</summary>
    public static implicit operator ScopeLike(VariableScope scope) => new(null, scope);
}

/// <summary>Opens a variable scope, as often as is asked: the second time it is the scope of the first, in a name scope of its own (<c>variable_scope</c>'s objects,
/// which cells and layers hold on to).</summary>
internal sealed class VariableScopeEntry
{
    private readonly Graph _graph;
    private readonly string? _name;
    private readonly VariableScope? _given;
    private readonly string? _defaultName;
    private readonly VariableScopeOptions _options;

    // What the first entry settled.
    private bool _entered;
    private string? _nameScope;
    private string? _prefix;
    private VariableScope? _reentered;

    /// <summary>A scope of that name under the open one, or of the default name made unique where there is no name; or one that was open before, again.</summary>
    /// <exception cref="TypeError">There is neither a name nor a default.</exception>
    public VariableScopeEntry(Graph graph, ScopeLike? nameOrScope, string? defaultName, VariableScopeOptions options)
    {
        if (nameOrScope is null && defaultName is null) throw new TypeError("If default_name is None then name_or_scope is required");
        (_graph, _name, _given, _defaultName, _options) = (graph, nameOrScope?.Name, nameOrScope?.Scope, defaultName, options);
    }

    /// <summary>Opens a scope once; disposing the result closes it.</summary>
    public static VariableScope Open(ScopeLike? nameOrScope, string? defaultName = null, VariableScopeOptions? options = null) =>
        new VariableScopeEntry(Graph.Default, nameOrScope, defaultName, options ?? new()).Enter();

    /// <summary>Opens the scope; disposing the result closes it.</summary>
    public VariableScope Enter()
    {
        var asDefault = _graph.AsDefault();
        NameScope? names = null;
        try
        {
            if (!_entered) _nameScope = FirstNameScope();
            names = _nameScope is null ? null : _graph.NameScope(_nameScope);
            return Open(names, asDefault);
        }
        catch
        {
            names?.Dispose();
            asDefault.Dispose();
            throw;
        }
    }

    private string? FirstNameScope()
    {
        if (_name is null && _given is null && _options.Reuse != Reuse.No) throw new ValueError("reuse=True cannot be used without a name_or_scope");
        if (!_options.AuxiliaryNameScope) return _graph.NameStack.Length == 0 ? "" : _graph.NameStack + "/";
        var name = _given is not null ? _given.Name[(_given.Name.LastIndexOf('/') + 1)..] : _name ?? _defaultName;
        return string.IsNullOrEmpty(name) ? null : name;
    }

    private VariableScope Open(NameScope? names, IDisposable asDefault)
    {
        var store = VariableScopeStore.Of(_graph);
        var before = store.Current;
        VariableScope opened;
        Dictionary<string, int>? counts = null;
        if (_given is not null)
        {
            opened = _reentered ??= Derived(_given, _given.Name, _given.OriginalNameScope, _options.Reuse == Reuse.No ? _given.Reuse : _options.Reuse);
            store.Open(_given.Name);
            counts = new Dictionary<string, int>(store.Counts, StringComparer.Ordinal);
        }
        else
        {
            if (!_entered) _prefix = _name ?? store.Unique(_defaultName!);
            var name = before.Name.Length == 0 ? _prefix! : $"{before.Name}/{_prefix}";
            opened = Derived(before, name, names?.Name ?? _prefix!, _options.Reuse == Reuse.No ? before.Reuse : _options.Reuse);
            store.Open(name);
        }
        _entered = true;
        store.Current = opened;
        opened.Close = () =>
        {
            if (store.Current != opened) throw new RuntimeError("Improper nesting of variable_scope.");
            if (counts is not null) store.Counts = counts;
            else store.CloseSubscopes(opened.Name);
            store.Current = before;
            names?.Dispose();
            asDefault.Dispose();
        };
        return opened;
    }

    private VariableScope Derived(VariableScope from, string name, string nameScope, Reuse reuse) => new(_graph, name, nameScope, reuse)
    {
        Initializer = _options.Initializer ?? from.Initializer,
        Regularizer = _options.Regularizer ?? from.Regularizer,
        CachingDevice = _options.CachingDevice ?? from.CachingDevice,
        Partitioner = _options.Partitioner ?? from.Partitioner,
        CustomGetter = Chained(_options.CustomGetter, from.CustomGetter),
        DType = _options.DType ?? from.DType,
        UseResource = _options.UseResource ?? from.UseResource,
        // TensorFlow 1.15 does not hand constraints down.
        Constraint = _options.Constraint,
    };

    // The inner getter is asked first, and its getter is the outer one.
    private static CustomGetter? Chained(CustomGetter? inner, CustomGetter? outer) =>
        inner is null || outer is null ? inner ?? outer : (getter, args) => inner(a => outer(getter, a), args);
}

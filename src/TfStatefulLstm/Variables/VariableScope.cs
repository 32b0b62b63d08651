using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;

namespace TfStatefulLstm.Variables;

/// <summary>The defaults that <c>tf.get_variable</c> takes in a part of a program, and the prefix of its names (<c>tf.VariableScope</c>). One that was opened by
/// <c>variable_scope</c> is closed by disposing it.</summary>
public sealed class VariableScope : IDisposable
{
    internal VariableScope(Graph graph, string name, string originalNameScope, Reuse reuse)
    {
        Graph = graph;
        Name = name;
        OriginalNameScope = originalNameScope;
        Reuse = reuse;
    }

    /// <summary>The scope's full name, without a slash behind it.</summary>
    public string Name { get; }

    /// <summary>The name scope that was opened when the scope was first entered, with its last slash.</summary>
    public string OriginalNameScope { get; }

    /// <summary>The graph.</summary>
    public Graph Graph { get; }

    /// <summary>Whether variables must exist.</summary>
    public Reuse Reuse { get; private set; }

    /// <summary>The initializer of variables that bring none.</summary>
    public Initializer? Initializer { get; set; }

    /// <summary>The regularizer of variables that bring none.</summary>
    public Func<VariableBase, Tensor?>? Regularizer { get; set; }

    /// <summary>Where reads are cached.</summary>
    public Func<Operation, string>? CachingDevice { get; set; }

    /// <summary>What cuts variables into parts.</summary>
    public Partitioner? Partitioner { get; set; }

    /// <summary>What gets variables in place of the store.</summary>
    public CustomGetter? CustomGetter { get; set; }

    /// <summary>The element type of variables that bring none.</summary>
    public DType DType { get; set; } = DType.Float32;

    /// <summary>Whether variables lie behind resource handles.</summary>
    public bool? UseResource { get; set; }

    /// <summary>The projection of variables that bring none.</summary>
    public Func<VariableBase, Tensor>? Constraint { get; internal set; }

    /// <summary>What closes the scope, while it is open.</summary>
    internal Action? Close { get; set; }

    /// <summary>The scope that is open in the graph (<c>tf.get_variable_scope</c>).</summary>
    public static VariableScope Current(Graph graph) => VariableScopeStore.Of(graph).Current;

    /// <summary>From now on the scope's variables must exist.</summary>
    public void ReuseVariables() => Reuse = Reuse.Yes;

    /// <inheritdoc cref="ReuseVariables"/>
    public void reuse_variables() => ReuseVariables();

    /// <inheritdoc cref="Name"/>
    public string name => Name;

    /// <inheritdoc cref="OriginalNameScope"/>
    public string original_name_scope => OriginalNameScope;

    /// <summary>Sets the initializer of variables that bring none.</summary>
    public void set_initializer(Initializer? initializer) => Initializer = initializer;

    /// <summary>Sets the regularizer of variables that bring none.</summary>
    public void set_regularizer(Func<VariableBase, Tensor?>? regularizer) => Regularizer = regularizer;

    /// <summary>Sets what cuts variables into parts.</summary>
    public void set_partitioner(Partitioner? partitioner) => Partitioner = partitioner;

    /// <summary>Sets what gets variables in place of the store.</summary>
    public void set_custom_getter(CustomGetter? custom_getter) => CustomGetter = custom_getter;

    /// <summary>Sets whether variables lie behind resource handles.</summary>
    public void set_use_resource(bool? use_resource) => UseResource = use_resource;

    /// <summary>The values of a collection whose names begin with the scope's.</summary>
    public IReadOnlyList<object> Collection(object key) => Graph.Collection(key, Name.Length == 0 ? null : Name + "/");

    /// <summary>The scope's trainable variables.</summary>
    public IReadOnlyList<VariableBase> trainable_variables() => [.. Collection(GraphKeys.Names.TRAINABLE_VARIABLES).OfType<VariableBase>()];

    /// <summary>The scope's global variables.</summary>
    public IReadOnlyList<VariableBase> global_variables() => [.. Collection(GraphKeys.Names.GLOBAL_VARIABLES).OfType<VariableBase>()];

    /// <summary>The scope's local variables.</summary>
    public IReadOnlyList<VariableBase> local_variables() => [.. Collection(GraphKeys.Names.LOCAL_VARIABLES).OfType<VariableBase>()];

    /// <summary>Gets a variable of the scope, or makes it (<c>tf.get_variable</c>).</summary>
    /// <exception cref="ValueError">It exists and must not, does not exist and must, or exists with another shape or type.</exception>
    public VariableBase GetVariable(VariableArgs args)
    {
        using var names = Graph.NameScope(null);
        if (args is { DType: { } dtype, Initializer: ValueInitializer value })
        {
            var initial = value.ToTensor(Graph).DType.Base();
            if (initial != dtype.Base()) throw new ValueError($"Initializer type '<dtype: '{initial.Name()}'>' and explicit dtype '<dtype: '{dtype.Name()}'>' don't match.");
        }
        return VariableStore.Of(Graph).GetVariable(args with
        {
            Name = Name.Length == 0 ? args.Name : $"{Name}/{args.Name}",
            Regularizer = args.Regularizer ?? Regularizer,
            CachingDevice = args.CachingDevice ?? CachingDevice,
            Partitioner = args.Partitioner ?? Partitioner,
            CustomGetter = args.CustomGetter ?? CustomGetter,
            Reuse = args.Reuse ?? Reuse,
            UseResource = args.UseResource ?? UseResource,
            Initializer = args.Initializer ?? Initializer,
            Constraint = args.Constraint ?? Constraint,
            DType = (args.DType ?? DType).Base(),
        });
    }

    /// <summary>Closes the scope.</summary>
    public void Dispose()
    {
        var close = Close;
        Close = null;
        close?.Invoke();
    }
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Training;

/// <summary>Keeps averages of variables or tensors in which old values fade (<c>tf.train.ExponentialMovingAverage</c>).</summary>
/// <param name="decay">What part of an average is kept at each update.</param>
/// <param name="numUpdates">The number of updates so far; early on it makes averages fade faster.</param>
/// <param name="zeroDebias">Whether averages of tensors, which begin at zero, are corrected for that.</param>
/// <param name="name">The name of the averages.</param>
public sealed class ExponentialMovingAverage(Hyperparameter decay, TensorLike? numUpdates = null, bool zeroDebias = false, string name = "ExponentialMovingAverage")
{
    private readonly Dictionary<object, VariableBase> _averages = new(ReferenceEqualityComparer.Instance);

    /// <summary>The name of the averages.</summary>
    public string Name => name;

    /// <summary>Adds an update of the averages, which are made if they are not there (<c>apply</c>).</summary>
    /// <param name="values">What is averaged: variables or tensors; the trainable variables if null.</param>
    /// <exception cref="TypeError">One of them is of no floating type.</exception>
    public Operation Apply(IEnumerable<TensorConvertible>? values = null)
    {
        var all = (values ?? VariableFunctions.Of(GraphKeys.Names.TRAINABLE_VARIABLES)).ToArray();
        var graph = Graph.Default;
        var corrected = new HashSet<VariableBase>();
        foreach (var value in all)
        {
            if (value.ElementType is not (DType.BFloat16 or DType.Float16 or DType.Float32 or DType.Float64))
                throw new TypeError($"The variables must be half, float, or double: {((INamed)value).Name}");
            if (_averages.ContainsKey(value)) continue;
            using var init = graph.InitScope();
            _averages.Add(value, Make(graph, value, corrected));
        }
        using var scope = graph.NameScope(name);
        var keep = decay.ToTensor("decay");
        if (numUpdates is not null)
        {
            var updates = MathFunctions.Cast(numUpdates, DType.Float32, "num_updates");
            keep = MathFunctions.Minimum(keep, (1.0 + updates) / (10.0 + updates));
        }
        return ControlFunctions.Group([.. all.Select(v => Update(_averages[v], v, keep, corrected.Contains(_averages[v])))], scope);
    }

    /// <summary>The average of a variable or tensor, or null (<c>average</c>).</summary>
    public VariableBase? Average(TensorConvertible value) => _averages.GetValueOrDefault(value);

    /// <summary>The name of the average of a variable, whether or not it is there (<c>average_name</c>).</summary>
    public string AverageName(TensorConvertible value) =>
        _averages.TryGetValue(value, out var average) ? average.Op.Name : Graph.Default.UniqueName($"{value.Source.Name}/{name}", markAsUsed: false);

    /// <summary>Under which names a saver finds values for variables, so that the averages take their place (<c>variables_to_restore</c>).</summary>
    /// <param name="averaged">The variables that have averages; those that are trained or averaged if null.</param>
    public IReadOnlyDictionary<string, VariableBase> VariablesToRestore(IEnumerable<VariableBase>? averaged = null)
    {
        var moving = (averaged ?? VariableFunctions.Of(GraphKeys.Names.TRAINABLE_VARIABLES).Concat(VariableFunctions.Of(GraphKeys.Names.MOVING_AVERAGE_VARIABLES)))
            .Distinct().ToArray();
        var result = moving.ToDictionary(AverageName);
        var names = moving.Select(v => v.Name).ToHashSet();
        foreach (var v in VariableFunctions.Of(GraphKeys.Names.GLOBAL_VARIABLES).Distinct())
            if (!names.Contains(v.Name)) result.TryAdd(v.Op.Name, v);
        return result;
    }

    /// <inheritdoc cref="Apply"/>
    /// <param name="var_list">What is averaged: variables or tensors; the trainable variables if null.</param>
    public Operation apply(IEnumerable<TensorConvertible>? var_list = null) => Apply(var_list);

    /// <inheritdoc cref="Average"/>
    /// <param name="var">The variable or tensor.</param>
    public VariableBase? average(TensorConvertible var) => Average(var);

    /// <inheritdoc cref="AverageName"/>
    /// <param name="var">The variable or tensor.</param>
    public string average_name(TensorConvertible var) => AverageName(var);

    /// <inheritdoc cref="VariablesToRestore"/>
    /// <param name="moving_avg_variables">The variables that have averages; those that are trained or averaged if null.</param>
    public IReadOnlyDictionary<string, VariableBase> variables_to_restore(IEnumerable<VariableBase>? moving_avg_variables = null) =>
        VariablesToRestore(moving_avg_variables);

    private VariableBase Make(Graph graph, TensorConvertible value, HashSet<VariableBase> corrected)
    {
        if (value is VariableBase variable)
        {
            var own = SlotVariables.Create(variable, variable.InitializedValue(), name);
            graph.AddToCollection(GraphKeys.Names.MOVING_AVERAGE_VARIABLES, variable);
            return own;
        }
        var average = SlotVariables.Zeros(value, name, colocate: value.Source.Type is "Variable" or "VariableV2" or "VarHandleOp");
        if (zeroDebias) corrected.Add(average);
        return average;
    }

    // average -= (average - value) * (1 - decay).
    private static Dependency Update(VariableBase average, TensorConvertible value, Tensor decay, bool corrects)
    {
        var graph = average.Graph;
        using var scope = graph.NameScope("AssignMovingAvg");
        var fading = Nodes.Convert(1.0 - decay, name: "decay");
        if (fading.DType.Base() != average.DType.Base()) fading = MathFunctions.Cast(fading, average.DType.Base());
        if (corrects) return Corrected(average, value, fading, scope);
        return StateFunctions.AssignSub(average, (average - (TensorLike)value) * fading, name: scope);
    }

    // The average of what began at zero, divided by the part of it that is not that zero.
    private static Dependency Corrected(VariableBase average, TensorConvertible value, Tensor fading, string name)
    {
        var graph = average.Graph;
        VariableBase biased, steps;
        using (var scope = new VariableScopeEntry(graph, average.Name[..^2], null, new()).Enter())
        using (graph.ColocateWith(average.Op))
        {
            biased = scope.GetVariable(Helper(scope, "biased", average.Shape, average.DType));
            steps = scope.GetVariable(Helper(scope, "local_step", Shape.Scalar, average.DType));
        }
        var sum = StateFunctions.AssignSub(biased, (biased - (TensorLike)value) * fading);
        var count = steps.AssignAdd(1);
        var share = 1 - MathFunctions.Pow(1.0 - fading, count);
        return StateFunctions.Assign(average, MathFunctions.Truediv(sum, share), name: name);
    }

    private static VariableArgs Helper(VariableScope scope, string name, Shape shape, DType type) => new(Free(scope, name))
    {
        Initializer = new Zeros(),
        Shape = shape,
        DType = type.Base(),
        Trainable = false,
    };

    private static string Free(VariableScope scope, string name)
    {
        if (scope.Reuse == Reuse.Yes) return name;
        var taken = scope.global_variables().Select(v => v.Op.Name).ToHashSet();
        var (free, number) = (name, 0);
        while (taken.Contains($"{scope.Name}/{free}")) free = $"{name}_{++number}";
        return free;
    }
}

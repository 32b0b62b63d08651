using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Training;

/// <summary>Adam (<c>tf.train.AdamOptimizer</c>). Slots: <c>m</c>, <c>v</c>; beside them the variables <c>beta1_power</c> and <c>beta2_power</c>.</summary>
/// <param name="learningRate">How far to go; 0.001 where nothing is said.</param>
/// <param name="beta1">What part of the first moment is kept; 0.9 where nothing is said.</param>
/// <param name="beta2">What part of the second moment is kept; 0.999 where nothing is said.</param>
/// <param name="epsilon">What keeps quotients finite; 1e-8 where nothing is said.</param>
/// <param name="useLocking">What <c>use_locking</c> of the nodes says.</param>
/// <param name="name">The name of the update and of the slots.</param>
public sealed class AdamOptimizer(Hyperparameter? learningRate = null, Hyperparameter? beta1 = null, Hyperparameter? beta2 = null, Hyperparameter? epsilon = null,
    bool useLocking = false, string name = "Adam") : Optimizer(useLocking, name)
{
    private readonly Hyperparameter _beta1 = beta1 ?? 0.9;
    private readonly Hyperparameter _beta2 = beta2 ?? 0.999;

    // Rate, beta1, beta2, epsilon.
    private Tensor[] _scalars = [];

    /// <inheritdoc/>
    protected override void CreateSlots(IReadOnlyList<VariableBase> variables)
    {
        // So that all programs place the powers alike: with the first variable by name.
        var first = variables.MinBy(v => v.Name, StringComparer.Ordinal)!;
        Other("beta1_power", _beta1, first);
        Other("beta2_power", _beta2, first);
        foreach (var v in variables)
        {
            ZerosSlot(v, "m", Name);
            ZerosSlot(v, "v", Name);
        }
    }

    /// <inheritdoc/>
    protected override void Prepare() => _scalars =
        [(learningRate ?? 0.001).ToTensor("learning_rate"), _beta1.ToTensor("beta1"), _beta2.ToTensor("beta2"), (epsilon ?? 1e-8).ToTensor("epsilon")];

    /// <inheritdoc/>
    protected override Operation ApplyDense(Tensor gradient, VariableBase variable) => Apply("Adam", variable, ["m", "v"],
        [As(Other("beta1_power"), variable), As(Other("beta2_power"), variable), .. _scalars.Select(s => As(s, variable))], gradient, null, []);

    /// <summary>The moments of all rows fade and every row is moved, as if the gradient of the others were zero.</summary>
    protected override Operation ApplySparse(Tensor gradient, Tensor indices, VariableBase variable)
    {
        var (power1, power2) = (As(Other("beta1_power"), variable), As(Other("beta2_power"), variable));
        var scalars = _scalars.Select(s => MathFunctions.Cast(s, variable.DType.Base())).ToArray();
        var (rate, beta1, beta2, epsilon) = (scalars[0], scalars[1], scalars[2], scalars[3]);
        rate = rate * MathFunctions.Sqrt(OneMinus(power2)) / OneMinus(power1);
        var m = Moment(Slot(variable, "m"), () => gradient * (1 - beta1), beta1, indices);
        var v = Moment(Slot(variable, "v"), () => gradient * gradient * (1 - beta2), beta2, indices);
        var root = MathFunctions.Sqrt(v);
        var update = StateFunctions.AssignSub(variable, rate * (TensorLike)m / (root + epsilon), UseLocking);
        return ControlFunctions.Group([update, m, v]);
    }

    /// <inheritdoc/>
    protected override Operation Finish(IReadOnlyList<Dependency> updates, string name)
    {
        var graph = Graph.Default;
        var (power1, power2) = (Other("beta1_power"), Other("beta2_power"));
        TensorConvertible next1, next2;
        using (graph.ControlDependencies(updates.Select(u => u.Operation)))
        using (graph.ColocateWith(power1.Op))
        {
            next1 = power1.Assign(power1 * _scalars[1], UseLocking);
            next2 = power2.Assign(power2 * _scalars[2], UseLocking);
        }
        return ControlFunctions.Group([.. updates, next1, next2], name);
    }

    // A power that is a resource variable is read here, in the scope of the subtraction.
    private static Tensor OneMinus(TensorLike power) => power.Value is VariableBase variable ? 1 - variable : 1 - (Tensor)power.Value;

    private TensorConvertible Moment(VariableBase moment, Func<Tensor> share, Tensor beta, Tensor indices)
    {
        var added = share();
        var graph = moment.Graph;
        var faded = StateFunctions.Assign(moment, moment * beta, useLocking: UseLocking);
        using var after = graph.ControlDependencies([faded.Source]);
        if (moment is not ResourceVariable resource) return StateFunctions.ScatterAdd(moment, indices, added, UseLocking);
        var scattered = Nodes.Op("ResourceScatterAdd", null, [resource.Handle, indices, added], ("dtype", AttrValues.Of(resource.DType)));
        using var then = graph.ControlDependencies([scattered]);
        return resource.Value();
    }
}

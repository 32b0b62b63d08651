using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Training;

/// <summary>Adagrad (<c>tf.train.AdagradOptimizer</c>). Slot: <c>accumulator</c>.</summary>
public sealed class AdagradOptimizer : Optimizer
{
    private readonly Hyperparameter _learningRate;
    private readonly double _initial;
    private Tensor? _rate;

    /// <summary>An optimizer.</summary>
    /// <param name="learningRate">How far to go along the gradient.</param>
    /// <param name="initialAccumulatorValue">Where the sums of squares begin; above 0.</param>
    /// <param name="useLocking">What <c>use_locking</c> of the nodes says.</param>
    /// <param name="name">The name of the update and of the slots.</param>
    /// <exception cref="ValueError">The initial value is not positive.</exception>
    public AdagradOptimizer(Hyperparameter learningRate, double initialAccumulatorValue = 0.1, bool useLocking = false, string name = "Adagrad") : base(useLocking, name)
    {
        if (initialAccumulatorValue <= 0)
            throw new ValueError($"initial_accumulator_value must be positive: {NodePrinter.Element(initialAccumulatorValue, 0)}");
        (_learningRate, _initial) = (learningRate, initialAccumulatorValue);
    }

    /// <inheritdoc/>
    protected override void CreateSlots(IReadOnlyList<VariableBase> variables)
    {
        foreach (var v in variables)
        {
            var type = v.DType.Base();
            Initializer initial = v.Shape.IsFullyDefined
                ? new Constant(_initial, type)
                : Initializer.From(() => MathFunctions.Cast(ConstantFunctions.Fill(ArrayFunctions.Shape(v), _initial), type));
            Slot(v, "accumulator", () => SlotVariables.Create(v, initial, v.Shape, type, Name));
        }
    }

    /// <inheritdoc/>
    protected override void Prepare() => _rate = _learningRate.ToTensor("learning_rate");

    /// <inheritdoc/>
    protected override Operation ApplyDense(Tensor gradient, VariableBase variable) => Update(gradient, null, variable);

    /// <inheritdoc/>
    protected override Operation ApplySparse(Tensor gradient, Tensor indices, VariableBase variable) => Update(gradient, indices, variable);

    private Operation Update(Tensor gradient, Tensor? indices, VariableBase variable) =>
        Apply("Adagrad", variable, ["accumulator"], [As(_rate!, variable)], gradient, indices, []);
}

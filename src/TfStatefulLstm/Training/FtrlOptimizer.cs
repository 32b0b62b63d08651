using System.Globalization;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Training;

/// <summary>"Follow the regularized leader" (<c>tf.train.FtrlOptimizer</c>). Slots: <c>accum</c>, <c>linear</c>.</summary>
public sealed class FtrlOptimizer : Optimizer
{
    private readonly Hyperparameter _learningRate;
    private readonly double _power;
    private readonly double _initial;
    private readonly double _l1;
    private readonly double _l2;
    private readonly double _shrinkage;
    private readonly string _accumName;
    private readonly string _linearName;

    // Rate, l1, l2, shrinkage, power.
    private Tensor[] _scalars = [];

    /// <summary>An optimizer.</summary>
    /// <param name="learningRate">How far to go along the gradient.</param>
    /// <param name="learningRatePower">How the rate falls with the sum of squares; at most 0.</param>
    /// <param name="initialAccumulatorValue">Where the sums of squares begin; at least 0.</param>
    /// <param name="l1RegularizationStrength">The weight of absolute values; at least 0.</param>
    /// <param name="l2RegularizationStrength">The weight of squares; at least 0.</param>
    /// <param name="useLocking">What <c>use_locking</c> of the nodes says.</param>
    /// <param name="name">The name of the update and of the slots.</param>
    /// <param name="accumName">The name of the slots of sums, if not the optimizer's.</param>
    /// <param name="linearName">The name of the linear slots, if not the optimizer's.</param>
    /// <param name="l2ShrinkageRegularizationStrength">The weight of squares that is added to the gradient; at least 0.</param>
    /// <exception cref="ValueError">A number lies outside its range.</exception>
    public FtrlOptimizer(Hyperparameter learningRate, double learningRatePower = -0.5, double initialAccumulatorValue = 0.1, double l1RegularizationStrength = 0,
        double l2RegularizationStrength = 0, bool useLocking = false, string name = "Ftrl", string? accumName = null, string? linearName = null,
        double l2ShrinkageRegularizationStrength = 0) : base(useLocking, name)
    {
        Require("initial_accumulator_value", initialAccumulatorValue, initialAccumulatorValue >= 0, "positive");
        Require("learning_rate_power", learningRatePower, learningRatePower <= 0, "negative");
        Require("l1_regularization_strength", l1RegularizationStrength, l1RegularizationStrength >= 0, "positive");
        Require("l2_regularization_strength", l2RegularizationStrength, l2RegularizationStrength >= 0, "positive");
        Require("l2_shrinkage_regularization_strength", l2ShrinkageRegularizationStrength, l2ShrinkageRegularizationStrength >= 0, "positive");
        (_learningRate, _power, _initial) = (learningRate, learningRatePower, initialAccumulatorValue);
        (_l1, _l2, _shrinkage) = (l1RegularizationStrength, l2RegularizationStrength, l2ShrinkageRegularizationStrength);
        (_accumName, _linearName) = (string.IsNullOrEmpty(accumName) ? name : accumName, string.IsNullOrEmpty(linearName) ? name : linearName);
    }

    /// <inheritdoc/>
    protected override void CreateSlots(IReadOnlyList<VariableBase> variables)
    {
        foreach (var v in variables)
        {
            using var beside = v.Graph.ColocateWith(v.Op);
            var initial = ConstantFunctions.Constant(_initial, v.DType.Base(), v.Shape);
            Slot(v, "accum", () => SlotVariables.Create(v, initial, _accumName));
            ZerosSlot(v, "linear", _linearName);
        }
    }

    /// <inheritdoc/>
    protected override void Prepare() => _scalars =
    [
        _learningRate.ToTensor("learning_rate"), Nodes.Convert(_l1, name: "l1_regularization_strength"), Nodes.Convert(_l2, name: "l2_regularization_strength"),
        Nodes.Convert(_shrinkage, name: "l2_shrinkage_regularization_strength"), Nodes.Convert(_power, name: "learning_rate_power"),
    ];

    /// <inheritdoc/>
    protected override Operation ApplyDense(Tensor gradient, VariableBase variable) => Update(gradient, null, variable);

    /// <inheritdoc/>
    protected override Operation ApplySparse(Tensor gradient, Tensor indices, VariableBase variable) => Update(gradient, indices, variable);

    private Operation Update(Tensor gradient, Tensor? indices, VariableBase variable)
    {
        var shrinks = _shrinkage > 0;
        var values = _scalars.Where((_, i) => shrinks || i != 3).Select(s => As(s, variable));
        return Apply(shrinks ? "FtrlV2" : "Ftrl", variable, ["accum", "linear"], [], gradient, indices, [.. values]);
    }

    private static void Require(string what, double value, bool holds, string sign)
    {
        if (!holds) throw new ValueError($"{what} {value.ToString("F6", CultureInfo.InvariantCulture)} needs to be {sign} or zero");
    }
}

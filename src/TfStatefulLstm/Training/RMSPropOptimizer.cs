using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;

namespace TfStatefulLstm.Training;

/// <summary>RMSProp (<c>tf.train.RMSPropOptimizer</c>). Slots: <c>rms</c>, <c>momentum</c>, and <c>mg</c> if centered.</summary>
/// <param name="learningRate">How far to go along the gradient.</param>
/// <param name="decay">What part of the mean square is kept; 0.9 where nothing is said.</param>
/// <param name="momentum">What part of the last step is kept; 0 where nothing is said.</param>
/// <param name="epsilon">What keeps quotients finite; 1e-10 where nothing is said.</param>
/// <param name="useLocking">What <c>use_locking</c> of the nodes says.</param>
/// <param name="centered">Whether the square of the mean is taken off the mean square.</param>
/// <param name="name">The name of the update and of the slots.</param>
public sealed class RMSPropOptimizer(Hyperparameter learningRate, Hyperparameter? decay = null, Hyperparameter? momentum = null, Hyperparameter? epsilon = null,
    bool useLocking = false, bool centered = false, string name = "RMSProp") : Optimizer(useLocking, name)
{
    private Tensor[] _scalars = [];

    /// <inheritdoc/>
    protected override void CreateSlots(IReadOnlyList<VariableBase> variables)
    {
        foreach (var v in variables)
        {
            var type = v.DType.Base();
            Initializer ones = v.Shape.IsFullyDefined ? new Ones(type) : ConstantFunctions.OnesLike(v);
            Slot(v, "rms", () => SlotVariables.Create(v, ones, v.Shape, type, Name));
            if (centered) ZerosSlot(v, "mg", Name);
            ZerosSlot(v, "momentum", Name);
        }
    }

    /// <inheritdoc/>
    protected override void Prepare() => _scalars = [learningRate.ToTensor("learning_rate"), (decay ?? 0.9).ToTensor("decay"),
        (momentum ?? 0.0).ToTensor("momentum"), (epsilon ?? 1e-10).ToTensor("epsilon")];

    /// <inheritdoc/>
    protected override Operation ApplyDense(Tensor gradient, VariableBase variable) => Update(gradient, null, variable);

    /// <inheritdoc/>
    protected override Operation ApplySparse(Tensor gradient, Tensor indices, VariableBase variable) => Update(gradient, indices, variable);

    private Operation Update(Tensor gradient, Tensor? indices, VariableBase variable) => Apply(centered ? "CenteredRMSProp" : "RMSProp", variable,
        centered ? ["mg", "rms", "momentum"] : ["rms", "momentum"], [.. _scalars.Select(s => As(s, variable))], gradient, indices, []);
}

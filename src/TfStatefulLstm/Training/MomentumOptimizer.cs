using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;

namespace TfStatefulLstm.Training;

/// <summary>Gradient descent with momentum (<c>tf.train.MomentumOptimizer</c>). Slot: <c>momentum</c>.</summary>
/// <param name="learningRate">How far to go along the gradient.</param>
/// <param name="momentum">What part of the last step is kept.</param>
/// <param name="useLocking">What <c>use_locking</c> of the nodes says.</param>
/// <param name="name">The name of the update and of the slots.</param>
/// <param name="useNesterov">Whether to look one step ahead, as Nesterov does.</param>
public sealed class MomentumOptimizer(Hyperparameter learningRate, Hyperparameter momentum, bool useLocking = false, string name = "Momentum", bool useNesterov = false)
    : Optimizer(useLocking, name)
{
    private Tensor? _rate;
    private Tensor? _momentum;

    /// <inheritdoc/>
    protected override void CreateSlots(IReadOnlyList<VariableBase> variables)
    {
        foreach (var v in variables) ZerosSlot(v, "momentum", Name);
    }

    /// <inheritdoc/>
    protected override void Prepare() => (_rate, _momentum) = (learningRate.ToTensor("learning_rate"), momentum.ToTensor("momentum"));

    /// <inheritdoc/>
    protected override Operation ApplyDense(Tensor gradient, VariableBase variable) => Update(gradient, null, variable);

    /// <inheritdoc/>
    protected override Operation ApplySparse(Tensor gradient, Tensor indices, VariableBase variable) => Update(gradient, indices, variable);

    private Operation Update(Tensor gradient, Tensor? indices, VariableBase variable) => Apply("Momentum", variable, ["momentum"], [As(_rate!, variable)],
        gradient, indices, [As(_momentum!, variable)], ("use_nesterov", AttrValues.Of(useNesterov)));
}

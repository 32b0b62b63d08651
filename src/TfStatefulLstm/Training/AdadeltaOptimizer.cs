using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;

namespace TfStatefulLstm.Training;

/// <summary>Adadelta (<c>tf.train.AdadeltaOptimizer</c>). Slots: <c>accum</c>, <c>accum_update</c>.</summary>
/// <param name="learningRate">How far to go; 1 is the paper's; 0.001 where nothing is said.</param>
/// <param name="rho">What part of the sums of squares is kept; 0.95 where nothing is said.</param>
/// <param name="epsilon">What keeps quotients finite; 1e-8 where nothing is said.</param>
/// <param name="useLocking">What <c>use_locking</c> of the nodes says.</param>
/// <param name="name">The name of the update and of the slots.</param>
public sealed class AdadeltaOptimizer(Hyperparameter? learningRate = null, Hyperparameter? rho = null, Hyperparameter? epsilon = null, bool useLocking = false,
    string name = "Adadelta") : Optimizer(useLocking, name)
{
    private Tensor[] _scalars = [];

    /// <inheritdoc/>
    protected override void CreateSlots(IReadOnlyList<VariableBase> variables)
    {
        foreach (var v in variables)
        {
            ZerosSlot(v, "accum", Name);
            ZerosSlot(v, "accum_update", Name);
        }
    }

    /// <inheritdoc/>
    protected override void Prepare() =>
        _scalars = [(learningRate ?? 0.001).ToTensor("lr"), (rho ?? 0.95).ToTensor("rho"), (epsilon ?? 1e-8).ToTensor("epsilon")];

    /// <inheritdoc/>
    protected override Operation ApplyDense(Tensor gradient, VariableBase variable) => Update(gradient, null, variable);

    /// <inheritdoc/>
    protected override Operation ApplySparse(Tensor gradient, Tensor indices, VariableBase variable) => Update(gradient, indices, variable);

    private Operation Update(Tensor gradient, Tensor? indices, VariableBase variable) =>
        Apply("Adadelta", variable, ["accum", "accum_update"], [.. _scalars.Select(s => As(s, variable))], gradient, indices, []);
}

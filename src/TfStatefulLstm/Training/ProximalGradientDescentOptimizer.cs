using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;

namespace TfStatefulLstm.Training;

/// <summary>Gradient descent with proximal shrinking (<c>tf.train.ProximalGradientDescentOptimizer</c>).</summary>
/// <param name="learningRate">How far to go along the gradient.</param>
/// <param name="l1RegularizationStrength">The weight of absolute values; 0 where nothing is said.</param>
/// <param name="l2RegularizationStrength">The weight of squares; 0 where nothing is said.</param>
/// <param name="useLocking">What <c>use_locking</c> of the nodes says.</param>
/// <param name="name">The name of the update.</param>
public sealed class ProximalGradientDescentOptimizer(Hyperparameter learningRate, Hyperparameter? l1RegularizationStrength = null,
    Hyperparameter? l2RegularizationStrength = null, bool useLocking = false, string name = "ProximalGradientDescent") : Optimizer(useLocking, name)
{
    private Tensor[] _scalars = [];

    /// <inheritdoc/>
    protected override void Prepare() => _scalars = [learningRate.ToTensor("learning_rate"),
        (l1RegularizationStrength ?? 0.0).ToTensor("l1_regularization_strength"), (l2RegularizationStrength ?? 0.0).ToTensor("l2_regularization_strength")];

    /// <inheritdoc/>
    protected override Operation ApplyDense(Tensor gradient, VariableBase variable) => Update(gradient, null, variable);

    /// <inheritdoc/>
    protected override Operation ApplySparse(Tensor gradient, Tensor indices, VariableBase variable) => Update(gradient, indices, variable);

    // Only rows of resource variables have the scalars cast: TensorFlow does it nowhere else.
    private Operation Update(Tensor gradient, Tensor? indices, VariableBase variable) => Apply("ProximalGradientDescent", variable, [],
        [.. _scalars.Select(s => indices is not null && variable.IsResource ? As(s, variable) : s)], gradient, indices, []);
}

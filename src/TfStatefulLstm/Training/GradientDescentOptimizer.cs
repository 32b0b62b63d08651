using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Training;

/// <summary>Plain gradient descent (<c>tf.train.GradientDescentOptimizer</c>).</summary>
/// <param name="learningRate">How far to go along the gradient.</param>
/// <param name="useLocking">What <c>use_locking</c> of the nodes says.</param>
/// <param name="name">The name of the update.</param>
public sealed class GradientDescentOptimizer(Hyperparameter learningRate, bool useLocking = false, string name = "GradientDescent") : Optimizer(useLocking, name)
{
    private Tensor? _rate;

    /// <inheritdoc/>
    protected override void Prepare() => _rate = learningRate.ToTensor("learning_rate");

    /// <inheritdoc/>
    protected override Operation ApplyDense(Tensor gradient, VariableBase variable) =>
        Apply("GradientDescent", variable, [], [As(_rate!, variable)], gradient, null, []);

    /// <inheritdoc/>
    protected override Operation ApplySparse(Tensor gradient, Tensor indices, VariableBase variable) => Scatter(gradient, indices, variable);

    /// <summary>A row that is named twice is changed twice, which comes to the same.</summary>
    protected override Operation ApplySparseDuplicateIndices(IndexedSlices gradient, VariableBase variable) => Scatter(gradient.Values, gradient.Indices, variable);

    private Operation Scatter(Tensor gradient, Tensor indices, VariableBase variable)
    {
        if (variable is ResourceVariable resource)
            return Nodes.Op("ResourceScatterAdd", null, [resource.Handle, indices, -gradient * learningRate.Value], ("dtype", AttrValues.Of(resource.DType)));
        return Nodes.Op("ScatterSub", null, [variable, indices, gradient * As(_rate!, variable)], ("use_locking", AttrValues.Of(UseLocking)));
    }
}

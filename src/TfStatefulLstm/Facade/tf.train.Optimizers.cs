using TfStatefulLstm.Framework;
using TfStatefulLstm.Training;

namespace TfStatefulLstm.Facade;

// Optimizers and moving averages.
public sealed partial class tensorflow_train
{
    /// <summary>Plain gradient descent.</summary>
    /// <param name="learning_rate">How far to go along the gradient.</param>
    /// <param name="use_locking">What <c>use_locking</c> of the nodes says.</param>
    /// <param name="name">The name of the update.</param>
    public GradientDescentOptimizer GradientDescentOptimizer(Hyperparameter learning_rate, bool use_locking = false, string name = "GradientDescent") =>
        new(learning_rate, use_locking, name);

    /// <summary>Gradient descent with momentum.</summary>
    /// <param name="learning_rate">How far to go along the gradient.</param>
    /// <param name="momentum">What part of the last step is kept.</param>
    /// <param name="use_locking">What <c>use_locking</c> of the nodes says.</param>
    /// <param name="name">The name of the update and of the slots.</param>
    /// <param name="use_nesterov">Whether to look one step ahead, as Nesterov does.</param>
    public MomentumOptimizer MomentumOptimizer(Hyperparameter learning_rate, Hyperparameter momentum, bool use_locking = false, string name = "Momentum",
        bool use_nesterov = false) => new(learning_rate, momentum, use_locking, name, use_nesterov);

    /// <summary>Adagrad.</summary>
    /// <param name="learning_rate">How far to go along the gradient.</param>
    /// <param name="initial_accumulator_value">Where the sums of squares begin; above 0.</param>
    /// <param name="use_locking">What <c>use_locking</c> of the nodes says.</param>
    /// <param name="name">The name of the update and of the slots.</param>
    public AdagradOptimizer AdagradOptimizer(Hyperparameter learning_rate, double initial_accumulator_value = 0.1, bool use_locking = false, string name = "Adagrad") =>
        new(learning_rate, initial_accumulator_value, use_locking, name);

    /// <summary>Adadelta.</summary>
    /// <param name="learning_rate">How far to go; 0.001 where nothing is said.</param>
    /// <param name="rho">What part of the sums of squares is kept; 0.95 where nothing is said.</param>
    /// <param name="epsilon">What keeps quotients finite; 1e-8 where nothing is said.</param>
    /// <param name="use_locking">What <c>use_locking</c> of the nodes says.</param>
    /// <param name="name">The name of the update and of the slots.</param>
    public AdadeltaOptimizer AdadeltaOptimizer(Hyperparameter? learning_rate = null, Hyperparameter? rho = null, Hyperparameter? epsilon = null,
        bool use_locking = false, string name = "Adadelta") => new(learning_rate, rho, epsilon, use_locking, name);

    /// <summary>Adam.</summary>
    /// <param name="learning_rate">How far to go; 0.001 where nothing is said.</param>
    /// <param name="beta1">What part of the first moment is kept; 0.9 where nothing is said.</param>
    /// <param name="beta2">What part of the second moment is kept; 0.999 where nothing is said.</param>
    /// <param name="epsilon">What keeps quotients finite; 1e-8 where nothing is said.</param>
    /// <param name="use_locking">What <c>use_locking</c> of the nodes says.</param>
    /// <param name="name">The name of the update and of the slots.</param>
    public AdamOptimizer AdamOptimizer(Hyperparameter? learning_rate = null, Hyperparameter? beta1 = null, Hyperparameter? beta2 = null, Hyperparameter? epsilon = null,
        bool use_locking = false, string name = "Adam") => new(learning_rate, beta1, beta2, epsilon, use_locking, name);

    /// <summary>RMSProp.</summary>
    /// <param name="learning_rate">How far to go along the gradient.</param>
    /// <param name="decay">What part of the mean square is kept; 0.9 where nothing is said.</param>
    /// <param name="momentum">What part of the last step is kept; 0 where nothing is said.</param>
    /// <param name="epsilon">What keeps quotients finite; 1e-10 where nothing is said.</param>
    /// <param name="use_locking">What <c>use_locking</c> of the nodes says.</param>
    /// <param name="centered">Whether the square of the mean is taken off the mean square.</param>
    /// <param name="name">The name of the update and of the slots.</param>
    public RMSPropOptimizer RMSPropOptimizer(Hyperparameter learning_rate, Hyperparameter? decay = null, Hyperparameter? momentum = null, Hyperparameter? epsilon = null,
        bool use_locking = false, bool centered = false, string name = "RMSProp") => new(learning_rate, decay, momentum, epsilon, use_locking, centered, name);

    /// <summary>"Follow the regularized leader".</summary>
    /// <param name="learning_rate">How far to go along the gradient.</param>
    /// <param name="learning_rate_power">How the rate falls with the sum of squares; at most 0.</param>
    /// <param name="initial_accumulator_value">Where the sums of squares begin; at least 0.</param>
    /// <param name="l1_regularization_strength">The weight of absolute values; at least 0.</param>
    /// <param name="l2_regularization_strength">The weight of squares; at least 0.</param>
    /// <param name="use_locking">What <c>use_locking</c> of the nodes says.</param>
    /// <param name="name">The name of the update and of the slots.</param>
    /// <param name="accum_name">The name of the slots of sums, if not the optimizer's.</param>
    /// <param name="linear_name">The name of the linear slots, if not the optimizer's.</param>
    /// <param name="l2_shrinkage_regularization_strength">The weight of squares that is added to the gradient; at least 0.</param>
    public FtrlOptimizer FtrlOptimizer(Hyperparameter learning_rate, double learning_rate_power = -0.5, double initial_accumulator_value = 0.1,
        double l1_regularization_strength = 0, double l2_regularization_strength = 0, bool use_locking = false, string name = "Ftrl", string? accum_name = null,
        string? linear_name = null, double l2_shrinkage_regularization_strength = 0) => new(learning_rate, learning_rate_power, initial_accumulator_value,
        l1_regularization_strength, l2_regularization_strength, use_locking, name, accum_name, linear_name, l2_shrinkage_regularization_strength);

    /// <summary>Gradient descent with proximal shrinking.</summary>
    /// <param name="learning_rate">How far to go along the gradient.</param>
    /// <param name="l1_regularization_strength">The weight of absolute values; 0 where nothing is said.</param>
    /// <param name="l2_regularization_strength">The weight of squares; 0 where nothing is said.</param>
    /// <param name="use_locking">What <c>use_locking</c> of the nodes says.</param>
    /// <param name="name">The name of the update.</param>
    public ProximalGradientDescentOptimizer ProximalGradientDescentOptimizer(Hyperparameter learning_rate, Hyperparameter? l1_regularization_strength = null,
        Hyperparameter? l2_regularization_strength = null, bool use_locking = false, string name = "ProximalGradientDescent") =>
        new(learning_rate, l1_regularization_strength, l2_regularization_strength, use_locking, name);

    /// <summary>Averages in which old values fade.</summary>
    /// <param name="decay">What part of an average is kept at each update.</param>
    /// <param name="num_updates">The number of updates so far; early on it makes averages fade faster.</param>
    /// <param name="zero_debias">Whether averages of tensors, which begin at zero, are corrected for that.</param>
    /// <param name="name">The name of the averages.</param>
    public ExponentialMovingAverage ExponentialMovingAverage(Hyperparameter decay, TensorLike? num_updates = null, bool zero_debias = false,
        string name = "ExponentialMovingAverage") => new(decay, num_updates, zero_debias, name);
}

using TfStatefulLstm.Framework;
using TfStatefulLstm.Training;

namespace TfStatefulLstm.Facade;

// Learning rates that change with the step.
public sealed partial class tensorflow_train
{
    /// <summary><c>learning_rate * decay_rate ^ (global_step / decay_steps)</c>.</summary>
    /// <param name="learning_rate">The rate at step 0.</param>
    /// <param name="global_step">The step.</param>
    /// <param name="decay_steps">After how many steps the rate has decayed once.</param>
    /// <param name="decay_rate">What it decays by.</param>
    /// <param name="staircase">Whether the quotient is rounded down.</param>
    /// <param name="name">The name scope.</param>
    public Tensor exponential_decay(TensorLike learning_rate, TensorLike global_step, TensorLike decay_steps, TensorLike decay_rate, bool staircase = false,
        string? name = null) => LearningRates.Exponential(learning_rate, global_step, decay_steps, decay_rate, staircase, name);

    /// <summary><c>learning_rate * exp(-decay_rate * global_step / decay_steps)</c>.</summary>
    /// <inheritdoc cref="exponential_decay"/>
    public Tensor natural_exp_decay(TensorLike learning_rate, TensorLike global_step, TensorLike decay_steps, TensorLike decay_rate, bool staircase = false,
        string? name = null) => LearningRates.NaturalExponential(learning_rate, global_step, decay_steps, decay_rate, staircase, name);

    /// <summary><c>learning_rate / (1 + decay_rate * global_step / decay_steps)</c>.</summary>
    /// <inheritdoc cref="exponential_decay"/>
    public Tensor inverse_time_decay(TensorLike learning_rate, TensorLike global_step, TensorLike decay_steps, TensorLike decay_rate, bool staircase = false,
        string? name = null) => LearningRates.InverseTime(learning_rate, global_step, decay_steps, decay_rate, staircase, name);

    /// <summary>From one rate to another along a power of the step.</summary>
    /// <param name="learning_rate">The rate at step 0.</param>
    /// <param name="global_step">The step.</param>
    /// <param name="decay_steps">After how many steps the end is reached.</param>
    /// <param name="end_learning_rate">The rate at the end; 0.0001 where nothing is said.</param>
    /// <param name="power">The power; 1 where nothing is said.</param>
    /// <param name="cycle">Whether it begins anew behind the end, each time for longer.</param>
    /// <param name="name">The name scope.</param>
    public Tensor polynomial_decay(TensorLike learning_rate, TensorLike global_step, TensorLike decay_steps, TensorLike? end_learning_rate = null, TensorLike? power = null,
        bool cycle = false, string? name = null) =>
        LearningRates.Polynomial(learning_rate, global_step, decay_steps, end_learning_rate ?? 0.0001, power ?? 1.0, cycle, name);

    /// <summary>Values between boundaries: the first up to the first boundary, the last beyond the last.</summary>
    /// <param name="x">The step.</param>
    /// <param name="boundaries">The boundaries, ascending, of the type of x.</param>
    /// <param name="values">One value more than there are boundaries.</param>
    /// <param name="name">The name scope.</param>
    /// <exception cref="ValueError">The types do not match.</exception>
    public Tensor piecewise_constant(TensorLike x, TensorLike boundaries, TensorLike values, string? name = null) =>
        LearningRates.PiecewiseConstant(x, boundaries, values, name);

    /// <inheritdoc cref="piecewise_constant"/>
    public Tensor piecewise_constant_decay(TensorLike x, TensorLike boundaries, TensorLike values, string? name = null) =>
        LearningRates.PiecewiseConstant(x, boundaries, values, name);

    /// <summary>Along a cosine from the rate down to alpha times the rate.</summary>
    /// <param name="learning_rate">The rate at step 0.</param>
    /// <param name="global_step">The step.</param>
    /// <param name="decay_steps">After how many steps the end is reached.</param>
    /// <param name="alpha">What part of the rate is left at the end.</param>
    /// <param name="name">The name scope.</param>
    public Tensor cosine_decay(TensorLike learning_rate, TensorLike global_step, TensorLike decay_steps, double alpha = 0, string? name = null) =>
        LearningRates.Cosine(learning_rate, global_step, decay_steps, alpha, name);

    /// <summary>Cosine decay that begins anew.</summary>
    /// <param name="learning_rate">The rate at step 0.</param>
    /// <param name="global_step">The step.</param>
    /// <param name="first_decay_steps">After how many steps the first end is reached.</param>
    /// <param name="t_mul">How many times as long each period is as the one before; 2 where nothing is said.</param>
    /// <param name="m_mul">How many times as high each period begins; 1 where nothing is said.</param>
    /// <param name="alpha">What part of the rate is left at an end; 0 where nothing is said.</param>
    /// <param name="name">The name scope.</param>
    public Tensor cosine_decay_restarts(TensorLike learning_rate, TensorLike global_step, TensorLike first_decay_steps, TensorLike? t_mul = null, TensorLike? m_mul = null,
        TensorLike? alpha = null, string? name = null) =>
        LearningRates.CosineRestarts(learning_rate, global_step, first_decay_steps, t_mul ?? 2.0, m_mul ?? 1.0, alpha ?? 0.0, name);

    /// <summary>A cosine along a line that falls.</summary>
    /// <param name="learning_rate">The rate at step 0.</param>
    /// <param name="global_step">The step.</param>
    /// <param name="decay_steps">After how many steps the end is reached.</param>
    /// <param name="num_periods">How often the cosine swings; 0.5 where nothing is said.</param>
    /// <param name="alpha">What is added to the line; 0 where nothing is said.</param>
    /// <param name="beta">What is added at last; 0.001 where nothing is said.</param>
    /// <param name="name">The name scope.</param>
    public Tensor linear_cosine_decay(TensorLike learning_rate, TensorLike global_step, TensorLike decay_steps, TensorLike? num_periods = null, TensorLike? alpha = null,
        TensorLike? beta = null, string? name = null) =>
        LearningRates.LinearCosine(learning_rate, global_step, decay_steps, num_periods ?? 0.5, alpha ?? 0.0, beta ?? 0.001, name);

    /// <summary>A cosine along a line that falls and is shaken by noise, less and less.</summary>
    /// <param name="learning_rate">The rate at step 0.</param>
    /// <param name="global_step">The step.</param>
    /// <param name="decay_steps">After how many steps the end is reached.</param>
    /// <param name="initial_variance">The variance of the noise at step 0; 1 where nothing is said.</param>
    /// <param name="variance_decay">The power of the step that the variance is divided by; 0.55 where nothing is said.</param>
    /// <param name="num_periods">How often the cosine swings; 0.5 where nothing is said.</param>
    /// <param name="alpha">What is added to the line; 0 where nothing is said.</param>
    /// <param name="beta">What is added at last; 0.001 where nothing is said.</param>
    /// <param name="name">The name scope.</param>
    public Tensor noisy_linear_cosine_decay(TensorLike learning_rate, TensorLike global_step, TensorLike decay_steps, TensorLike? initial_variance = null,
        TensorLike? variance_decay = null, TensorLike? num_periods = null, TensorLike? alpha = null, TensorLike? beta = null, string? name = null) =>
        LearningRates.NoisyLinearCosine(learning_rate, global_step, decay_steps, initial_variance ?? 1.0, variance_decay ?? 0.55, num_periods ?? 0.5, alpha ?? 0.0,
            beta ?? 0.001, name);
}

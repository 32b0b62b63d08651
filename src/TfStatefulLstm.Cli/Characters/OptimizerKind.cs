using TfStatefulLstm.Training;
using static TfStatefulLstm.Binding;

namespace TfStatefulLstm.Cli.Characters;

/// <summary>A way to train a character model.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Rate">The learning rate that suits it where none is given.</param>
/// <param name="Make">Makes one of that learning rate.</param>
internal sealed record OptimizerKind(string Name, double Rate, Func<Hyperparameter, Optimizer> Make)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<OptimizerKind> All { get; } =
    [
        new("sgd", 1, rate => tf.train.GradientDescentOptimizer(rate)),
        new("momentum", 0.2, rate => tf.train.MomentumOptimizer(rate, 0.9)),
        new("adagrad", 0.5, rate => tf.train.AdagradOptimizer(rate)),
        new("adadelta", 1, rate => tf.train.AdadeltaOptimizer(rate, epsilon: 1e-6)),
        new("adam", 0.002, rate => tf.train.AdamOptimizer(rate)),
        new("rmsprop", 0.002, rate => tf.train.RMSPropOptimizer(rate)),
        new("ftrl", 1, rate => tf.train.FtrlOptimizer(rate)),
    ];

    /// <summary>The one of that name.</summary>
    public static OptimizerKind Of(string name) => All.Single(o => o.Name == name);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

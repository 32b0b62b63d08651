using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Training;

/// <summary>Learning rates that change with the step (<c>learning_rate_decay</c>).</summary>
internal static class LearningRates
{
    /// <summary>rate * decayRate ^ (step / decaySteps).</summary>
    public static Tensor Exponential(TensorLike rate, TensorLike step, TensorLike decaySteps, TensorLike decayRate, bool staircase, string? name)
    {
        using var scope = Graph.Default.NameScope(name ?? "ExponentialDecay");
        var initial = Nodes.Convert(rate, name: "initial_learning_rate");
        var type = initial.DType.Base();
        var (steps, by) = (MathFunctions.Cast(decaySteps, type), MathFunctions.Cast(decayRate, type));
        return MathFunctions.Multiply(initial, MathFunctions.Pow(by, Progress(step, steps, staircase)), scope);
    }

    /// <summary>rate * exp(-decayRate * step / decaySteps).</summary>
    public static Tensor NaturalExponential(TensorLike rate, TensorLike step, TensorLike decaySteps, TensorLike decayRate, bool staircase, string? name) =>
        Exponential(rate, step, decaySteps, MathFunctions.Exp(MathFunctions.Negative(decayRate)), staircase, name);

    /// <summary>rate / (1 + decayRate * step / decaySteps).</summary>
    public static Tensor InverseTime(TensorLike rate, TensorLike step, TensorLike decaySteps, TensorLike decayRate, bool staircase, string? name)
    {
        using var scope = Graph.Default.NameScope(name ?? "InverseTimeDecay");
        var initial = Nodes.Convert(rate, name: "initial_learning_rate");
        var type = initial.DType.Base();
        var (steps, by) = (MathFunctions.Cast(decaySteps, type), MathFunctions.Cast(decayRate, type));
        var progress = Progress(step, steps, staircase);
        var one = MathFunctions.Cast(ConstantFunctions.Constant(1), type);
        return MathFunctions.Divide(initial, MathFunctions.Add(one, MathFunctions.Multiply(by, progress)), scope);
    }

    /// <summary>(rate - endRate) * (1 - step / decaySteps) ^ power + endRate, up to that step, or over and over.</summary>
    public static Tensor Polynomial(TensorLike rate, TensorLike step, TensorLike decaySteps, TensorLike endRate, TensorLike power, bool cycle, string? name)
    {
        using var scope = Graph.Default.NameScope(name ?? "PolynomialDecay");
        var initial = Nodes.Convert(rate, name: "initial_learning_rate");
        var type = initial.DType.Base();
        var (end, exponent) = (MathFunctions.Cast(endRate, type), MathFunctions.Cast(power, type));
        var (at, steps) = (MathFunctions.Cast(step, type), MathFunctions.Cast(decaySteps, type));
        if (cycle)
        {
            var times = Conditional.Cond(MathFunctions.Equal(at, 0), () => (FlowValue)1f, () => (FlowValue)MathFunctions.Ceil(at / decaySteps)).Value.Tensor;
            steps = MathFunctions.Multiply(steps, times);
        }
        else at = MathFunctions.Minimum(at, decaySteps);
        var progress = MathFunctions.Divide(at, steps);
        return MathFunctions.Add(MathFunctions.Multiply(initial - end, MathFunctions.Pow(1 - progress, exponent)), end, scope);
    }

    /// <summary>The value whose boundaries x lies between: the first up to the first boundary, the last beyond the last.</summary>
    /// <exception cref="ValueError">Boundaries are of another type than x, or the values are not all of one type.</exception>
    public static Tensor PiecewiseConstant(TensorLike x, TensorLike boundaries, TensorLike values, string? name)
    {
        var bounds = Parts(boundaries).Select(b => Nodes.Convert(b)).ToArray();
        var rates = Parts(values).Select(v => Nodes.Convert(v)).ToArray();
        var at = Nodes.Convert(x);
        for (var i = 0; i < bounds.Length; i++)
        {
            if (bounds[i].DType.Base() == at.DType.Base()) continue;
            if (bounds[i].DType.Base() != DType.Int32 || at.DType.Base() != DType.Int64)
                throw new ValueError($"Boundaries (<dtype: '{bounds[i].DType.Base().Name()}'>) must have the same dtype as x (<dtype: '{at.DType.Base().Name()}'>).");
            bounds[i] = MathFunctions.Cast(bounds[i], at.DType.Base());
        }
        foreach (var rate in rates.Skip(1))
        {
            if (rate.DType.Base() != rates[0].DType.Base())
            {
                throw new ValueError("Values must have elements all with the same dtype "
                    + $"(<dtype: '{rates[0].DType.Base().Name()}'> vs <dtype: '{rate.DType.Base().Name()}'>).");
            }
        }
        using var scope = Graph.Default.NameScope(name ?? "PiecewiseConstant");
        at = Nodes.Convert(x);
        List<(Tensor, Func<Nest<FlowValue>?>)> cases = [(at <= bounds[0], () => (FlowValue)rates[0]), (at > bounds[^1], () => (FlowValue)rates[^1])];
        for (var i = 1; i < bounds.Length && i < rates.Length - 1; i++)
        {
            var rate = rates[i];
            cases.Add(((at > bounds[i - 1]) & (at <= bounds[i]), () => (FlowValue)rate));
        }
        return Conditional.Case(cases, () => (FlowValue)rates[0], exclusive: true).Value.Tensor;
    }

    /// <summary>rate * ((1 - alpha) * (1 + cos(pi * step / decaySteps)) / 2 + alpha), up to that step.</summary>
    public static Tensor Cosine(TensorLike rate, TensorLike step, TensorLike decaySteps, double alpha, string? name)
    {
        using var scope = Graph.Default.NameScope(name ?? "CosineDecay");
        var initial = Nodes.Convert(rate, name: "initial_learning_rate");
        var type = initial.DType.Base();
        var steps = MathFunctions.Cast(decaySteps, type);
        var done = MathFunctions.Minimum(MathFunctions.Cast(step, type), steps) / steps;
        return MathFunctions.Multiply(initial, (1 - alpha) * HalfCosine(done, null) + alpha);
    }

    /// <summary>Cosine decay that begins anew, each time for tMul as many steps and from mMul times the rate.</summary>
    public static Tensor CosineRestarts(TensorLike rate, TensorLike step, TensorLike firstDecaySteps, TensorLike tMul, TensorLike mMul, TensorLike alpha, string? name)
    {
        using var scope = Graph.Default.NameScope(name ?? "SGDRDecay");
        var initial = Nodes.Convert(rate, name: "initial_learning_rate");
        var type = initial.DType.Base();
        var steps = MathFunctions.Cast(firstDecaySteps, type);
        var (least, longer, smaller) = (MathFunctions.Cast(alpha, type), MathFunctions.Cast(tMul, type), MathFunctions.Cast(mMul, type));
        var done = MathFunctions.Cast(step, type) / steps;
        var parts = Conditional.Cond(MathFunctions.Equal(longer, 1.0), () => Even(done), () => Geometric(done, longer));
        var (restart, fraction) = (parts[0].Value.Tensor, parts[1].Value.Tensor);
        var factor = MathFunctions.Pow(smaller, restart, "pow");
        var wave = HalfCosine(fraction, factor);
        var decayed = (1 - least) * wave + least;
        return MathFunctions.Multiply(initial, decayed, scope);

        static Nest<FlowValue> Even(Tensor done)
        {
            var restart = MathFunctions.Floor(done);
            return Nest<FlowValue>.Tuple((FlowValue)restart, (FlowValue)(done - restart));
        }

        static Nest<FlowValue> Geometric(Tensor done, Tensor longer)
        {
            var restart = MathFunctions.Floor(MathFunctions.Log(1.0 - done * (1.0 - longer)) / MathFunctions.Log(longer));
            var sum = (1.0 - MathFunctions.Pow(longer, restart, "pow")) / (1.0 - longer);
            return Nest<FlowValue>.Tuple((FlowValue)restart, (FlowValue)((done - sum) / MathFunctions.Pow(longer, restart, "pow")));
        }
    }

    /// <summary>rate * ((alpha + 1 - step / decaySteps) * (1 + cos(2 * pi * periods * step / decaySteps)) / 2 + beta), up to that step.</summary>
    public static Tensor LinearCosine(TensorLike rate, TensorLike step, TensorLike decaySteps, TensorLike periods, TensorLike alpha, TensorLike beta, string? name)
    {
        using var scope = Graph.Default.NameScope(name ?? "LinearCosineDecay");
        var initial = Nodes.Convert(rate, name: "initial_learning_rate");
        var type = initial.DType.Base();
        var (steps, count) = (MathFunctions.Cast(decaySteps, type), MathFunctions.Cast(periods, type));
        var (more, least) = (MathFunctions.Cast(alpha, type), MathFunctions.Cast(beta, type));
        var at = MathFunctions.Minimum(MathFunctions.Cast(step, type), steps);
        var linear = (steps - at) / steps;
        var done = at / steps;
        var cosine = HalfCosine(2.0 * count * done, null);
        return MathFunctions.Multiply(initial, (more + linear) * cosine + least, scope);
    }

    /// <summary>Linear cosine decay whose line is shaken by noise of the variance initialVariance / (1 + step) ^ varianceDecay.</summary>
    public static Tensor NoisyLinearCosine(TensorLike rate, TensorLike step, TensorLike decaySteps, TensorLike initialVariance, TensorLike varianceDecay,
        TensorLike periods, TensorLike alpha, TensorLike beta, string? name)
    {
        using var scope = Graph.Default.NameScope(name ?? "NoisyLinearCosineDecay");
        var initial = Nodes.Convert(rate, name: "initial_learning_rate");
        var type = initial.DType.Base();
        var steps = MathFunctions.Cast(decaySteps, type);
        var (variance, calming) = (MathFunctions.Cast(initialVariance, type), MathFunctions.Cast(varianceDecay, type));
        var (count, more, least) = (MathFunctions.Cast(periods, type), MathFunctions.Cast(alpha, type), MathFunctions.Cast(beta, type));
        var at = MathFunctions.Minimum(MathFunctions.Cast(step, type), steps);
        var linear = (steps - at) / steps;
        var deviation = MathFunctions.Sqrt(variance / MathFunctions.Pow(1.0 + at, calming));
        var noisy = linear + RandomFunctions.RandomNormal(linear.Shape, stddev: deviation);
        var done = at / steps;
        var cosine = HalfCosine(2.0 * count * done, null);
        return MathFunctions.Multiply(initial, (more + noisy) * cosine + least, scope);
    }

    private static Tensor Progress(TensorLike step, Tensor decaySteps, bool staircase)
    {
        var progress = MathFunctions.Cast(step, decaySteps.DType.Base()) / decaySteps;
        return staircase ? MathFunctions.Floor(progress) : progress;
    }

    // 0.5 * factor * (1 + cos(pi * x)).
    private static Tensor HalfCosine(Tensor x, Tensor? factor)
    {
        TensorLike half = factor is null ? 0.5 : 0.5 * factor;
        var wave = 1.0 + MathFunctions.Cos(ConstantFunctions.Constant(Math.PI) * x);
        return half * wave;
    }

    // A list's parts, or the elements of an array.
    private static IEnumerable<TensorLike> Parts(TensorLike list) => list.Value switch
    {
        TensorLike.Literal literal => Elements(literal.Array).Select(e => TensorLike.Of(e.Boxed(0)!)),
        NDArray array => Elements(array).Select(e => (TensorLike)e),
        _ => list,
    };

    private static IEnumerable<NDArray> Elements(NDArray array)
    {
        for (var i = 0; i < array.Length; i++)
        {
            var element = new NDArray(array.DType);
            Array.Copy(array.Buffer.Data, i, element.Buffer.Data, 0, 1);
            yield return element;
        }
    }
}

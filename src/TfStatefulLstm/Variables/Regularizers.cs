using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;

namespace TfStatefulLstm.Variables;

/// <summary>What variables add to the losses (<c>tf.contrib.layers</c>): each regularizer makes of a variable a scalar, or nothing.</summary>
internal static class Regularizers
{
    /// <summary>The scale times the sum of absolute values; nothing for a scale of 0 (<c>l1_regularizer</c>).</summary>
    /// <exception cref="ValueError">The scale is below 0.</exception>
    public static Func<VariableBase, Tensor?> L1(double scale, string? scope) => Scaled(scale, scope ?? "l1_regularizer", v => MathFunctions.ReduceSum(MathFunctions.Abs(v)));

    /// <summary>The scale times half the sum of squares; nothing for a scale of 0 (<c>l2_regularizer</c>).</summary>
    /// <exception cref="ValueError">The scale is below 0.</exception>
    public static Func<VariableBase, Tensor?> L2(double scale, string? scope) => Scaled(scale, scope ?? "l2_regularizer", v => NnFunctions.L2Loss(v));

    /// <summary>Both; where one scale is 0, the other alone (<c>l1_l2_regularizer</c>).</summary>
    /// <exception cref="ValueError">A scale is below 0.</exception>
    public static Func<VariableBase, Tensor?> L1L2(double scaleL1, double scaleL2, string? scope)
    {
        scope ??= "l1_l2_regularizer";
        return scaleL1 == 0 ? L2(scaleL2, scope) : scaleL2 == 0 ? L1(scaleL1, scope) : Sum([L1(scaleL1, null), L2(scaleL2, null)], scope);
    }

    /// <summary>The sum of several; nothing where none of them adds anything (<c>sum_regularizer</c>).</summary>
    public static Func<VariableBase, Tensor?> Sum(IReadOnlyList<Func<VariableBase, Tensor?>> regularizers, string? scope) => weights =>
    {
        using var names = weights.Graph.NameScope(scope ?? "sum_regularizer");
        var terms = regularizers.Select(r => r(weights)).OfType<Tensor>().Select(t => (TensorLike)t).ToArray();
        return terms.Length == 0 ? null : MathFunctions.AddN(terms, names);
    };

    private static Func<VariableBase, Tensor?> Scaled(double scale, string scope, Func<VariableBase, Tensor> measure)
    {
        if (scale < 0) throw new ValueError($"Setting a scale less than 0 on a regularizer: {scale}.");
        if (scale == 0) return _ => null;
        return weights =>
        {
            using var names = weights.Graph.NameScope(scope);
            var factor = ((TensorLike)scale).ToTensor(weights.Graph, weights.DType.Base(), "scale");
            return MathFunctions.Multiply(factor, measure(weights), names);
        };
    }
}

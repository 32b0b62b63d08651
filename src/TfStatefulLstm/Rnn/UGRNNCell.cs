using TfStatefulLstm.Framework;
using TfStatefulLstm.Layers;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>The recurrent cell with one gate, which keeps the state or takes the candidate (<c>tf.contrib.rnn.UGRNNCell</c>, arXiv 1611.09913).</summary>
/// <param name="numUnits">The width of state and output.</param>
/// <param name="initializer">The initializer of the kernel.</param>
/// <param name="forgetBias">What is added to the gate before its sigmoid.</param>
/// <param name="activation">The candidate's activation; <c>tanh</c> where nothing is said.</param>
/// <param name="reuse">Whether its weights must be there already.</param>
public sealed class UGRNNCell(long numUnits, Initializer? initializer = null, double forgetBias = 1, Activation? activation = null, Reuse? reuse = null)
    : RNNCell(reuse: reuse)
{
    private readonly Activation _activation = activation ?? MathFunctions.Tanh;
    private Linear? _linear;

    /// <inheritdoc/>
    public override Nest<Shape> StateSize => new Shape(numUnits);

    /// <inheritdoc/>
    public override Nest<Shape> OutputSize => new Shape(numUnits);

    /// <inheritdoc/>
    protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
    {
        KnownDepth(inputs);
        using var scope = VariableScopeEntry.Open(VariableScope.Current(Graph.Default), options: new() { Initializer = initializer });
        TensorLike before = state.Value;
        var both = ArrayFunctions.Concat(new[] { inputs.Value, before }, 1);
        _linear ??= new Linear(both, 2 * numUnits);
        var parts = ArrayFunctions.Split(_linear.Apply(both), 2, 1);
        var candidate = _activation(parts[1]);
        var gate = MathFunctions.Sigmoid(parts[0] + forgetBias);
        var after = gate * before + (1.0 - gate) * candidate;
        return (after, after);
    }
}

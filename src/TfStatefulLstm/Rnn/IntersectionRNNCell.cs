using TfStatefulLstm.Framework;
using TfStatefulLstm.Layers;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>The recurrent cell with gates through time and through depth (<c>tf.contrib.rnn.IntersectionRNNCell</c>, arXiv 1611.09913).</summary>
/// <param name="numUnits">The width of state and output, and of the input where there is no projection.</param>
/// <param name="numInProj">The units again where the input is of another width and is to be projected to them.</param>
/// <param name="initializer">The initializer of the kernels.</param>
/// <param name="forgetBias">What is added to the gates before their sigmoids.</param>
/// <param name="yActivation">The activation of what goes through depth; <c>relu</c> where nothing is said.</param>
/// <param name="reuse">Whether its weights must be there already.</param>
public sealed class IntersectionRNNCell(long numUnits, long? numInProj = null, Initializer? initializer = null, double forgetBias = 1,
    Activation? yActivation = null, Reuse? reuse = null) : RNNCell(reuse: reuse)
{
    private readonly Activation _activation = yActivation ?? NnFunctions.Relu;
    private Linear? _inProjection;
    private Linear? _linear;

    /// <inheritdoc/>
    public override Nest<Shape> StateSize => new Shape(numUnits);

    /// <inheritdoc/>
    public override Nest<Shape> OutputSize => new Shape(numUnits);

    /// <inheritdoc/>
    protected override (Nested Output, Nested State) Call(Nested inputs, Nested state)
    {
        var depth = KnownDepth(inputs);
        using var scope = VariableScopeEntry.Open(VariableScope.Current(Graph.Default), options: new() { Initializer = initializer });
        var input = Nodes.Convert(inputs.Value);
        TensorLike before = state.Value;
        if (depth != numUnits) input = Projected(input);
        var both = ArrayFunctions.Concat(new[] { input, before }, 1);
        _linear ??= new Linear(both, 4 * numUnits);
        var all = _linear.Apply(both);
        var units = (int)numUnits;
        var (timeGate, timeValue, depthGate, depthValue) = (all[Slice.All, new Slice(null, units)], all[Slice.All, new Slice(units, 2 * units)],
            all[Slice.All, new Slice(2 * units, 3 * units)], all[Slice.All, new Slice(3 * units, 4 * units)]);
        var h = MathFunctions.Tanh(timeValue);
        var y = _activation(depthValue);
        var gh = MathFunctions.Sigmoid(timeGate + forgetBias);
        var gy = MathFunctions.Sigmoid(depthGate + forgetBias);
        var after = gh * before + (1.0 - gh) * h;
        return (gy * input + (1.0 - gy) * y, after);
    }

    private Tensor Projected(Tensor input)
    {
        if (numInProj is null or 0)
            throw new ValueError("Must have input size == output size for Intersection RNN. To fix, num_in_proj should be set to num_units at cell init.");
        using var scope = VariableScopeEntry.Open("in_projection");
        _inProjection ??= new Linear(input, numUnits);
        return _inProjection.Apply(input);
    }
}

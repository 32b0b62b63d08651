using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>One cell forward in time and one backward (<c>tf.nn.bidirectional_dynamic_rnn</c>).</summary>
internal static class BidirectionalRnn
{
    /// <summary>Outputs and states, forward and backward; the backward outputs stand at the steps that they are of.</summary>
    public static ((Nested Outputs, Nested State) Forward, (Nested Outputs, Nested State) Backward) Build(RNNCell forward, RNNCell backward, Nested inputs,
        Nested? backwardState, LoopOptions options)
    {
        var (timeAxis, batchAxis) = options.TimeMajor ? (0, 1) : (1, 0);
        Nested Reversed(Nested values) => values.Map(v => (TensorConvertible)(options.SequenceLength is { } lengths
            ? ArrayFunctions.ReverseSequence(v, lengths, timeAxis, batchAxis)
            : ArrayFunctions.Reverse(v, new[] { timeAxis })));
        using var scope = VariableScopeEntry.Open(options.Scope ?? "bidirectional_rnn");
        (Nested Outputs, Nested State) ahead, back;
        using (var fw = VariableScopeEntry.Open("fw")) ahead = DynamicRnn.Build(forward, inputs, options with { Scope = fw });
        using (var bw = VariableScopeEntry.Open("bw")) back = DynamicRnn.Build(backward, Reversed(inputs), options with { Scope = bw, InitialState = backwardState });
        // TensorFlow turns the outputs round again outside of the scope.
        scope.Dispose();
        return (ahead, (Reversed(back.Outputs), back.State));
    }

    /// <summary>Two cells over a list of inputs without a loop, forward and backward: the outputs of each step side by side (<c>tf.nn.static_bidirectional_rnn</c>).</summary>
    public static (List<Nested> Outputs, Nested Forward, Nested Backward) BuildStatic(RNNCell forward, RNNCell backward, IReadOnlyList<Nested> inputs,
        Nested? backwardState, LoopOptions options)
    {
        if (inputs.Count == 0) throw new ValueError("inputs must not be empty");
        Nested[] ahead, back;
        Nested forwardState;
        using (VariableScopeEntry.Open(options.Scope ?? "bidirectional_rnn"))
        {
            using (var fw = VariableScopeEntry.Open("fw")) (ahead, forwardState) = StaticRnn.Build(forward, inputs, options with { Scope = fw });
            using var bw = VariableScopeEntry.Open("bw");
            (back, backwardState) = StaticRnn.Build(backward, Reversed(inputs, options.SequenceLength), options with { Scope = bw, InitialState = backwardState });
        }
        var turned = Reversed(back, options.SequenceLength);
        return ([.. ahead.Zip(turned, (a, b) => a.Map(b, (x, y) => (TensorConvertible)ArrayFunctions.Concat(new TensorLike[] { x, y }, 1)))], forwardState, backwardState);
    }

    /// <summary>Layers of two cells, each fed by both outputs of the layer below (<c>tf.contrib.rnn.stack_bidirectional_dynamic_rnn</c>).</summary>
    public static (Tensor Outputs, Nested Forward, Nested Backward) BuildStack(IReadOnlyList<RNNCell> forward, IReadOnlyList<RNNCell> backward, Tensor inputs,
        IReadOnlyList<Nested>? forwardStates, IReadOnlyList<Nested>? backwardStates, LoopOptions options)
    {
        if (forward.Count == 0) throw new ValueError("Must specify at least one fw cell for BidirectionalRNN.");
        if (backward.Count == 0) throw new ValueError("Must specify at least one bw cell for BidirectionalRNN.");
        if (forward.Count != backward.Count) throw new ValueError("Forward and Backward cells must have the same depth.");
        if (forwardStates is not null && forwardStates.Count != forward.Count)
            throw new ValueError("initial_states_fw must be a list of state tensors (one per layer).");
        if (backwardStates is not null && backwardStates.Count != backward.Count)
            throw new ValueError("initial_states_bw must be a list of state tensors (one per layer).");
        var states = new List<(Nested Forward, Nested Backward)>();
        using var scope = VariableScopeEntry.Open(options.Scope ?? "stack_bidirectional_rnn");
        for (var i = 0; i < forward.Count; i++)
        {
            using var layer = VariableScopeEntry.Open($"cell_{i}");
            var (ahead, back) = Build(forward[i], backward[i], (TensorConvertible)inputs, backwardStates?[i],
                options with { InitialState = forwardStates?[i], Scope = null });
            inputs = ArrayFunctions.Concat(new TensorLike[] { ahead.Outputs.Value, back.Outputs.Value }, 2);
            states.Add((ahead.State, back.State));
        }
        return (inputs, Nested.Tuple(states.Select(s => s.Forward).ToArray()), Nested.Tuple(states.Select(s => s.Backward).ToArray()));
    }

    private static IReadOnlyList<Nested> Reversed(IReadOnlyList<Nested> steps, TensorLike? lengths)
    {
        if (lengths is null) return [.. steps.Reverse()];
        var flat = steps.Select(s => s.Flatten()).ToArray();
        var parts = Enumerable.Range(0, flat[0].Count).Select(i => ArrayFunctions.Unstack(
            ArrayFunctions.ReverseSequence(ArrayFunctions.Stack(flat.Select(f => (TensorLike)f[i]).ToArray()), lengths, 0, 1))).ToArray();
        return [.. steps.Select((step, time) => step.Pack(parts.Select(p => (TensorConvertible)p[time]).ToList()))];
    }
}

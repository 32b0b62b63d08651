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
}

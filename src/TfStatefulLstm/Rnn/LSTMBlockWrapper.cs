using TfStatefulLstm.Framework;
using TfStatefulLstm.Layers;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>An LSTM over whole sequences in one op, and what is done around it: the state to begin with, lengths, the state to end with
/// (<c>tf.contrib.rnn.LSTMBlockWrapper</c>).</summary>
public abstract class LSTMBlockWrapper : Layer, IFusedRNNCell
{
    private protected LSTMBlockWrapper(string? name, DType? dtype, Reuse? reuse) : base(new LayerOptions(name, dtype, Reuse: reuse ?? Reuse.No)) =>
        Spec = new InputSpec(Rank: 3);

    /// <summary>The width of memory and output (<c>num_units</c>).</summary>
    public abstract long NumUnits { get; }

    /// <summary>The outputs of all steps, [time, batch, units], zero from each row's length on, and the state after each row's last step.</summary>
    /// <param name="inputs">The inputs, [time, batch, depth].</param>
    /// <param name="initial_state">The state to begin with, (c, h); zeros where nothing is said.</param>
    /// <param name="dtype">The type of these zeros.</param>
    /// <param name="sequence_length">How many steps each row has, [batch]; all where nothing is said.</param>
    /// <param name="scope">The variable scope to work in; only the first call has a say.</param>
    /// <exception cref="ValueError">There is neither a state nor a type, the state is no pair, or the depth is not known.</exception>
    public (Tensor Outputs, Nested State) __call__(Tensor inputs, Nested? initial_state = null, DType? dtype = null, TensorLike? sequence_length = null,
        ScopeLike? scope = null) => InScope((TensorConvertible)inputs, scope, () => Call(inputs, initial_state, dtype, sequence_length));

    /// <summary>Always an error: TensorFlow's layers take one input of three dimensions, and refuse the list that this one could work with.</summary>
    /// <exception cref="ValueError">Always.</exception>
    public (List<Tensor> Outputs, Nested State) __call__(IReadOnlyList<Tensor> inputs, Nested? initial_state = null, DType? dtype = null,
        TensorLike? sequence_length = null, ScopeLike? scope = null) =>
        InScope<(List<Tensor>, Nested)>(Nested.List(inputs.Select(i => (Nested)i)), scope, () => throw new ValueError("Expecting inputs to be a single tensor."));

    /// <summary>The memory and the output of every step, [time, batch, units].</summary>
    private protected abstract (Tensor Memory, Tensor Outputs) CallCell(Tensor inputs, TensorLike memory, TensorLike output, DType dtype, Tensor? lengths);

    private (Tensor, Nested) Call(Tensor inputs, Nested? initialState, DType? dtype, TensorLike? sequenceLength)
    {
        if (inputs.Shape[2] <= 0) throw new ValueError($"Expecting inputs_shape[2] to be set: {inputs.Shape}");
        var batch = Size(inputs, 1);
        var steps = Size(inputs, 0);
        var (memory, output) = Initial(initialState, ref dtype, batch);
        var lengths = sequenceLength is null ? null : Nodes.Convert(sequenceLength);
        var (memories, outputs) = CallCell(inputs, memory, output, dtype!.Value, lengths);
        if (lengths is null) return (outputs, LSTMStateTuple.Of(memories[-1], outputs[-1]));
        var mask = ArrayFunctions.Transpose(ArrayFunctions.SequenceMask(lengths, steps, dtype.Value), new[] { 1, 0 });
        outputs *= ArrayFunctions.Tile(ArrayFunctions.ExpandDims(mask, new[] { -1 }), new[] { 1, 1, (int)NumUnits });
        // The state of a row of length 0 is the one it began with, which goes before the others: step n is then at n.
        var allMemories = ArrayFunctions.Concat(new TensorLike[] { ArrayFunctions.ExpandDims(memory, new[] { 0 }), memories }, 0);
        var allOutputs = ArrayFunctions.Concat(new TensorLike[] { ArrayFunctions.ExpandDims(output, new[] { 0 }), outputs }, 0);
        Tensor Last(Tensor steps) => ArrayFunctions.GatherNd(steps, ArrayFunctions.Stack(new TensorLike[] { lengths, ConstantFunctions.Range(batch) }, axis: 1));
        return (outputs, LSTMStateTuple.Of(Last(allMemories), Last(allOutputs)));
    }

    private (TensorLike Memory, TensorLike Output) Initial(Nested? state, ref DType? dtype, TensorLike batch)
    {
        if (state is null)
        {
            if (dtype is null) throw new ValueError("Either initial_state or dtype needs to be specified");
            var zeros = ConstantFunctions.Zeros(ArrayFunctions.Stack(new[] { batch, (int)NumUnits }), dtype.Value);
            return (zeros, zeros);
        }
        if (state.Count != 2) throw new ValueError("Expecting initial_state to be a tuple with length 2 or None");
        dtype ??= state[0].Value.ElementType;
        return (state[0].Value, state[1].Value);
    }

    /// <summary>A dimension, known or in the run.</summary>
    private protected static TensorLike Size(Tensor inputs, int axis) =>
        inputs.Shape[axis] >= 0 ? (TensorLike)(int)inputs.Shape[axis] : ArrayFunctions.Shape(inputs)[axis];
}

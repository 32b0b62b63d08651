using System.Runtime.CompilerServices;
using TfStatefulLstm.ControlFlow;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Rnn;
using TfStatefulLstm.Variables;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Facade;

// Recurrent loops.
public sealed partial class tensorflow_nn
{
    /// <summary>A cell over time in a loop: the outputs of all steps, and the state after the last.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="inputs">The inputs, [batch, time, depth].</param>
    /// <param name="sequence_length">How many steps each row has, [batch]; all where nothing is said. Later outputs are zero, the state is that of the last step.</param>
    /// <param name="initial_state">The state to begin with, structured as the cell's; tensors or variables.</param>
    /// <param name="dtype">The type of the zeros to begin with where there is no initial state.</param>
    /// <param name="parallel_iterations">How many steps may run at the same time.</param>
    /// <param name="swap_memory">Whether what the gradient needs may be moved to main memory.</param>
    /// <param name="time_major">Whether inputs and outputs are [time, batch, depth].</param>
    /// <param name="scope">The variable scope; <c>rnn</c> where nothing is said.</param>
    /// <exception cref="ValueError">There is neither a state nor a type, or the inputs' depth is not known.</exception>
    public (Tensor, Nested) dynamic_rnn(RNNCell cell, Tensor inputs, TensorLike? sequence_length = null, Nested? initial_state = null, DType? dtype = null,
        int? parallel_iterations = null, bool swap_memory = false, bool time_major = false, ScopeLike? scope = null)
    {
        var (outputs, state) = dynamic_rnn(cell, (Nested)(TensorConvertible)inputs, sequence_length, initial_state, dtype, parallel_iterations, swap_memory, time_major, scope);
        return ((Tensor)outputs.Value, state);
    }

    /// <summary>A cell over time in a loop, of inputs in any structure.</summary>
    /// <inheritdoc cref="dynamic_rnn(RNNCell, Tensor, TensorLike?, Nested?, DType?, int?, bool, bool, ScopeLike?)"/>
    public (Nested, Nested) dynamic_rnn(RNNCell cell, Nested inputs, TensorLike? sequence_length = null, Nested? initial_state = null, DType? dtype = null,
        int? parallel_iterations = null, bool swap_memory = false, bool time_major = false, ScopeLike? scope = null) => DynamicRnn.Build(cell, inputs, new LoopOptions
        {
            SequenceLength = sequence_length,
            InitialState = initial_state,
            DType = dtype,
            ParallelIterations = parallel_iterations is null or 0 ? 32 : parallel_iterations.Value,
            SwapMemory = swap_memory,
            TimeMajor = time_major,
            Scope = scope,
        });

    /// <summary>One cell forward in time and one backward: the outputs of both, and the states of both after their last steps.</summary>
    /// <param name="cell_fw">The cell that goes forward.</param>
    /// <param name="cell_bw">The cell that goes backward.</param>
    /// <param name="inputs">The inputs, [batch, time, depth].</param>
    /// <param name="sequence_length">How many steps each row has, [batch]; the backward cell begins at the last of them.</param>
    /// <param name="initial_state_fw">The state that the forward cell begins with.</param>
    /// <param name="initial_state_bw">The state that the backward cell begins with.</param>
    /// <param name="dtype">The type of the zeros to begin with where there is no initial state.</param>
    /// <param name="parallel_iterations">How many steps may run at the same time.</param>
    /// <param name="swap_memory">Whether what the gradient needs may be moved to main memory.</param>
    /// <param name="time_major">Whether inputs and outputs are [time, batch, depth].</param>
    /// <param name="scope">The variable scope; <c>bidirectional_rnn</c> where nothing is said.</param>
    /// <exception cref="ValueError">There is neither a state nor a type, or the inputs' depth is not known.</exception>
    public ((Tensor, Tensor), (Nested, Nested)) bidirectional_dynamic_rnn(RNNCell cell_fw, RNNCell cell_bw, Tensor inputs, TensorLike? sequence_length = null,
        Nested? initial_state_fw = null, Nested? initial_state_bw = null, DType? dtype = null, int? parallel_iterations = null, bool swap_memory = false,
        bool time_major = false, ScopeLike? scope = null)
    {
        var ((ahead, back), states) = bidirectional_dynamic_rnn(cell_fw, cell_bw, (Nested)(TensorConvertible)inputs, sequence_length, initial_state_fw, initial_state_bw,
            dtype, parallel_iterations, swap_memory, time_major, scope);
        return (((Tensor)ahead.Value, (Tensor)back.Value), states);
    }

    /// <summary>One cell forward in time and one backward, over inputs in any structure.</summary>
    /// <inheritdoc cref="bidirectional_dynamic_rnn(RNNCell, RNNCell, Tensor, TensorLike?, Nested?, Nested?, DType?, int?, bool, bool, ScopeLike?)"/>
    public ((Nested, Nested), (Nested, Nested)) bidirectional_dynamic_rnn(RNNCell cell_fw, RNNCell cell_bw, Nested inputs, TensorLike? sequence_length = null,
        Nested? initial_state_fw = null, Nested? initial_state_bw = null, DType? dtype = null, int? parallel_iterations = null, bool swap_memory = false,
        bool time_major = false, ScopeLike? scope = null)
    {
        var (ahead, back) = BidirectionalRnn.Build(cell_fw, cell_bw, inputs, initial_state_bw, new LoopOptions
        {
            SequenceLength = sequence_length,
            InitialState = initial_state_fw,
            DType = dtype,
            ParallelIterations = parallel_iterations is null or 0 ? 32 : parallel_iterations.Value,
            SwapMemory = swap_memory,
            TimeMajor = time_major,
            Scope = scope,
        });
        return ((ahead.Outputs, back.Outputs), (ahead.State, back.State));
    }

    /// <summary>A cell over a list of inputs, without a loop: the output of each step, and the state after the last.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="inputs">The input of each step, [batch, depth].</param>
    /// <param name="initial_state">The state to begin with, structured as the cell's.</param>
    /// <param name="dtype">The type of the zeros to begin with where there is no initial state.</param>
    /// <param name="sequence_length">How many steps each row has, [batch]; all where nothing is said.</param>
    /// <param name="scope">The variable scope; <c>rnn</c> where nothing is said.</param>
    /// <exception cref="ValueError">There is no input, neither a state nor a type, or the inputs' depth is not known.</exception>
    public (List<Tensor>, Nested) static_rnn(RNNCell cell, IEnumerable<Tensor> inputs, Nested? initial_state = null, DType? dtype = null,
        TensorLike? sequence_length = null, ScopeLike? scope = null)
    {
        var (outputs, state) = static_rnn(cell, inputs.Select(i => (Nested)(TensorConvertible)i), initial_state, dtype, sequence_length, scope);
        return ([.. outputs.Select(o => (Tensor)o.Value)], state);
    }

    /// <summary>A cell over a list of inputs in any structure, without a loop.</summary>
    /// <inheritdoc cref="static_rnn(RNNCell, IEnumerable{Tensor}, Nested?, DType?, TensorLike?, ScopeLike?)"/>
    [OverloadResolutionPriority(-1)]
    public (List<Nested>, Nested) static_rnn(RNNCell cell, IEnumerable<Nested> inputs, Nested? initial_state = null, DType? dtype = null,
        TensorLike? sequence_length = null, ScopeLike? scope = null)
    {
        var (outputs, state) = StaticRnn.Build(cell, [.. inputs], new LoopOptions { InitialState = initial_state, DType = dtype, SequenceLength = sequence_length, Scope = scope });
        return ([.. outputs], state);
    }

    /// <summary>One cell forward and one backward over a list of inputs, without a loop: the outputs of each step, forward and backward side by side, and the states of both.</summary>
    /// <param name="cell_fw">The cell that goes forward.</param>
    /// <param name="cell_bw">The cell that goes backward.</param>
    /// <param name="inputs">The input of each step, [batch, depth].</param>
    /// <param name="initial_state_fw">The state that the forward cell begins with.</param>
    /// <param name="initial_state_bw">The state that the backward cell begins with.</param>
    /// <param name="dtype">The type of the zeros to begin with where there is no initial state.</param>
    /// <param name="sequence_length">How many steps each row has, [batch]; the backward cell begins at the last of them.</param>
    /// <param name="scope">The variable scope; <c>bidirectional_rnn</c> where nothing is said.</param>
    /// <exception cref="ValueError">There is no input, neither a state nor a type, or the inputs' depth is not known.</exception>
    public (List<Tensor>, Nested, Nested) static_bidirectional_rnn(RNNCell cell_fw, RNNCell cell_bw, IEnumerable<Tensor> inputs, Nested? initial_state_fw = null,
        Nested? initial_state_bw = null, DType? dtype = null, TensorLike? sequence_length = null, ScopeLike? scope = null)
    {
        var (outputs, forward, backward) = static_bidirectional_rnn(cell_fw, cell_bw, inputs.Select(i => (Nested)(TensorConvertible)i), initial_state_fw, initial_state_bw,
            dtype, sequence_length, scope);
        return ([.. outputs.Select(o => (Tensor)o.Value)], forward, backward);
    }

    /// <summary>One cell forward and one backward over a list of inputs in any structure.</summary>
    /// <inheritdoc cref="static_bidirectional_rnn(RNNCell, RNNCell, IEnumerable{Tensor}, Nested?, Nested?, DType?, TensorLike?, ScopeLike?)"/>
    [OverloadResolutionPriority(-1)]
    public (List<Nested>, Nested, Nested) static_bidirectional_rnn(RNNCell cell_fw, RNNCell cell_bw, IEnumerable<Nested> inputs, Nested? initial_state_fw = null,
        Nested? initial_state_bw = null, DType? dtype = null, TensorLike? sequence_length = null, ScopeLike? scope = null) =>
        BidirectionalRnn.BuildStatic(cell_fw, cell_bw, [.. inputs], initial_state_bw,
            new LoopOptions { InitialState = initial_state_fw, DType = dtype, SequenceLength = sequence_length, Scope = scope });

    /// <summary>A cell over a list of inputs, without a loop, that begins with saved states and saves those it ends with: the output of each step, and the state after the last.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="inputs">The input of each step, [batch, depth].</param>
    /// <param name="state_saver">What keeps the states.</param>
    /// <param name="state_name">The name of the state, or of each of its parts.</param>
    /// <param name="sequence_length">How many steps each row has, [batch]; all where nothing is said.</param>
    /// <param name="scope">The variable scope; <c>rnn</c> where nothing is said.</param>
    /// <exception cref="ValueError">The names do not go with the cell's state, there is no input, or the inputs' depth is not known.</exception>
    public (List<Tensor>, Nested) static_state_saving_rnn(RNNCell cell, IEnumerable<Tensor> inputs, IStateSaver state_saver, Nest<string> state_name,
        TensorLike? sequence_length = null, ScopeLike? scope = null) =>
        StateSavingRnn.Build(cell, [.. inputs], state_saver, state_name, new LoopOptions { SequenceLength = sequence_length, Scope = scope });

    /// <summary>A cell in a loop whose inputs, states and outputs a function decides on: what was emitted, the state of each row after its last step, and the
    /// function's own state, if it has one.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="loop_fn">Called before the first step and after each: says which rows are over, and makes the next input and state.</param>
    /// <param name="parallel_iterations">How many steps may run at the same time.</param>
    /// <param name="swap_memory">Whether what the gradient needs may be moved to main memory.</param>
    /// <param name="scope">The variable scope; <c>rnn</c> where nothing is said.</param>
    /// <exception cref="ValueError">Structures or batches do not fit.</exception>
    public (Nest<TensorArray> emit_ta, Nested final_state, Nested? final_loop_state) raw_rnn(RNNCell cell, RawLoopFunction loop_fn, int? parallel_iterations = null,
        bool swap_memory = false, ScopeLike? scope = null) => RawRnn.Build(cell, loop_fn, new LoopOptions
        {
            ParallelIterations = parallel_iterations is null or 0 ? 32 : parallel_iterations.Value,
            SwapMemory = swap_memory,
            Scope = scope,
        });
}

public sealed partial class tensorflow_contrib_rnn
{
    /// <inheritdoc cref="tensorflow_nn.static_rnn(RNNCell, IEnumerable{Tensor}, Nested?, DType?, TensorLike?, ScopeLike?)"/>
    public (List<Tensor>, Nested) static_rnn(RNNCell cell, IEnumerable<Tensor> inputs, Nested? initial_state = null, DType? dtype = null,
        TensorLike? sequence_length = null, ScopeLike? scope = null) => Binding.tf.nn.static_rnn(cell, inputs, initial_state, dtype, sequence_length, scope);
}

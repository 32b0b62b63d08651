using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using static TfStatefulLstm.Rnn.State.StateForms;
using static TfStatefulLstm.Rnn.State.StatePattern;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn.State;

/// <summary>A cell over inputs whose rows each go on with a row of a larger state: one model that serves many users, each batch being of those who have something to say.
/// A <see cref="StatePool{TKey}"/> says whose row is which.</summary>
public sealed class PooledRnn
{
    /// <summary>Builds the loop and its ops.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="inputs">The inputs, [batch, time, depth].</param>
    /// <param name="slots">The number of rows of the state: how many users there can be at a time.</param>
    /// <param name="dtype">The element type of the state.</param>
    /// <param name="collections">The collections of the state variables; the global variables where nothing is said.</param>
    /// <param name="name">What the names of the state variables begin with; they are numbered by the graph where nothing is said.</param>
    public PooledRnn(RNNCell cell, Tensor inputs, long slots, DType dtype = DType.Float32, IReadOnlyList<object>? collections = null, string? name = null)
    {
        Inputs = inputs;
        States = get_state_variables(slots, cell, dtype, collections, name);
        Slots = ConstantFunctions.Placeholder(DType.Int32, new Shape(inputs.Shape[0]), "slots");
        Begins = ConstantFunctions.Placeholder(DType.Bool, new Shape(inputs.Shape[0]), "begins");
        var state = begin_rows(Begins, null, States.Map(v => (TensorConvertible)ArrayFunctions.Gather(v, Slots)));
        var (outputs, next) = DynamicRnn.Build(cell, (TensorConvertible)inputs, new LoopOptions { InitialState = state });
        Peek = (Tensor)outputs.Value;
        var updates = States.Flatten().Zip(next.Flatten(), (v, s) => StateFunctions.ScatterUpdate(v, Slots, (TensorLike)s).Source);
        Advance = ControlFunctions.WithDependencies(updates, Peek, "advance");
    }

    /// <summary>The inputs.</summary>
    public Tensor Inputs { get; }

    /// <summary>The variables that hold the state, [slots, ...].</summary>
    public Nested States { get; }

    /// <summary>The placeholder of the rows' slots, int32 [batch]; no slot twice.</summary>
    public Tensor Slots { get; }

    /// <summary>The placeholder of the rows that begin with a state of zeros, truth values [batch].</summary>
    public Tensor Begins { get; }

    /// <summary>The outputs, the states of the rows' slots going on.</summary>
    public Tensor Advance { get; }

    /// <summary>The outputs, all states staying as they are.</summary>
    public Tensor Peek { get; }

    /// <summary>Runs a batch of users, each going on from where it was.</summary>
    /// <typeparam name="TKey">What users are known by.</typeparam>
    /// <param name="session">The session.</param>
    /// <param name="pool">Who has which slot.</param>
    /// <param name="keys">The user of each row.</param>
    /// <param name="inputs">The inputs, [batch, time, depth].</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>The outputs, [batch, time, ...].</returns>
    /// <exception cref="ResourceExhaustedError">There is no slot for a new user.</exception>
    /// <exception cref="AbortedError">A user is in another run, or twice in this one.</exception>
    /// <exception cref="OpError">The run failed: no user's state has changed.</exception>
    public NDArray Run<TKey>(ISession session, StatePool<TKey> pool, IReadOnlyList<TKey> keys, NDArray inputs, CancellationToken cancellation = default) where TKey : notnull
    {
        using var lease = pool.Lease(keys);
        var feeds = new Dictionary<string, NDArray>
        {
            [Inputs.Name] = inputs.AsType(Inputs.DType),
            [Slots.Name] = NDArray.From(lease.Slots.ToArray(), lease.Slots.Count),
            [Begins.Name] = NDArray.From(lease.Begins.ToArray(), lease.Begins.Count),
        };
        var outputs = session.Run(feeds, [Advance.Name], [], cancellation)[0];
        lease.Complete();
        return outputs;
    }
}

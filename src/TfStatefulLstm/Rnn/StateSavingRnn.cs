using TfStatefulLstm.Framework;
using TfStatefulLstm.Ops.Functions;
using Nested = TfStatefulLstm.Framework.Nest<TfStatefulLstm.Framework.TensorConvertible>;

namespace TfStatefulLstm.Rnn;

/// <summary>Keeps states by name between runs, as <c>tf.nn.static_state_saving_rnn</c> reads and writes them.</summary>
public interface IStateSaver
{
    /// <summary>The state kept under that name (<c>state</c>).</summary>
    TensorConvertible State(string name);

    /// <summary>What keeps a new state under that name, a tensor or an operation (<c>save_state</c>).</summary>
    Dependency SaveState(string name, TensorConvertible value);
}

/// <summary>An unrolled cell that begins with saved states and saves those it ends with (<c>tf.nn.static_state_saving_rnn</c>).</summary>
internal static class StateSavingRnn
{
    /// <summary>The output of each step, and the state after the last. Last output and state are there when the state is saved.</summary>
    /// <exception cref="ValueError">The names do not go with the cell's state, or what the unrolled cell refuses.</exception>
    public static (List<Tensor> Outputs, Nested State) Build(RNNCell cell, IReadOnlyList<Tensor> inputs, IStateSaver saver, Nest<string> names, LoopOptions options)
    {
        var sizes = cell.StateSize;
        if (sizes.IsLeaf != names.IsLeaf)
            throw new ValueError($"state_name should be the same type as cell.state_size.  state_name: {names}, cell.state_size: {sizes}");
        var flatNames = names.Flatten();
        if (flatNames.Count != sizes.Flatten().Count)
            throw new ValueError($"#elems(state_name) != #elems(state_size): {flatNames.Count} vs. {sizes.Flatten().Count}");
        var initial = sizes.Pack(flatNames.Select(saver.State).ToList());
        var (outputs, state) = StaticRnn.Build(cell, [.. inputs.Select(i => (Nested)(TensorConvertible)i)], options with { InitialState = initial });
        var saves = flatNames.Zip(state.Flatten(), (name, value) => saver.SaveState(name, value).Operation).ToList();
        using var saved = Graph.Default.ControlDependencies(saves);
        outputs[^1] = outputs[^1].Map(Identity);
        return ([.. outputs.Select(o => (Tensor)o.Value)], state.Map(Identity));
    }

    private static TensorConvertible Identity(TensorConvertible value) => ArrayFunctions.Identity(value);
}

using TfStatefulLstm.Checkpoints.Freezing;
using TfStatefulLstm.Checkpoints.Saving;
using TfStatefulLstm.Framework;
using TfStatefulLstm.Framework.Variables;
using TfStatefulLstm.Ops.Functions;
using TfStatefulLstm.Protos;
using TfStatefulLstm.Rnn.State;

namespace TfStatefulLstm.Checkpoints.SavedModels;

/// <summary>Stateful models as SavedModels, in two forms: with the state in them, so that each request goes on where the one before it ended, and without, so that the
/// client sends the state and gets the next one back, which servers need that have many clients or many copies of the model.</summary>
public static class StatefulModels
{
    /// <summary>The signature that leaves the state as it is.</summary>
    public const string PeekSignature = "peek";

    /// <summary>The signature that sets rows of the state to where they begin.</summary>
    public const string ResetSignature = "reset";

    /// <summary>The input and output of <see cref="ResetSignature"/>: the rows.</summary>
    public const string ResetMask = "reset_mask";

    private const string Scope = "saved_model";

    private static SignatureConstants Names => SignatureConstants.Names;

    /// <summary>Writes a model that keeps its state in its variables. Its signatures are <c>serving_default</c>, from the inputs to the outputs, the state going on;
    /// <see cref="PeekSignature"/>, the same without writing the state, for outputs that can be had so; and <see cref="ResetSignature"/>, which resets the rows that
    /// <see cref="ResetMask"/> is true for and answers with it.</summary>
    /// <param name="rnn">The model's state. The graph gets the nodes of a saver, as by Python's builder.</param>
    /// <param name="session">The session that holds the variables.</param>
    /// <param name="exportDir">The folder, which must be empty or not there.</param>
    /// <param name="inputs">The tensors to feed, by the names that clients use; <c>inputs</c>, the inputs of the cell, if null.</param>
    /// <param name="outputs">The tensors to fetch, by the names that clients use; <c>outputs</c>, the outputs of the cell, if null. The state goes on
    /// whichever they are made of, <see cref="StatefulRnn.Advance"/> or <see cref="StatefulRnn.Peek"/>.</param>
    /// <param name="keepState">Whether a loaded model begins with the state of now; otherwise as after <see cref="StatefulRnn.Reset"/>.</param>
    /// <param name="tags">The tags; <c>serve</c> if null.</param>
    /// <exception cref="AssertionError">The folder has something in it.</exception>
    /// <exception cref="ValueError">There are no inputs, or no outputs.</exception>
    public static void ExportSavedModel(this StatefulRnn rnn, ISession session, string exportDir, IReadOnlyDictionary<string, Tensor>? inputs = null,
        IReadOnlyDictionary<string, Tensor>? outputs = null, bool keepState = false, IEnumerable<string>? tags = null)
    {
        var graph = session.Graph;
        using var current = graph.AsDefault();
        var builder = new SavedModelBuilder(exportDir);
        var signatures = new Dictionary<string, SignatureDef>();
        Operation? begin = null;
        using (graph.NameScope(Scope))
        {
            inputs ??= InputOf(rnn);
            var peeked = (outputs ?? OutputOf(rnn)).Where(o => !Writes(o.Value, rnn)).ToDictionary();
            var advanced = (outputs ?? OutputOf(rnn)).ToDictionary(o => o.Key, o => ControlFunctions.WithDependencies(rnn.Update.Select(u => u.Op), o.Value));
            signatures[Names.DEFAULT_SERVING_SIGNATURE_DEF_KEY] = SignatureDefs.Predict(inputs, advanced);
            if (peeked.Count > 0) signatures[PeekSignature] = SignatureDefs.Predict(inputs, peeked);
            // A signature needs an input and an output to be served at all.
            var rows = ControlFunctions.WithDependencies(rnn.ResetRows.Select(r => r.Op), rnn.ResetMask);
            signatures[ResetSignature] = SignatureDefs.Predict(new Dictionary<string, Tensor> { [ResetMask] = rnn.ResetMask }, new Dictionary<string, Tensor> { [ResetMask] = rows });
            if (!keepState) begin = ControlFunctions.Group(rnn.Reset.Select(r => (Dependency)r.Op), "begin");
        }
        // A state in a collection of its own is no global variable, and has to be there all the same.
        var saved = Saver.AllSaveable(graph).Concat(rnn.States.Flatten().Cast<INamed>()).Distinct();
        try
        {
            builder.add_meta_graph_and_variables(session, tags ?? ["serve"], signatures, main_op: begin, saver: new Saver(saved, new SaverOptions { Sharded = true }));
        }
        finally
        {
            // The next export has another.
            if (begin is not null) graph.CollectionRef(SavedModelFile.MainOpKey).Remove(begin);
        }
        builder.save();
    }

    /// <summary>Writes a model without variables, its weights constant and its state an input and an output. Its signature <c>serving_default</c> has, beside the inputs and
    /// outputs, an input and an output of the same name for each part of the state, all of its rows: <c>state_0_c</c>, <c>state_0_h</c>, ... (<see cref="StateForms.state_names"/>).
    /// A client sends zeros first and then what came back. The graph in the session stays as it is.</summary>
    /// <param name="rnn">The model's state. A part that is not fed, where a client may leave that out, is the state of now.</param>
    /// <param name="session">The session that holds the variables.</param>
    /// <param name="exportDir">The folder, which must be empty or not there.</param>
    /// <param name="inputs">The tensors to feed, by the names that clients use; <c>inputs</c>, the inputs of the cell, if null.</param>
    /// <param name="outputs">The tensors to fetch, by the names that clients use; <c>outputs</c>, the outputs of the cell, if null.</param>
    /// <param name="tags">The tags; <c>serve</c> if null.</param>
    /// <exception cref="AssertionError">The folder has something in it.</exception>
    /// <exception cref="ValueError">There are no inputs or no outputs, an input is not among what the outputs need, one has the name of a state, or the state is written by more than its update.</exception>
    public static void ExportStatelessSavedModel(this StatefulRnn rnn, ISession session, string exportDir, IReadOnlyDictionary<string, Tensor>? inputs = null,
        IReadOnlyDictionary<string, Tensor>? outputs = null, IEnumerable<string>? tags = null)
    {
        var (fed, fetched) = (inputs ?? InputOf(rnn), outputs ?? OutputOf(rnn));
        var (frozen, states) = StatefulFreezer.Freeze(session, session.Graph.ToGraphDef(), [.. fetched.Values.Select(t => t.Op.Name)], [.. rnn.Update.Select(u => u.Op.Name)]);
        var nodes = frozen.Node.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        if (fed.Where(i => !nodes.Contains(i.Value.Op.Name)).Select(i => i.Key).ToList() is { Count: > 0 } unused)
            throw new ValueError($"The outputs do not need these inputs: {string.Join(", ", unused)}");
        var signature = SignatureDefs.Predict(fed, fetched);
        foreach (var (variable, name) in rnn.States.Flatten().Zip(StateForms.state_names(rnn.States).Flatten()))
        {
            var input = $"{StatePattern.Variable(variable).Op.Name}:0";
            var state = states.First(s => s.Input == input);
            var key = name.Replace('/', '_');
            if (!fed.ContainsKey(key) && !fetched.ContainsKey(key)) (signature.Inputs[key], signature.Outputs[key]) = (Info(state, state.Input), Info(state, state.Output));
            else throw new ValueError($"'{key}' is the name of a part of the state; an input or output has to have another.");
        }
        var builder = new SavedModelBuilder(exportDir);
        builder.AddWithoutVariables(frozen, tags ?? ["serve"], new Dictionary<string, SignatureDef> { [Names.DEFAULT_SERVING_SIGNATURE_DEF_KEY] = signature });
        builder.save();
    }

    private static Dictionary<string, Tensor> InputOf(StatefulRnn rnn) => new() { [Names.PREDICT_INPUTS] = rnn.Inputs };

    private static Dictionary<string, Tensor> OutputOf(StatefulRnn rnn) => new() { [Names.PREDICT_OUTPUTS] = rnn.Peek };

    private static TensorInfo Info(FrozenState state, string tensor) => new() { Name = tensor, Dtype = (DataType)(int)state.DType, TensorShape = state.Shape.ToProto() };

    // Whether having a tensor means writing the state.
    private static bool Writes(Tensor tensor, StatefulRnn rnn)
    {
        var updates = rnn.Update.Select(u => u.Op).ToHashSet();
        var (seen, open) = (new HashSet<Operation>([tensor.Op]), new Stack<Operation>([tensor.Op]));
        while (open.TryPop(out var op))
        {
            if (updates.Contains(op)) return true;
            foreach (var source in op.Inputs.Select(i => i.Op).Concat(op.ControlInputs)) if (seen.Add(source)) open.Push(source);
        }
        return false;
    }
}

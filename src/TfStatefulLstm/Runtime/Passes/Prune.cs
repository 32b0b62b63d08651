using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Passes;

/// <summary>Keeps what fetches and targets need. A fed tensor cuts the graph: what only leads to it is not part of the run.</summary>
internal static class Prune
{
    /// <exception cref="NotFoundError">A name is not in the graph.</exception>
    /// <exception cref="UnimplementedError">The run needs ops that are not supported; the message names every such node.</exception>
    public static PlanGraph Run(EngineGraph graph, IReadOnlyList<string> feeds, IReadOnlyList<string> fetches, IReadOnlyList<string> targets)
    {
        var fed = new Dictionary<TensorName, PlanNode>();
        var feedTypes = new DType[feeds.Count];
        for (var i = 0; i < feeds.Count; i++)
        {
            var name = Resolve(graph, feeds[i], "FeedInputs: unable to find feed output", out var source);
            if (!fed.TryAdd(name, new PlanNode($"{name} (fed)", NodeKind.Feed, source.Index) { Slot = i }))
                throw new InvalidArgumentError($"Endpoint \"{feeds[i]}\" fed more than once.");
            if (source.Attrs is { } attrs) feedTypes[i] = attrs.OutputTypes()[name.Output].Base();
        }

        var made = new Dictionary<EngineNode, PlanNode>();
        var todo = new Stack<PlanNode>();
        PlanNode Node(EngineNode source)
        {
            if (made.TryGetValue(source, out var node)) return node;
            made.Add(source, node = new PlanNode(source));
            todo.Push(node);
            return node;
        }
        // A fed placeholder is done before the run begins; any other node whose output is fed still runs for what waits for it.
        bool IsFed(EngineNode source) => source.Def.Op is "Placeholder" or "PlaceholderV2" && fed.ContainsKey(new TensorName(source.Def.Name, 0));
        PlanInput Tensor(EngineNode source, TensorName name) => fed.TryGetValue(name, out var feed) ? new PlanInput(feed, 0) : new PlanInput(Node(source), name.Output);

        var result = new PlanGraph { FeedTypes = feedTypes, Fetches = new PlanInput[fetches.Count], Targets = new PlanNode[targets.Count] };
        for (var i = 0; i < fetches.Count; i++)
        {
            var name = Resolve(graph, fetches[i], "FetchOutputs node", out var source);
            result.Fetches[i] = Tensor(source, name);
        }
        for (var i = 0; i < targets.Count; i++)
            result.Targets[i] = Node(graph.Find(targets[i]) ?? throw new NotFoundError($"TargetNodes: node {targets[i]} not found in the graph"));
        while (todo.TryPop(out var node))
        {
            var source = node.Source!;
            node.Inputs = Array.ConvertAll(source.Inputs, input => Tensor(Existing(graph, input.Node, source), input));
            node.Controls = [.. source.Controls.Select(c => Existing(graph, c, source)).Where(c => !IsFed(c)).Select(Node).Distinct()];
        }
        result.Nodes.AddRange(fed.Values);
        result.Nodes.AddRange(made.Values);
        RefuseUnsupported(made.Keys);
        foreach (var node in made.Values) Check(node, feedTypes);
        return result;
    }

    private static TensorName Resolve(EngineGraph graph, string text, string what, out EngineNode node)
    {
        var given = TensorName.Parse(text) ?? throw new InvalidArgumentError($"'{text}' is not a tensor's name");
        if (graph.OutputsOfCall(given.Node) <= given.Output) throw new NotFoundError($"{what} {text}: not found; {given.Node} has {graph.OutputsOfCall(given.Node)} outputs");
        var name = TensorName.Parse(graph.Resolve(text))!.Value;
        node = graph.Find(name.Node) ?? throw new NotFoundError($"{what} {text}: not found");
        if (node.Attrs is { } attrs && name.Output >= attrs.OutputTypes().Length) throw new NotFoundError($"{what} {text}: not found; {name.Node} has {attrs.OutputTypes().Length} outputs");
        return name;
    }

    private static EngineNode Existing(EngineGraph graph, string name, EngineNode user) =>
        graph.Find(name) ?? throw new InvalidArgumentError($"Node '{user.Name}': Unknown input node '{name}'", user.Name);

    private static void RefuseUnsupported(IEnumerable<EngineNode> nodes)
    {
        var missing = nodes.Where(n => n.Op is null || (n.Op is EngineOp && NodeKinds.Of(n.Def.Op) == NodeKind.Kernel)).OrderBy(n => n.Index).ToList();
        if (missing.Count == 0) return;
        var error = new UnimplementedError($"This run needs {missing.Count} {(missing.Count == 1 ? "operation" : "operations")} that this engine does not support: "
            + string.Join(", ", missing.Select(n => $"'{n.Name}' ({n.Def.Op})")), missing[0].Name);
        error.Data[UnsupportedOps] = missing.Select(n => n.Def.Op).Distinct().ToArray();
        throw error;
    }

    /// <summary>Under this key the error's data holds the op types as an array.</summary>
    internal const string UnsupportedOps = "UnsupportedOps";

    private static void Check(PlanNode node, DType[] feedTypes)
    {
        var types = node.Attrs.InputTypes();
        if (node.Inputs.Length != types.Length)
            throw new InvalidArgumentError($"NodeDef expected {types.Length} inputs but has {node.Inputs.Length}; Op<name={node.OpName}>", node.Name);
        node.OutputCount = node.Attrs.OutputTypes().Length;
        if (node.Kind == NodeKind.Kernel) node.Writes = NodeKinds.Writes(node.OpName, types);
        if (node.Kind == NodeKind.Constant) node.Constant = node.Source!.Constant;
        for (var i = 0; i < types.Length; i++)
        {
            var (source, output) = node.Inputs[i];
            var given = source.Kind == NodeKind.Feed ? feedTypes[source.Slot] : OutputType(source, output, node);
            if (given == DType.Invalid || (given.Base() == types[i].Base() && (given.IsRef() || !types[i].IsRef()))) continue;
            throw new InvalidArgumentError($"Input {i} of node {node.Name} was passed {given.RegistrationName()} from {source.Name}:{output} "
                + $"incompatible with expected {types[i].RegistrationName()}.", node.Name);
        }
    }

    private static DType OutputType(PlanNode source, int output, PlanNode user)
    {
        var types = source.Attrs.OutputTypes();
        return output < types.Length
            ? types[output]
            : throw new InvalidArgumentError($"Node '{user.Name}': Connecting to invalid output {output} of source node {source.Name} which has {types.Length} outputs.", user.Name);
    }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Dataflow;

/// <summary>A plan with control flow, run by a complete dataflow executor: frames, iterations and dead values, as TensorFlow 1 has them.</summary>
internal sealed class DataflowPlan : Plan
{
    public DataflowPlan(SessionState session, PlanGraph graph) : base(session, graph)
    {
        for (var i = 0; i < graph.Fetches.Length; i++)
        {
            var fetch = new PlanNode(graph.Fetches[i].Node.Name, NodeKind.Fetch, int.MaxValue) { Slot = i, Inputs = [graph.Fetches[i]], OutputCount = 0 };
            graph.Nodes.Add(fetch);
        }
        Fetches = graph.Fetches;
        Root = new StaticFrame(null, "");
        var frames = FrameAnalysis.Run(graph, Root);
        foreach (var node in graph.Nodes.Where(n => n.Kind == NodeKind.Fetch && frames[n] != Root))
            throw new InvalidArgumentError($"Operation '{node.Name}' has been marked as not fetchable: it is inside the while loop '{frames[node].Name}'.", node.Name);
        Frames = [Root, .. frames.Values.Distinct().Where(f => f != Root).OrderBy(f => f.Depth)];
        for (var i = 0; i < Frames.Length; i++) Frames[i].Id = i;

        var variables = new Dictionary<string, int>();
        var variableNodes = new List<PlanNode>();
        foreach (var node in graph.Nodes.Where(n => n.Kind == NodeKind.Variable))
        {
            if (variables.TryAdd(VariableStore.Key(node), variables.Count)) variableNodes.Add(node);
        }
        Variables = [.. variableNodes.Select(session.Variables.Of)];
        VariableNodes = [.. variableNodes];

        var items = new Dictionary<PlanNode, Item>(graph.Nodes.Count);
        foreach (var node in graph.Nodes) items.Add(node, MakeItem(node, frames, items.Count, variables));
        foreach (var item in items.Values) Connect(item, items);
        Items = [.. items.Values];
        Start = [.. Items.Where(i => i.Pending == 0)];
        Tracked = VariableUses.Tracked(graph, variables);
    }

    public Item[] Items { get; }

    public StaticFrame Root { get; }

    public StaticFrame[] Frames { get; }

    /// <summary>What is ready when a run begins.</summary>
    public Item[] Start { get; }

    public PlanInput[] Fetches { get; }

    /// <summary>A node of each of the plan's variables, for messages.</summary>
    public PlanNode[] VariableNodes { get; }

    /// <summary>For each of the plan's variables its number among those whose versions have to be told apart, else -1.</summary>
    public int[] Tracked { get; }

    protected override Lane NewLane() => new DataflowLane(this);

    private static Item MakeItem(PlanNode node, Dictionary<PlanNode, StaticFrame> frames, int id, Dictionary<string, int> variables)
    {
        // Enter and Exit are found in the frame that they lead to, and run in the frame of their input.
        var frame = node.Kind switch
        {
            NodeKind.Enter => frames[node].Parent!,
            NodeKind.Exit => frames[node.Inputs[0].Node],
            _ => frames[node],
        };
        var types = node is { Kind: NodeKind.Kernel, Loop: null } ? node.Attrs.InputTypes() : [];
        var item = new Item
        {
            Node = node,
            Id = id,
            Frame = frame,
            Local = frame.Items.Count,
            FirstEntry = frame.EntryCount,
            Pending = node.Kind == NodeKind.Merge ? 1 + 2 * node.Controls.Length : node.Inputs.Length + node.Controls.Length,
            IsConstantEnter = node.Kind == NodeKind.Enter && node.Attrs.Bool("is_constant"),
            Child = node.Kind == NodeKind.Enter ? frames[node] : null,
            MustBeInitialized = Array.Exists(types, t => t.IsRef()) && !node.Op!.Schema.TakesUninitializedInput,
            KeepsInputs = node.Kind == NodeKind.Kernel && NodeKinds.KeepsInputs(node, types),
            Variable = node.Kind == NodeKind.Variable ? variables[VariableStore.Key(node)] : -1,
            Outputs = [.. Enumerable.Range(0, node.OutputCount).Select(_ => new List<Target>())],
        };
        frame.Items.Add(item);
        frame.EntryCount += node.Inputs.Length;
        return item;
    }

    private static void Connect(Item item, Dictionary<PlanNode, Item> items)
    {
        for (var i = 0; i < item.Node.Inputs.Length; i++)
        {
            var input = item.Node.Inputs[i];
            items[input.Node].Outputs[input.Output].Add(new Target(item, i));
        }
        foreach (var control in item.Node.Controls) items[control].Controlled.Add(item);
    }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Dataflow;

/// <summary>A while loop as the graph shows it, or the whole graph as the root. A run makes an instance of it for every time the loop is entered.</summary>
internal sealed class StaticFrame(StaticFrame? parent, string name)
{
    public StaticFrame? Parent => parent;

    /// <summary>The attribute <c>frame_name</c> of its Enter nodes; empty for the root.</summary>
    public string Name => name;

    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    /// <summary>Its place in the plan's list.</summary>
    public int Id { get; set; }

    /// <summary>How many Enter nodes lead into it.</summary>
    public int EnterCount { get; set; }

    public List<Item> Items { get; } = [];

    /// <summary>How many data inputs its items have together.</summary>
    public int EntryCount { get; set; }
}

/// <summary>Finds the loop that each node runs in.</summary>
internal static class FrameAnalysis
{
    /// <summary>Needs nodes in order.</summary>
    /// <exception cref="InvalidArgumentError">The loops are not properly nested.</exception>
    public static Dictionary<PlanNode, StaticFrame> Run(PlanGraph graph, StaticFrame root)
    {
        var frames = new Dictionary<PlanNode, StaticFrame>(graph.Nodes.Count);
        var children = new Dictionary<(StaticFrame, string), StaticFrame>();
        foreach (var node in graph.Nodes)
        {
            var outer = OuterFrame(node, frames, root);
            switch (node.Kind)
            {
                case NodeKind.Enter:
                    var name = node.Attrs.Str("frame_name");
                    if (!children.TryGetValue((outer, name), out var child)) children.Add((outer, name), child = new StaticFrame(outer, name));
                    child.EnterCount++;
                    frames.Add(node, child);
                    break;
                case NodeKind.Exit:
                    frames.Add(node, outer.Parent ?? throw new InvalidArgumentError("Invalid Exit op: Cannot find a corresponding Enter op.", node.Name));
                    break;
                case NodeKind.NextIteration when outer.Parent is null:
                    throw new InvalidArgumentError("Invalid NextIteration op: Cannot find a corresponding Enter op.", node.Name);
                default:
                    frames.Add(node, outer);
                    break;
            }
        }
        foreach (var node in graph.Nodes) OuterFrame(node, frames, root);
        return frames;
    }

    /// <summary>The frame that the node's inputs come out in; the node runs there, an Enter and an Exit lead out of it.</summary>
    private static StaticFrame OuterFrame(PlanNode node, Dictionary<PlanNode, StaticFrame> frames, StaticFrame root)
    {
        PlanNode? first = null;
        foreach (var input in node.Inputs.Select(i => i.Node).Concat(node.Controls))
        {
            // A back edge, seen on the first pass.
            if (!frames.TryGetValue(input, out var frame)) continue;
            if (first is null) first = input;
            else if (frames[first] != frame)
                throw new InvalidArgumentError($"{{{{node {node.Name}}}}} has inputs from different frames. The input {{{{node {first.Name}}}}} is in frame '{frames[first].Name}'. "
                    + $"The input {{{{node {input.Name}}}}} is in frame '{frame.Name}'.", node.Name);
        }
        return first is null ? root : frames[first];
    }
}

using TfStatefulLstm.Framework;

namespace TfStatefulLstm.Runtime.Passes;

/// <summary>For graphs without control flow: settles which value of a variable every use sees. A use sees the value from before the run, unless a data or
/// control dependency puts a write before it; then the latest such write. It is the use that decides: nodes that hand a reference on disappear.
/// Afterwards an input either is an ordinary output, or output 0 of the variable's node (the value from before the run), or output
/// <see cref="Version"/>(k) of a writing node (the value that it gives the variable at its input k). Control inputs have done their work and are gone.</summary>
internal static class BindVariables
{
    /// <summary>The output number under which the value is found that a node writes to the variable at an input.</summary>
    public static int Version(int input) => -1 - input;

    /// <summary>Needs nodes in order, which is also the order of the writes.</summary>
    public static void Run(PlanGraph graph)
    {
        var canonical = Canonical(graph);
        // For every node: of each variable the latest write that comes before the end of the node.
        var seen = new Dictionary<PlanNode, Dictionary<PlanNode, Write>>(graph.Nodes.Count);
        var heads = new Dictionary<PlanNode, Write>();
        var aliases = new Dictionary<PlanInput, PlanInput>();
        var none = new Dictionary<PlanNode, Write>();
        var ordinal = 0;

        PlanInput Root(PlanInput input) => aliases.GetValueOrDefault(input, input);
        PlanInput Value(PlanInput root, Dictionary<PlanNode, Write> before) =>
            root.Node.Kind == NodeKind.Variable && before.TryGetValue(root.Node, out var write) ? write.Value : root;

        foreach (var node in graph.Nodes)
        {
            var before = Join(node, seen, none);
            var after = before;
            if (node.Kind == NodeKind.Variable) aliases[new PlanInput(node, 0)] = new PlanInput(canonical[node], 0);
            else if (node.Kind == NodeKind.Alias) aliases[new PlanInput(node, 0)] = Root(node.Inputs[0]);
            else if (node.Writes is { } writes)
            {
                after = new Dictionary<PlanNode, Write>(before);
                for (var k = 0; k < node.Inputs.Length; k++)
                {
                    var root = Root(node.Inputs[k]);
                    if (!writes[k])
                    {
                        node.Inputs[k] = Value(root, before);
                        continue;
                    }
                    if (root.Node.Kind != NodeKind.Variable)
                        throw new InvalidArgumentError($"Input {k} of node {node.Name} was passed {root.Node.Attrs.OutputTypes()[root.Output].RegistrationName()} from {root.Node.Name}:{root.Output} incompatible with expected reference.", node.Name);
                    if (k < node.OutputCount && node.Attrs.OutputTypes()[k].IsRef()) aliases[new PlanInput(node, k)] = root;
                    // What a write finds is what the write before it left, ordered or not: no update is lost.
                    node.Inputs[k] = heads.TryGetValue(root.Node, out var head) ? head.Value : root;
                    after[root.Node] = heads[root.Node] = new Write(++ordinal, new PlanInput(node, Version(k)));
                }
            }
            else
            {
                for (var k = 0; k < node.Inputs.Length; k++) node.Inputs[k] = Value(Root(node.Inputs[k]), before);
            }
            seen.Add(node, after);
        }
        for (var i = 0; i < graph.Fetches.Length; i++) graph.Fetches[i] = Value(Root(graph.Fetches[i]), seen[graph.Fetches[i].Node]);
        KeepEffects(graph);
    }

    private readonly record struct Write(int Ordinal, PlanInput Value);

    /// <summary>Nodes of one variable become one.</summary>
    private static Dictionary<PlanNode, PlanNode> Canonical(PlanGraph graph)
    {
        var byKey = new Dictionary<string, PlanNode>();
        var result = new Dictionary<PlanNode, PlanNode>();
        foreach (var node in graph.Nodes.Where(n => n.Kind == NodeKind.Variable))
        {
            byKey.TryAdd(VariableStore.Key(node), node);
            result.Add(node, byKey[VariableStore.Key(node)]);
        }
        return result;
    }

    private static Dictionary<PlanNode, Write> Join(PlanNode node, Dictionary<PlanNode, Dictionary<PlanNode, Write>> seen, Dictionary<PlanNode, Write> none)
    {
        var result = none;
        var own = false;
        foreach (var source in node.Inputs.Select(i => i.Node).Concat(node.Controls))
        {
            var other = seen[source];
            if (other.Count == 0 || ReferenceEquals(other, result)) continue;
            if (result.Count == 0)
            {
                result = other;
                continue;
            }
            foreach (var (variable, write) in other)
            {
                if (result.TryGetValue(variable, out var mine) && mine.Ordinal >= write.Ordinal) continue;
                if (!own) (result, own) = (new Dictionary<PlanNode, Write>(result), true);
                result[variable] = write;
            }
        }
        return result;
    }

    /// <summary>Without control inputs, what runs for its effect, or to check something, has to be a target of its own.</summary>
    private static void KeepEffects(PlanGraph graph)
    {
        var targets = graph.Targets.ToHashSet();
        foreach (var node in graph.Nodes)
        {
            if (node.Kind == NodeKind.Kernel && !NodeKinds.IsPure(node)) targets.Add(node);
            targets.UnionWith(node.Controls);
            node.Controls = [];
        }
        graph.Targets = [.. graph.Nodes.Where(n => targets.Contains(n) && n.Kind == NodeKind.Kernel)];
        DropUnused.Run(graph);
    }
}

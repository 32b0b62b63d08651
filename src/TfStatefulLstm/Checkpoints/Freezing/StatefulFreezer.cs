using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Checkpoints.Freezing;

/// <summary>A state of a frozen graph: fed with what it came to in the run before.</summary>
/// <param name="Input">The tensor to feed; where nothing is fed, it is the state that was frozen.</param>
/// <param name="Output">The tensor to fetch: the state after the run.</param>
/// <param name="DType">The element type.</param>
/// <param name="Shape">The shape.</param>
public sealed record FrozenState(string Input, string Output, DType DType, Shape Shape);

/// <summary>Makes graphs without variables of graphs that keep their state in variables: weights become constants, and what the graph assigns becomes an input and an
/// output. What <c>convert_variables_to_constants</c> makes of such a graph starts every run from the same state.</summary>
public static class StatefulFreezer
{
    private static readonly HashSet<string> Aliases = ["Identity", "RefIdentity", "ReadVariableOp"];

    /// <summary>The part of a graph that some nodes need, without variables.</summary>
    /// <param name="session">The session that holds the values.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="outputs">The names of the nodes to keep.</param>
    /// <param name="updates">Operations that write the state, where the outputs do not wait for them.</param>
    /// <returns>The graph, and its states in the order of the graph.</returns>
    /// <exception cref="AssertionError">A node is not in the graph.</exception>
    /// <exception cref="ValueError">A variable is written more than once, in another way than by a plain assign, or inside a loop or branch.</exception>
    /// <exception cref="FailedPreconditionError">A variable has no value.</exception>
    public static (GraphDef Graph, IReadOnlyList<FrozenState> States) Freeze(ISession session, GraphDef graph, IReadOnlyList<string> outputs, IReadOnlyList<string>? updates = null)
    {
        var part = SubGraph.Of(graph, outputs.Concat(updates ?? []));
        var nodes = part.Node.ToDictionary(n => n.Name, StringComparer.Ordinal);
        var assigns = Assigns(part, nodes);
        var variables = part.Node.Where(GraphFreezer.IsVariable).ToList();
        var values = session.Run(new Dictionary<string, NDArray>(), [.. variables.Select(n => n.Op == "VarHandleOp" ? $"{n.Name}/Read/ReadVariableOp:0" : $"{n.Name}:0")], []);
        var byName = variables.Zip(values).ToDictionary(p => p.First.Name, p => p.Second);
        foreach (var (variable, assign) in assigns) UseNewValue(part, nodes, variable, assign);
        Remove(part, assigns.Values);
        var frozen = GraphFreezer.Freeze(part, byName);
        frozen.Versions = graph.Versions?.Clone();
        var states = assigns.Keys.OrderBy(v => variables.FindIndex(n => n.Name == v)).Select(v => MakeInput(frozen, v, byName[v], assigns[v].Input[1])).ToList();
        frozen = SubGraph.Of(frozen, outputs.Concat(states.Select(s => SubGraph.NodeOf(s.Output))).Concat(states.Select(s => SubGraph.NodeOf(s.Input))));
        return (frozen, states);
    }

    private static Dictionary<string, NodeDef> Assigns(GraphDef part, Dictionary<string, NodeDef> nodes)
    {
        var assigns = new Dictionary<string, NodeDef>(StringComparer.Ordinal);
        var refused = new List<string>();
        foreach (var node in part.Node.Where(n => n.Input.Count > 0 && !n.Input[0].StartsWith('^')))
        {
            var variable = GraphFreezer.SourceOf(node.Input[0], nodes);
            if (!GraphFreezer.IsVariable(variable) || !Writes(node)) continue;
            if (node.Op is not ("Assign" or "AssignVariableOp") || SubGraph.NodeOf(node.Input[0]) != variable.Name || !assigns.TryAdd(variable.Name, node)) refused.Add($"{node.Name} ({node.Op})");
        }
        return refused.Count == 0 ? assigns
            : throw new ValueError($"Only a state that one plain assign writes can become an input and an output; these write otherwise, or what another has written: {string.Join(", ", refused)}");
    }

    // What takes a variable and only hands it on or reads it is no write.
    private static bool Writes(NodeDef node) => Runtime.NodeKinds.Of(node.Op) == Runtime.NodeKind.Kernel && OpRegistry.TryFind(node.Op, out var op) && Runtime.NodeKinds.Writes(node.Op, new NodeAttrs(node, op.Schema).InputTypes()) is not null;

    // What comes after the assign uses the value that was assigned, as it would find it in the variable.
    private static void UseNewValue(GraphDef part, Dictionary<string, NodeDef> nodes, string variable, NodeDef assign)
    {
        var after = After(part, assign.Name);
        foreach (var node in part.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                if (node.Input[i].StartsWith('^') || node == assign) continue;
                var input = SubGraph.NodeOf(node.Input[i]);
                if (input == assign.Name || (after.Contains(node.Name) && IsAlias(input, variable, nodes)))
                {
                    node.Input[i] = assign.Input[1];
                    if (node.Op != "ReadVariableOp") continue;
                    (node.Op, node.Attr["T"]) = ("Identity", node.Attr["dtype"]);
                    node.Attr.Remove("dtype");
                }
                else if (after.Contains(node.Name) && GraphFreezer.SourceOf(node.Input[i], nodes).Name == variable)
                    throw new ValueError($"{node.Name} reads the state {variable} after {assign.Name} has written it, inside a loop or branch");
            }
        }
    }

    private static HashSet<string> After(GraphDef part, string name)
    {
        var uses = part.Node.SelectMany(n => n.Input.Select(i => (Input: SubGraph.NodeOf(i), n.Name))).ToLookup(u => u.Input, u => u.Name, StringComparer.Ordinal);
        var (after, open) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>([name]));
        while (open.TryPop(out var next)) foreach (var use in uses[next]) if (after.Add(use)) open.Push(use);
        return after;
    }

    private static bool IsAlias(string name, string variable, Dictionary<string, NodeDef> nodes)
    {
        while (name != variable && nodes.TryGetValue(name, out var node) && Aliases.Contains(node.Op) && node.Input.Count > 0) name = SubGraph.NodeOf(node.Input[0]);
        return name == variable;
    }

    private static void Remove(GraphDef part, IEnumerable<NodeDef> assigns)
    {
        var removed = assigns.Select(a => a.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var assign in assigns.ToList()) part.Node.Remove(assign);
        foreach (var node in part.Node)
            foreach (var input in node.Input.Where(i => i.StartsWith('^') && removed.Contains(i[1..])).ToList()) node.Input.Remove(input);
    }

    // The variable's node becomes the input, so that its name stays; its constant gets another.
    private static FrozenState MakeInput(GraphDef graph, string variable, NDArray value, string next)
    {
        var names = graph.Node.Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        string Free(string name)
        {
            var free = name;
            for (var i = 1; !names.Add(free); i++) free = $"{name}_{i}";
            return free;
        }
        var at = graph.Node.IndexOf(graph.Node.First(n => n.Name == variable));
        var constant = GraphFreezer.Constant(Free($"{variable}/frozen"), value);
        graph.Node[at] = new NodeDef
        {
            Name = variable,
            Op = "PlaceholderWithDefault",
            Input = { constant.Name },
            Attr = { ["dtype"] = AttrValues.Of(value.DType), ["shape"] = AttrValues.Of(value.Shape) },
        };
        graph.Node.Insert(at, constant);
        var output = new NodeDef { Name = Free($"{variable}/next"), Op = "Identity", Input = { next }, Attr = { ["T"] = AttrValues.Of(value.DType) } };
        graph.Node.Add(output);
        return new FrozenState($"{variable}:0", $"{output.Name}:0", value.DType, value.Shape);
    }
}

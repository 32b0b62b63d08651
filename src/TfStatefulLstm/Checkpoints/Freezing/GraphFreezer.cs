using TfStatefulLstm.Framework;
using TfStatefulLstm.Protos;

namespace TfStatefulLstm.Checkpoints.Freezing;

/// <summary>Makes graphs without variables: their values become constants (<c>tf.graph_util.convert_variables_to_constants</c>).</summary>
public static class GraphFreezer
{
    private static readonly HashSet<string> PassOn = ["Switch", "Enter", "Exit", "Identity", "Merge", "NextIteration"];

    /// <summary>The part of a graph that some nodes need, with constants instead of variables.</summary>
    /// <param name="session">The session that holds the values.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="outputs">The names of the nodes to keep.</param>
    /// <param name="only">The variables to make constant; all if null.</param>
    /// <param name="except">Variables to leave as they are.</param>
    /// <exception cref="AssertionError">An output is not in the graph.</exception>
    /// <exception cref="ValueError">A resource that is read is no variable's.</exception>
    /// <exception cref="FailedPreconditionError">A variable has no value.</exception>
    public static GraphDef Freeze(ISession session, GraphDef graph, IReadOnlyList<string> outputs, IReadOnlyCollection<string>? only = null, IReadOnlyCollection<string>? except = null)
    {
        var part = SubGraph.Of(graph, outputs);
        var frozen = part.Node.Where(n => IsVariable(n) && only?.Contains(n.Name) != false && except?.Contains(n.Name) != true).ToList();
        var values = session.Run(new Dictionary<string, NDArray>(), [.. frozen.Select(n => n.Op == "VarHandleOp" ? $"{n.Name}/Read/ReadVariableOp:0" : $"{n.Name}:0")], []);
        return Freeze(part, frozen.Zip(values).ToDictionary(p => p.First.Name, p => p.Second));
    }

    /// <summary>The same graph with constants instead of some of its variables.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="values">The values by the names of the variables' nodes.</param>
    /// <exception cref="ValueError">A resource that is read is no variable's.</exception>
    internal static GraphDef Freeze(GraphDef graph, IReadOnlyDictionary<string, NDArray> values)
    {
        var nodes = new Dictionary<string, NodeDef>(StringComparer.Ordinal);
        foreach (var node in graph.Node) nodes[node.Name] = node;
        var types = HandleTypes(nodes, values);
        // As Python leaves it: without versions.
        var result = new GraphDef { Library = graph.Library?.Clone() };
        foreach (var node in graph.Node)
        {
            if (values.TryGetValue(node.Name, out var value)) result.Node.Add(Constant(node.Name, value));
            else if (types.TryGetValue(node.Name, out var type)) result.Node.Add(Retyped(node, type));
            else if (node.Op == "ReadVariableOp" && IsFrozen(node, nodes, values)) result.Node.Add(Read(node));
            else if (node.Op == "ResourceGather" && IsFrozen(node, nodes, values)) result.Node.Add(Gather(node, result));
            else result.Node.Add(node.Clone());
        }
        return result;
    }

    /// <summary>Whether a node is a variable.</summary>
    internal static bool IsVariable(NodeDef node) => node.Op is "Variable" or "VariableV2" or "VarHandleOp";

    /// <summary>A constant.</summary>
    internal static NodeDef Constant(string name, NDArray value) => new()
    {
        Name = name,
        Op = "Const",
        Attr = { ["dtype"] = AttrValues.Of(value.DType), ["value"] = AttrValues.Tensor(value) },
    };

    /// <summary>The variable, or other node, that a reference or handle comes from.</summary>
    internal static NodeDef SourceOf(string input, IReadOnlyDictionary<string, NodeDef> nodes)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var node = nodes[SubGraph.NodeOf(input)];
        while (PassOn.Contains(node.Op) && node.Input.Count > 0 && seen.Add(node.Name) && nodes.TryGetValue(SubGraph.NodeOf(node.Input[0]), out var next)) node = next;
        return node;
    }

    private static bool IsFrozen(NodeDef node, Dictionary<string, NodeDef> nodes, IReadOnlyDictionary<string, NDArray> values) => values.ContainsKey(SourceOf(node.Input[0], nodes).Name);

    // Nodes that hand on a handle will hand on the value: their type is then the value's.
    private static Dictionary<string, AttrValue> HandleTypes(Dictionary<string, NodeDef> nodes, IReadOnlyDictionary<string, NDArray> values)
    {
        var types = new Dictionary<string, AttrValue>(StringComparer.Ordinal);
        foreach (var read in nodes.Values.Where(n => n.Op is "ReadVariableOp" or "ResourceGather"))
        {
            var open = new Stack<string>([SubGraph.NodeOf(read.Input[0])]);
            while (open.TryPop(out var name))
            {
                var node = nodes[name];
                if (!PassOn.Contains(node.Op))
                {
                    if (node.Op != "VarHandleOp") throw new ValueError("Cannot find the variable that is an input to the ReadVariableOp.");
                    continue;
                }
                if (!values.ContainsKey(SourceOf(node.Input[0], nodes).Name) || !types.TryAdd(name, read.Attr["dtype"])) continue;
                open.Push(SubGraph.NodeOf(node.Input[0]));
                if (node.Op == "Merge") open.Push(SubGraph.NodeOf(node.Input[1]));
            }
        }
        return types;
    }

    private static NodeDef Retyped(NodeDef node, AttrValue type)
    {
        var result = node.Clone();
        result.Device = "";
        result.Attr.Remove("_output_shapes");
        result.Attr["T"] = type;
        return result;
    }

    private static NodeDef Read(NodeDef node)
    {
        var result = new NodeDef { Name = node.Name, Op = "Identity", Input = { node.Input[0] }, Attr = { ["T"] = node.Attr["dtype"] } };
        if (node.Attr.TryGetValue("_class", out var groups)) result.Attr["_class"] = groups;
        return result;
    }

    private static NodeDef Gather(NodeDef node, GraphDef graph)
    {
        if (node.Attr.TryGetValue("batch_dims", out var dims) && dims.I != 0) throw new ValueError("batch_dims != 0 is not supported by freeze_graph.");
        var index = node.Attr["Tindices"];
        graph.Node.Add(Constant($"{node.Name}/axis", NDArray.Scalar(0).AsType((DType)(int)index.Type)));
        var result = new NodeDef
        {
            Name = node.Name,
            Op = "GatherV2",
            Input = { node.Input[0], node.Input[1], $"{node.Name}/axis" },
            Attr = { ["Tparams"] = node.Attr["dtype"], ["Tindices"] = index, ["Taxis"] = index },
        };
        if (node.Attr.TryGetValue("_class", out var groups)) result.Attr["_class"] = groups;
        return result;
    }
}

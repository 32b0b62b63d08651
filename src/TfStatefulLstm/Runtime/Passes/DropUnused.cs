namespace TfStatefulLstm.Runtime.Passes;

/// <summary>Removes nodes that a pass has left without a use.</summary>
internal static class DropUnused
{
    public static void Run(PlanGraph graph)
    {
        var used = new HashSet<PlanNode>();
        var todo = new Stack<PlanNode>();
        void Use(PlanNode node)
        {
            if (used.Add(node)) todo.Push(node);
        }
        foreach (var fetch in graph.Fetches) Use(fetch.Node);
        foreach (var target in graph.Targets) Use(target);
        while (todo.TryPop(out var node))
        {
            foreach (var input in node.Inputs) Use(input.Node);
            foreach (var control in node.Controls) Use(control);
        }
        graph.Nodes.RemoveAll(n => !used.Contains(n));
    }
}
